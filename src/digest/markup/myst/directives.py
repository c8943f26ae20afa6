"""MyST directives: the block rule, and the handler of each directive by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from digest.core.codes import Code
from digest.core.html import escape_text
from digest.markup.dialects.builtin_shortcodes import push_highlight
from digest.markup.dialects.containers import default_title
from digest.markup.math.formula_rules import push_math_block
from digest.markup.myst.admonitions import (
    ADMONITIONS,
    VERSIONS,
    attributes_of_directive,
    push_admonition,
    push_custom_admonition,
    push_dropdown,
    push_titled_box,
    push_version,
)
from digest.markup.myst.citations import push_bibliography
from digest.markup.myst.cross_references import add_label, make_id, make_reference
from digest.markup.myst.directive_syntax import OPENING, Directive, find_close, read_options
from digest.markup.myst.directive_tables import push_csv_table, push_glossary, push_list_table
from digest.markup.reference.plugin_api import (
    INTERRUPTS,
    PendingDiagnostic,
    close_container,
    last_row,
    line_text,
    open_container,
    push_embed,
    push_figure,
    push_leaf,
    push_paragraph,
    warn_at_row,
    write_template_tag,
)

Handler = Callable[[StateBlock, Directive], None]
_IMAGE_LINE = re.compile(r"\s*!\[(?P<alt>[^\]\n]*)\]\(<?(?P<src>[^\s<>()]+)>?[^)\n]*\)[^\n]*")

_LANGUAGES_NAMES = """
bash c console cpp css diff go html java javascript js json julia kotlin ojs perl php python
python3 r ruby rust scala sh shell sql swift text toml ts typescript xml yaml
"""
_LANGUAGES = frozenset(_LANGUAGES_NAMES.split())
_ENTRY = re.compile(r"(.+?)\s*<([^<>]+)>\s*")


def is_verbatim(name: str) -> bool:
    """Return whether the body of a directive is not Markdown."""
    return name.lower() in _VERBATIM or name.lower() in _LANGUAGES


def push_directive(state: StateBlock, directive: Directive) -> None:
    """Push what a directive becomes; an unknown one becomes a container of its content."""
    name = directive.name.lower()
    if name in _LANGUAGES:
        _push_code(state, directive, name)
    elif name in ADMONITIONS:
        push_admonition(state, directive, name, default_title(name))
    else:
        DIRECTIVES.get(name, _push_unknown)(state, directive)


def _figure(state: StateBlock, directive: Directive) -> None:
    meta = {
        "src": directive.argument,
        "alt": directive.get("alt"),
        "width": directive.get("width", "figwidth"),
        "height": directive.get("height"),
        "align": directive.get("align"),
        "class": " ".join(filter(None, (directive.get("class"), directive.get("figclass")))),
        "link": directive.get("target"),
    }
    opening = push_figure(state, meta, directive.get("caption"), directive.rows)
    closing = state.tokens.pop()
    state.level += 1
    directive.push_body(state)
    state.level -= 1
    state.tokens.append(closing)
    attrs = attributes_of_directive(state, directive)
    attrs.pop("class", None)
    opening.attrs.update(attrs)


def _figure_md(state: StateBlock, directive: Directive) -> None:
    """Push a figure whose body is a Markdown image and its caption; the argument is its label."""
    image = _IMAGE_LINE.match(directive.source(state))
    if image is None:
        directive.push_body(state)
        return
    options = {"alt": image["alt"], "name": directive.argument, **directive.options}
    body = (directive.body[0] + image[0].count("\n") + 1, directive.body[1])
    _figure(state, replace(directive, argument=image["src"], options=options, body=body))


def _code(state: StateBlock, directive: Directive) -> None:
    _push_code(state, directive, directive.argument.split(" ")[0])


def _push_code(state: StateBlock, directive: Directive, language: str) -> None:
    caption = directive.get("caption")
    if caption:
        push_paragraph(state, caption, directive.rows[0], {"class": "code-caption"})
    options = {}
    if {"linenos", "number-lines", "lineno-start"} & set(directive.options):
        options["linenos"] = "inline"
    if start := directive.get("lineno-start", "number-lines"):
        options["linenostart"] = start
    if lines := directive.get("emphasize-lines"):
        options["hl_lines"] = lines.replace(",", " ")
    push_highlight(state, directive.source(state), language, options, directive.rows)
    state.tokens[-1].attrs.update(
        {k: v for k, v in attributes_of_directive(state, directive).items() if k == "id"}
    )


def _math(state: StateBlock, directive: Directive) -> None:
    tex = "\n".join(filter(None, (directive.argument, directive.source(state))))
    label = directive.get("label", "name")
    push_math_block(state, tex, directive.rows, make_id(label))
    if label:
        add_label(state.env, label, make_id(label))


def _quote(state: StateBlock, directive: Directive) -> None:
    opening = state.push("blockquote_open", "blockquote", 1)
    opening.map = list(directive.rows)
    kind = {"epigraph": "epigraph", "pull-quote": "pull-quote"}.get(directive.name.lower())
    opening.attrs = dict(
        attributes_of_directive(state, directive) | ({"class": kind} if kind else {})
    )
    directive.push_content(state)
    if credit := directive.get("attribution"):
        push_paragraph(state, f"— {credit}", directive.rows[0])
    state.push("blockquote_close", "blockquote", -1)


def _table(state: StateBlock, directive: Directive) -> None:
    if directive.argument:
        attrs = {"class": "table-caption"} | attributes_of_directive(state, directive)
        push_paragraph(state, directive.argument, directive.rows[0], attrs)
    directive.push_body(state)


def _toctree(state: StateBlock, directive: Directive) -> None:
    """Push the entries as a list of links, which the site resolves."""
    if "hidden" in directive.options:
        return
    if caption := directive.get("caption"):
        push_paragraph(state, caption, directive.rows[0])
    state.push("bullet_list_open", "ul", 1).map = list(directive.rows)
    state.tokens[-1].markup = "-"
    for row in range(*directive.body):
        line = state.src[state.bMarks[row] + state.tShift[row] : state.eMarks[row]].strip()
        if not line:
            continue
        found = _ENTRY.fullmatch(line)
        title, target = (found[1], found[2]) if found else ("", line)
        url = target if "://" in target or target == "self" else make_reference(target)
        state.push("list_item_open", "li", 1).map = [row, row + 1]
        state.tokens[-1].markup = "-"
        push_paragraph(state, f"[{title or target}]({url})", row)
        state.tokens[-3].hidden = state.tokens[-1].hidden = True
        state.push("list_item_close", "li", -1)
    state.push("bullet_list_close", "ul", -1)


def _include(state: StateBlock, directive: Directive) -> None:
    diagnostic = PendingDiagnostic(
        code=Code.INCLUDED_FILE,
        name=directive.argument,
        message=f'"{directive.argument}" is not copied in: a post is read alone',
        hint="paste its text here, or link to it",
    )
    warn_at_row(state, directive.rows[0], diagnostic)
    _push_source(state, directive)


def _push_source(state: StateBlock, directive: Directive) -> None:
    """Push a directive as it is written, in a form that adds nothing to the text."""
    shown = f"{{{directive.name}}} {directive.argument}".strip()
    push_embed(state, f"<p>{write_template_tag(shown)}</p>", directive.rows)
    directive.push_body(state)


def _raw(state: StateBlock, directive: Directive) -> None:
    if directive.argument.lower() != "html":
        _push_code(state, directive, directive.argument)
        return
    token = state.push("html_block", "", 0)
    token.content, token.map = directive.source(state), list(directive.rows)


def _mermaid(state: StateBlock, directive: Directive) -> None:
    source = escape_text(directive.source(state).strip())
    push_embed(state, f'<pre class="mermaid">{source}</pre>', directive.rows)


def _rubric(state: StateBlock, directive: Directive) -> None:
    push_leaf(state, ("paragraph", "p"), f"**{directive.argument}**", directive.rows[0])
    directive.push_body(state)


def _frame(state: StateBlock, directive: Directive) -> None:
    title = directive.get("title", "caption") or directive.argument
    push_paragraph(state, f"[{title}]({directive.argument})", directive.rows[0])
    directive.push_body(state)


def _transparent(state: StateBlock, directive: Directive) -> None:
    directive.push_body(state)


def _nothing(_state: StateBlock, _directive: Directive) -> None:
    """Leave out a table of contents or an index of a book."""


def _push_unknown(state: StateBlock, directive: Directive) -> None:
    diagnostic = PendingDiagnostic(
        code=Code.UNKNOWN_DIRECTIVE,
        name=directive.name,
        message=f'there is no directive "{directive.name}"; its content is shown',
        hint="use one that digest has, such as note, figure, table or code-block",
    )
    warn_at_row(state, directive.rows[0], diagnostic)
    opening = open_container(
        state,
        "directive",
        directive.rows[0],
        title=directive.argument,
        attrs=attributes_of_directive(state, directive),
    )
    directive.push_body(state)
    close_container(state, opening, directive.rows[1])


def _titled(kind: str, title: str = "") -> Handler:
    def push(state: StateBlock, directive: Directive) -> None:
        push_titled_box(state, directive, kind, title)

    return push


_THEOREMS_NAMES = """
theorem proof axiom lemma definition criterion remark conjecture corollary algorithm example
property observation proposition assumption exercise solution
"""
_THEOREMS = tuple(_THEOREMS_NAMES.split())

DIRECTIVES: dict[str, Handler] = {
    "admonition": push_custom_admonition,
    "topic": _titled("note"),
    "sidebar": _titled("sidebar"),
    "margin": _titled("sidebar"),
    "aside": _titled("sidebar"),
    "dropdown": push_dropdown,
    "details": push_dropdown,
    "toggle": push_dropdown,
    **dict.fromkeys(VERSIONS, push_version),
    "figure": _figure,
    "image": _figure,
    "figure-md": _figure_md,
    "code": _code,
    "code-block": _code,
    "code-cell": _code,
    "sourcecode": _code,
    "parsed-literal": _code,
    "math": _math,
    "epigraph": _quote,
    "pull-quote": _quote,
    "quote": _quote,
    "highlights": _quote,
    "blockquote": _quote,
    "table": _table,
    "list-table": push_list_table,
    "csv-table": push_csv_table,
    "glossary": push_glossary,
    "tab-item": _titled("tab"),
    "tab": _titled("tab"),
    "grid-item-card": _titled("card"),
    "card": _titled("card"),
    **dict.fromkeys(("tab-set", "tabs", "grid", "grid-item"), _transparent),
    **dict.fromkeys(("div", "container", "rst-class", "only"), _transparent),
    "centered": _rubric,
    "rubric": _rubric,
    "toctree": _toctree,
    "bibliography": push_bibliography,
    "contents": _nothing,
    "tableofcontents": _nothing,
    "index": _nothing,
    "include": _include,
    "literalinclude": _include,
    "raw": _raw,
    "eval-rst": _code,
    "mermaid": _mermaid,
    "iframe": _frame,
    "video": _frame,
    "button": _frame,
    **{name: _titled("note", name.capitalize()) for name in _THEOREMS},
    **{f"prf:{name}": _titled("note", name.capitalize()) for name in _THEOREMS},
}
"""Directives by name, with their handlers."""
_VERBATIM_NAMES = """
bibliography code code-block code-cell csv-table eval-rst include literalinclude math mermaid
parsed-literal raw sourcecode toctree
"""
_VERBATIM = frozenset(_VERBATIM_NAMES.split())


def directives_plugin(md: MarkdownIt) -> None:
    """Install the rules for directives."""
    md.block.ruler.before("table", "directive", _block, {"alt": INTERRUPTS})


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.src[position : position + 3] not in {"```", "~~~", ":::"}:
        return False
    opening = OPENING.match(line_text(state, start))
    if opening is None or state.is_code_block(start) or opening[1] in opening[3]:
        return False
    if silent:
        return True
    limit = last_row(state, start, end)
    close = find_close(state, start, limit, is_verbatim)
    if close is None:
        warn_at_row(state, start, _unclosed_directive(opening[2], opening[1]))
    stop = limit if close is None else close
    options, first, faulty = read_options(state, start + 1, stop)
    if faulty:
        warn_at_row(state, start + 1, _bad_options(opening[2], faulty))
    while first < stop and state.isEmpty(first):
        first += 1
    directive = Directive(
        name=opening[2],
        argument=opening[3].strip(),
        argument_at=position + opening.start(3),
        options=options,
        rows=(start, stop if close is None else stop + 1),
        body=(first, stop),
        indent=state.sCount[start],
    )
    push_directive(state, directive)
    state.line = directive.rows[1]
    return True


def _unclosed_directive(name: str, fence: str) -> PendingDiagnostic:
    return PendingDiagnostic(
        code=Code.UNCLOSED_DIRECTIVE,
        name=name,
        message=f'the directive "{name}" is never closed',
        hint=f'write "{fence}" on a line of its own where it ends',
    )


def _bad_options(name: str, problem: str) -> PendingDiagnostic:
    return PendingDiagnostic(
        code=Code.BAD_DIRECTIVE,
        name=f"{name} {problem}",
        message=f'the options of the directive "{name}" are not valid YAML: {problem}',
        hint='write each option on a line of its own: ":width: 80%"',
    )
