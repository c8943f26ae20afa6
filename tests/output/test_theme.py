"""Templates are found, overridden, told apart by content, and refuse what they are not given."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from digest.config.tables import Config, SiteTable, ThemeTable
from digest.core.codes import Code
from digest.core.dates import format_date
from digest.core.diagnostics import Report
from digest.output.theme import RenderError, Theme, load_theme, report_faults
from digest.output.theme.environment import CompiledTemplates
from digest.output.theme.files import TemplateFiles, default_theme
from digest.output.theme.filters import make_filters
from digest.output.theme.fragments import Fragments
from support.paths import ROOT
from support.sites import SiteDriver

CONFIG = Config(site=SiteTable(base_url="https://lens.example/blog"))


def write(root: Path, **templates: str) -> Theme:
    for name, text in templates.items():
        path = root / "templates" / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load_theme(root, CONFIG)


def fault_of(theme: Theme, name: str, **values: object) -> RenderError:
    with pytest.raises(RenderError) as caught:
        theme.render(name, values, "/posts/x/")
    return caught.value


def test_a_site_template_goes_over_the_default_one(tmp_path: Path) -> None:
    theme = write(tmp_path, redirect="mine")
    assert theme.render("redirect.html", {}, "/") == "mine"
    assert theme.has_template("post.html")
    assert not theme.has_template("nowhere.html")


def test_an_override_can_extend_what_it_overrides(tmp_path: Path) -> None:
    theme = write(
        tmp_path,
        base="<title>{% block head %}theirs{% endblock %}</title>",
        page='{% extends "default/page.html" %}{% block head %}ours{% endblock %}{% block main %}{% endblock %}',
    )
    assert theme.render("page.html", {}, "/") == "<title>ours</title>"


@pytest.mark.parametrize("name", ["../secret.html", "a/../../secret.html", "/etc/passwd", "a\\b"])
def test_no_template_lies_outside_the_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.html").write_text("secret")
    assert TemplateFiles(tmp_path, Config()).find(name) is None


def test_the_default_theme_lies_at_the_top_of_the_checkout() -> None:
    assert default_theme() == (ROOT / "templates", ROOT / "static")


def test_references_are_those_that_jinja_finds() -> None:
    files = TemplateFiles(ROOT / "nowhere", Config())
    environment = Environment(autoescape=True, extensions=[Fragments])
    assert len(files.names) > 15
    for name in files.names:
        tree = environment.parse((files.read(name) or b"").decode())
        assert set(files.references(name) or ()) == set(meta.find_referenced_templates(tree)), name


@pytest.mark.parametrize(
    "text",
    [
        "{% include name %}",
        '{% include ["a.html", "b.html"] %}',
        '{% include "a.html" if x else "b.html" %}',
        '{% include "a" ~ ".html" %}',
        '{% import kind + ".html" as m %}',
        '{% include "odd%}name.html" %}',
    ],
)
def test_a_template_chosen_while_rendering_may_be_any(tmp_path: Path, text: str) -> None:
    theme = write(tmp_path, one=text)
    assert theme.files.references("one.html") is None
    assert set(theme.files.names) <= set(theme.files.closure("one.html"))


@pytest.mark.parametrize(
    "text",
    [
        "{%- include 'a.html' ignore missing with context -%}",
        '{% include "a.html" without context %}',
        '{% import "a.html" as forms with context %}',
        '{% from "a.html" import input as field, textarea %}',
        '{% from "a.html" import input,\n  textarea with context %}',
        '{%extends "a.html"%}',
    ],
)
def test_a_template_named_in_quotes_is_that_template(tmp_path: Path, text: str) -> None:
    theme = write(tmp_path, one=text)
    assert theme.files.references("one.html") == ("a.html",)


def closures(root: Path, *names: str) -> list[bytes]:
    theme = load_theme(root, CONFIG)
    return [theme.template_closure(name) for name in names]


def test_a_closure_changes_with_what_the_template_includes_and_only_then(tmp_path: Path) -> None:
    write(
        tmp_path,
        one='{% include "deep.html" %}',
        two="2",
        deep='{% include "leaf.html" %}',
        leaf="a",
    )
    one, two = closures(tmp_path, "one.html", "two.html")
    write(tmp_path, leaf="b")
    changed, same = closures(tmp_path, "one.html", "two.html")
    assert changed != one
    assert same == two


def test_a_closure_changes_when_a_template_is_overridden(tmp_path: Path) -> None:
    before = closures(tmp_path, "post.html", "redirect.html")
    write(tmp_path, partials__share="mine")
    after = closures(tmp_path, "post.html", "redirect.html")
    assert (before[0] != after[0], before[1] != after[1]) == (True, False)


def test_a_closure_changes_with_a_style_sheet_that_the_page_links(tmp_path: Path) -> None:
    before = closures(tmp_path, "post.html", "redirect.html")
    (tmp_path / "static" / "assets").mkdir(parents=True)
    (tmp_path / "static" / "assets" / "style.css").write_text("body{}")
    after = closures(tmp_path, "post.html", "redirect.html")
    assert (before[0] != after[0], before[1] != after[1]) == (True, False)


def test_templates_that_include_each_other_have_a_closure(tmp_path: Path) -> None:
    theme = write(tmp_path, one='{% include "two.html" %}', two='{% include "one.html" %}')
    assert theme.files.closure("one.html") == ("one.html", "two.html")


def test_an_asset_carries_the_version_of_its_content(tmp_path: Path) -> None:
    theme = write(tmp_path, one='{{ asset("assets/style.css") }} {{ asset("none.css") }}')
    first, missing = theme.render("one.html", {}, "/").split()
    assert re.fullmatch(r"/blog/assets/style\.css\?v=[0-9a-f]{10}", first)
    assert missing == "/blog/none.css"
    (tmp_path / "static" / "assets").mkdir(parents=True)
    (tmp_path / "static" / "assets" / "style.css").write_text("body{}")
    assert first not in load_theme(tmp_path, CONFIG).render("one.html", {}, "/")


def test_the_version_of_the_code_style_follows_its_styles(tmp_path: Path) -> None:
    write(tmp_path, one='{{ asset("assets/code.css") }}')
    other = Config(site=CONFIG.site, theme=ThemeTable(code_style="monokai"))
    first, second = (load_theme(tmp_path, c).render("one.html", {}, "/") for c in (CONFIG, other))
    assert "?v=" in first
    assert first != second


def test_what_a_build_without_rendering_needs_does_not_load_jinja(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from digest.config.tables import Config\n"
        "from digest.output.theme import load_theme; import digest.output.families\n"
        f"load_theme(Path({str(tmp_path)!r}), Config()).template_closure('post.html')\n"
        "print('jinja2' in sys.modules, 'markupsafe' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]


def test_a_theme_can_be_sent_to_a_worker(tmp_path: Path) -> None:
    theme = write(tmp_path, one="{{ word }}")
    theme.render("one.html", {"word": "a"}, "/")
    again = pickle.loads(pickle.dumps(theme))  # noqa: S301
    assert again.render("one.html", {"word": "b"}, "/") == "b"


def test_a_worker_keeps_the_theme_of_a_build_and_takes_that_of_the_next(tmp_path: Path) -> None:
    theme = write(tmp_path, one="a")
    first, second = (pickle.loads(pickle.dumps(theme)) for _ in range(2))  # noqa: S301
    assert first is second
    write(tmp_path, one="b")
    later = pickle.loads(pickle.dumps(load_theme(tmp_path, CONFIG)))  # noqa: S301
    assert (first.render("one.html", {}, "/"), later.render("one.html", {}, "/")) == ("b", "b")
    write(tmp_path, one="c")
    assert later.render("one.html", {}, "/") == "b"


def test_compiled_templates_follow_their_source_and_the_settings(tmp_path: Path) -> None:
    compiled = CompiledTemplates()

    def render(text: str, url: str = "https://a.example", *, sandbox: bool = False) -> str:
        write(tmp_path, one=text)
        config = Config(site=SiteTable(base_url=url), theme=ThemeTable(sandbox=sandbox))
        return load_theme(tmp_path, config, compiled).render("one.html", {"n": 2}, "/")

    link = '{{ "/x/" | link }}'
    assert [render("old"), render("new"), render("new")] == ["old", "new", "new"]
    # Jinja evaluates the filter of a literal while it compiles.
    assert [render(link), render(link, "https://a.example/b"), render(link)] == [
        "/x/",
        "/b/x/",
        "/x/",
    ]
    assert render("{{ n.__class__.__name__ }}") == "int"
    with pytest.raises(RenderError):
        render("{{ n.__class__.__name__ }}", sandbox=True)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ page.__class__.__mro__[1].__subclasses__() }}",
        "{{ asset.__globals__ }}",
        "{{ (page | attr('__class__')).__mro__ }}",
        "{{ cycler.__init__.__globals__.os.system('true') }}",
        "{{ self._TemplateReference__context.environment }}",
        "{{ '{0.__class__}'.format(page) }}",
        "{% do_nothing %}",
        "{{ names.append(1) }}",
        "{{ names.clear() }}",
        "{% for n in range(10000000) %}{% endfor %}",
    ],
)
def test_in_the_sandbox_a_template_reaches_no_code(tmp_path: Path, attack: str) -> None:
    write(tmp_path, one=attack)
    theme = load_theme(tmp_path, Config(theme=ThemeTable(sandbox=True)))
    names = [0]
    with pytest.raises(RenderError) as caught:
        theme.render("one.html", {"page": "a page", "names": names}, "/")
    assert caught.value.diagnostic.path == "templates/one.html"
    assert names == [0]


def test_the_default_theme_renders_in_the_sandbox_as_it_does_without(
    site: SiteDriver, tmp_path: Path
) -> None:
    files = {
        "content/a.md": "---\ntitle: A\ndate: 2026-02-03\ntags: [x]\n---\n## B\n\n- [c](https://c.example) d\n",
        "site.toml": '[site]\ntitle = "T"\nbase_url = "https://x.example"\n',
    }
    site.write(files).build(output=tmp_path / "free")
    sandbox = files["site.toml"] + "[theme]\nsandbox = true\n"
    site.write({"site.toml": sandbox}).build(output=tmp_path / "boxed").expect_problems()
    free, boxed = (
        {p.relative_to(top): p.read_bytes() for p in top.rglob("*.html")}
        for top in (tmp_path / "free", tmp_path / "boxed")
    )
    assert free
    assert free == boxed


def test_a_shortcode_is_in_the_sandbox_too(site: SiteDriver) -> None:
    files = {
        "content/a.md": "---\ntitle: A\ndate: 2026-02-03\n---\n{{< leak >}}\n",
        "templates/shortcodes/leak.html": "<p>{{ args.__class__.__name__ }}</p>",
    }
    assert "<p>tuple</p>" in site.write(files).build().page("/posts/a/")
    built = site.write({"site.toml": "[theme]\nsandbox = true\n"}).build(keep_going=True)
    assert "<p>tuple</p>" not in built.page("/posts/a/")
    assert [found.code for found in built.result.report.diagnostics] == [Code.TEMPLATE_FAILED]


def test_a_syntax_error_is_told_with_file_and_line(tmp_path: Path) -> None:
    found = fault_of(write(tmp_path, one="a\nb\n{% if %}"), "one.html").diagnostic
    assert (found.code, found.path, found.line) == (Code.TEMPLATE_SYNTAX, "templates/one.html", 3)


def test_a_syntax_error_of_an_included_template_is_told_there(tmp_path: Path) -> None:
    theme = write(tmp_path, one='{% include "two.html" %}', two="\n{{ 1 | sulg }}")
    found = fault_of(theme, "one.html").diagnostic
    assert (found.code, found.path, found.line) == (Code.TEMPLATE_SYNTAX, "templates/two.html", 2)
    assert found.message == "No filter named 'sulg'."
    assert found.hint == 'did you mean "slug"?'


def test_an_undefined_name_is_told_with_the_line_of_the_macro(tmp_path: Path) -> None:
    theme = write(
        tmp_path,
        one='{% from "two.html" import show %}\n\n{{ show(card) }}',
        two="{% macro show(card) %}\n{{ card.titel }}\n{% endmacro %}",
    )
    found = fault_of(theme, "one.html", card={"title": "x"}).diagnostic
    assert str(found) == (
        'templates/two.html:2: error[undefined-in-template] a dict has no "titel"\n'
        '  hint: did you mean "title"?'
    )


def test_an_undefined_variable_suggests_what_there_is(tmp_path: Path) -> None:
    fault = fault_of(write(tmp_path, one="{{ pgae.title }}"), "one.html")
    assert fault.page == "/posts/x/"
    assert fault.diagnostic.message == 'nothing is called "pgae" here'
    assert fault.diagnostic.hint == 'did you mean "page"?'


def test_a_missing_template_is_told_with_who_wants_it(tmp_path: Path) -> None:
    found = fault_of(write(tmp_path, one='\n{% include "none.html" %}'), "one.html").diagnostic
    assert (found.code, found.path, found.line) == (Code.MISSING_TEMPLATE, "templates/one.html", 2)
    assert found.message == 'there is no template "none.html"'


@pytest.mark.parametrize(
    "text", ["{{ 1 / 0 }}", '{{ "x" | date }}', "{{ none | sum }}", '{{ 1 + "a" }}']
)
def test_whatever_fails_in_a_template_is_told_at_its_line(tmp_path: Path, text: str) -> None:
    found = fault_of(write(tmp_path, one=f"\n{text}"), "one.html").diagnostic
    assert (found.code, found.path, found.line) == (Code.TEMPLATE_FAILED, "templates/one.html", 2)


def test_a_template_that_includes_itself_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    found = fault_of(write(tmp_path, one='{% include "one.html" %}'), "one.html").diagnostic
    assert found.code == Code.TEMPLATE_FAILED


def test_one_fault_on_many_pages_is_reported_once(tmp_path: Path) -> None:
    theme = write(tmp_path, one="{{ gone }}")
    faults = []
    for number in range(9):
        with pytest.raises(RenderError) as caught:
            theme.render("one.html", {}, f"/{number}/")
        faults.append(caught.value)
    report = Report()
    report_faults(faults, report)
    assert [d.message for d in report.diagnostics] == [
        'nothing is called "gone" here (while rendering /0/, /1/, /2/ and 6 more)'
    ]


def test_a_fault_survives_the_way_back_from_a_worker(tmp_path: Path) -> None:
    fault = fault_of(write(tmp_path, one="{{ gone }}"), "one.html")
    again = pickle.loads(pickle.dumps(fault))  # noqa: S301
    assert (again.diagnostic, again.page) == (fault.diagnostic, fault.page)


FILTERS = make_filters("https://lens.example/blog/", "en")


@pytest.mark.parametrize(
    ("url", "link", "absolute"),
    [
        ("/posts/x/", "/blog/posts/x/", "https://lens.example/blog/posts/x/"),
        ("https://a.example/", "https://a.example/", "https://a.example/"),
        ("//cdn.example/x", "//cdn.example/x", "//cdn.example/x"),
        ("#top", "#top", "#top"),
        ("data:image/png;base64,AA", "data:image/png;base64,AA", "data:image/png;base64,AA"),
    ],
)
def test_only_root_relative_addresses_get_the_sites_folder(
    url: str, link: str, absolute: str
) -> None:
    assert (FILTERS["link"](url), FILTERS["absolute"](url)) == (link, absolute)


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("en", "4 March 2024", "March 2024"),
        ("en-US", "March 4, 2024", "March 2024"),
        ("de-AT", "4. März 2024", "März 2024"),
        ("es", "4 de marzo de 2024", "marzo de 2024"),
        ("ru", "4 марта 2024 г.", "март 2024 г."),
        ("pl", "4 marca 2024", "marzec 2024"),
        ("zh-Hans", "2024年3月4日", "2024年3月"),
        ("ja", "2024年3月4日", "2024年3月"),
        ("ko", "2024년 3월 4일", "2024년 3월"),
        ("he", "4 במרץ 2024", "מרץ 2024"),
        ("no", "4. mars 2024", "mars 2024"),
        ("tlh", "4 March 2024", "March 2024"),
    ],
)
def test_dates_are_written_in_the_readers_language(language: str, long: str, month: str) -> None:
    day = date(2024, 3, 4)
    assert (format_date(day, "long", language), format_date(day, "month", language)) == (
        long,
        month,
    )


def test_every_calendar_has_twelve_months() -> None:
    from babel.localedata import locale_identifiers

    from digest.core.dates.date_formats import style_of

    for language in locale_identifiers():
        style = style_of(language)
        assert len(style.months) == 12, language
        assert len(style.months_alone) == 12, language
        assert len(style.months_short) == 12, language


def test_a_date_follows_a_pattern_of_ones_own() -> None:
    moment = datetime(2024, 3, 4, 5, 6, tzinfo=UTC)
    assert format_date(moment, "%d/%-m/%y %H:%M, %b 100%% %q") == "04/3/24 05:06, Mar 100% %q"


def test_json_stays_inside_its_script_element() -> None:
    text = str(FILTERS["json"]({"a": "</script><!-- & \u2028", "d": date(2024, 1, 2)}))
    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == {"a": "</script><!-- & \u2028", "d": "2024-01-02"}


def test_small_filters() -> None:
    assert FILTERS["plural"](1, "item") == "1 item"
    assert FILTERS["plural"](1200, "entry", "entries") == "1,200 entries"
    assert FILTERS["iso"](datetime(2024, 3, 4, tzinfo=UTC)) == "2024-03-04T00:00:00+00:00"
    assert (FILTERS["iso"](None), FILTERS["date"](None)) == ("", "")
    assert FILTERS["host"]("https://www.Example.org:8080/x") == "example.org"
    assert (FILTERS["host"](None), FILTERS["host"]("http://[bad")) == ("", "")
    assert FILTERS["quote"]("a b&c/d") == "a%20b%26c%2Fd"
    assert FILTERS["slug"]("Large Language Models") == "large-language-models"
    assert FILTERS["css_value"]("oklch(60% 0.1 200)") == "oklch(60% 0.1 200)"


def test_an_excerpt_is_told_from_a_summary_of_its_own() -> None:
    body = "<h2>Hello</h2>\n<p>The <em>first</em>\nwords &amp; more.</p>"
    assert FILTERS["repeats"]("The first words & more.", body)
    assert FILTERS["repeats"](
        "Far down, & plain", "<ul>" + "<li>x</li>" * 999 + "</ul><p>Far down, &amp; plain"
    )
    assert not FILTERS["repeats"]("A summary.", body)


@pytest.mark.parametrize("value", ["red;}body{display:none", "</style>", 'url("x")', ""])
def test_a_colour_that_is_more_than_a_colour_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="is not a CSS colour"):
        FILTERS["css_value"](value)
