"""`docs/templates.md` names every template, filter, function, record and field there is."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from digest.config.tables import Config
from digest.core import model
from digest.output.theme import load_theme
from digest.output.theme.filters import make_filters
from digest.output.theme.fragments import Fragments
from digest.site import contexts
from support.paths import ROOT

PAGE = ROOT / "docs" / "templates.md"
MARK = "by tests/project/test_theme_docs.py -->\n"
RECORDS = (
    contexts.SiteContext, contexts.PageContext, contexts.PostView, contexts.ListView,
    contexts.TermsView, contexts.ArchiveView, contexts.ItemsView, contexts.ErrorView,
    contexts.RedirectView, contexts.PostCard, contexts.ItemCard, contexts.TermLink,
    contexts.SourceLink, contexts.FeedLink, contexts.NavLink, contexts.TocEntry,
    contexts.SeriesPart, contexts.Pagination, contexts.PageLink, contexts.ArchiveYear, contexts.ArchiveMonth,
    model.Post, model.Item, model.Link, model.Image, model.Heading,
)  # fmt: skip


def name_type(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if kind in RECORDS:
        return f"[`{kind.__name__}`](#{kind.__name__.lower()})"
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin is tuple and inner[-1] is ...:
        return f"list of {name_type(inner[0])}"
    if origin is tuple:
        return f"pair of {' and '.join(name_type(part) for part in inner)}"
    if origin is dict:
        return f"mapping of {name_type(inner[0])} to {name_type(inner[1])}"
    if inner:
        known = [name_type(part) for part in inner if part is not type(None)]
        return " or ".join([*known, "none"] if type(None) in inner else known)
    names = {str: "text", int: "number", bool: "true or false", Any: "anything"}
    return names.get(kind) or str(kind.__name__)


def reference() -> str:
    parts = []
    for record in RECORDS:
        summary = " ".join((record.__doc__ or "").split())
        hints = get_type_hints(record)
        rows = "".join(
            f"| `{field.name}` | {name_type(hints[field.name])} |\n"
            for field in msgspec.structs.fields(record)
        )
        parts.append(f"\n### {record.__name__}\n\n{summary}\n\n| field | what |\n|---|---|\n{rows}")
    return "".join(parts)


def rows_of(heading: str) -> set[str]:
    section = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)
    body = next(part for part in section if part.startswith(heading))
    return set(re.findall(r"^\| `([^`]+)` \|", body, re.MULTILINE))


def test_the_reference_of_records_is_what_the_code_says(accept: bool) -> None:
    text = PAGE.read_text()
    head = text[: text.index(MARK) + len(MARK)]
    if accept:
        PAGE.write_text(head + reference())
    assert PAGE.read_text() == head + reference(), "run the tests with --accept"


def test_the_reference_has_every_record_of_the_contexts() -> None:
    written = {
        kind
        for kind in vars(contexts).values()
        if isinstance(kind, type)
        and issubclass(kind, msgspec.Struct)
        and kind.__module__ == contexts.__name__
    }
    assert written - set(RECORDS) == set()


def test_every_template_is_described() -> None:
    files = load_theme(ROOT / "nowhere", Config()).files.names
    assert rows_of("The templates") == set(files)


def test_every_filter_and_function_is_described() -> None:
    theme = load_theme(ROOT / "nowhere", Config())
    functions = {"asset", "describe_page"}
    assert functions <= theme.environment.globals.keys()
    described = {name.split("(")[0] for name in rows_of("Filters and functions")}
    assert described == set(make_filters("", "en")) | functions


def test_every_tag_is_described() -> None:
    assert {row.split()[1] for row in rows_of("Tags")} == Fragments.tags


def test_the_example_of_an_override_works(tmp_path: Any) -> None:
    example = re.search(
        r"```jinja\n\{# templates/post\.html #\}\n(.*?)```", PAGE.read_text(), re.DOTALL
    )
    assert example
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "post.html").write_text(example[1])
    from support.theme_samples import SAMPLES, SITE

    _, page, view = SAMPLES["post"]
    html = load_theme(tmp_path, Config()).render(
        "post.html", {"site": SITE, "page": page, "view": view}, page.url
    )
    assert "<footer>Printed on recycled electrons.</footer>" in html
    assert 'class="post-foot"' in html
