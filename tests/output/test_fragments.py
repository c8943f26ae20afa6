"""The tag `cache` makes a piece once for the same values, and shows what it would without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.config.tables import Config, SiteTable
from digest.output.theme import RenderError, Theme, load_theme
from digest.site.contexts import NavLink

Write = Callable[[str], Theme]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_page(text: str) -> Theme:
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "page.html").write_text(text)
        return load_theme(tmp_path, Config(site=SiteTable(base_url="https://lens.example")))

    return write_page


def render(theme: Theme, **values: object) -> str:
    return theme.render("page.html", values, "/x/")


def link(name: str) -> NavLink:
    return NavLink(name=name, url=f"/{name}/")


def test_a_piece_is_made_once_for_the_same_record(write: Write) -> None:
    theme = write("{% cache one %}{{ calls.append(1) or one.name }}{% endcache %}!")
    calls: list[int] = []
    first, second = link("first"), link("second")
    assert render(theme, one=first, calls=calls) == "first!"
    assert render(theme, one=first, calls=calls) == "first!"
    assert render(theme, one=second, calls=calls) == "second!"
    assert len(calls) == 2


def test_every_value_tells_pieces_apart(write: Write) -> None:
    theme = write(
        "{% cache one.name, level, wide %}{{ one.name }} {{ level }} {{ wide }}{% endcache %}"
    )
    for name, level, wide in [("a", 1, True), ("a", True, 1), ("a", "1", True), ("b", 1, True)]:
        shown = render(theme, one=link(name), level=level, wide=wide)
        assert shown == f"{name} {level} {wide}"


def test_pieces_at_several_places_are_told_apart(write: Write) -> None:
    theme = write("{% cache one %}a{% endcache %}{% cache one %}b{% endcache %}")
    assert render(theme, one=1) == "ab"


def test_text_is_escaped_once(write: Write) -> None:
    theme = write(
        '{% macro show(one) %}{% cache one %}<b>{{ one }}</b>{% endcache %}{% endmacro %}{{ show("<") }}'
    )
    assert render(theme) == render(theme) == "<b>&lt;</b>"


def test_marked_text_is_another_value_than_plain_text(write: Write) -> None:
    theme = write(
        "{% cache one %}{{ one }}{% endcache %}, {% cache one | safe %}{{ one | safe }}{% endcache %}"
    )
    assert render(theme, one="<") == "&lt;, <"


def test_equal_records_are_one_value(write: Write) -> None:
    theme = write("{% cache one %}{{ calls.append(1) or one.name }}{% endcache %}")
    calls: list[int] = []
    assert render(theme, one=link("a"), calls=calls) == render(theme, one=link("a"), calls=calls)
    assert len(calls) == 1


def test_a_value_that_is_missing_is_named(write: Write) -> None:
    with pytest.raises(RenderError) as caught:
        render(write("{% cache one.nmae %}{% endcache %}"), one=link("a"))
    assert 'has no "nmae"' in caught.value.diagnostic.message


def test_a_record_that_is_gone_is_never_taken_for_a_new_one(write: Write) -> None:
    theme = write("{% cache one %}{{ one.name }}{% endcache %}")
    assert [render(theme, one=link(str(n))) for n in range(50)] == [str(n) for n in range(50)]


def test_a_piece_of_the_page_must_name_the_page(write: Write) -> None:
    with pytest.raises(RenderError) as caught:
        render(write("<p>\n{% cache site %}{{ page.title }}{% endcache %}"))
    assert (caught.value.diagnostic.line, caught.value.diagnostic.path) == (
        2,
        "templates/page.html",
    )
    assert (
        '"page" is used in this piece, and is none of its values' in caught.value.diagnostic.message
    )


def test_a_fault_inside_a_piece_is_found_at_its_line(write: Write) -> None:
    with pytest.raises(RenderError) as caught:
        render(write("{% cache one %}\n<p>\n{{ one.nmae }}{% endcache %}"), one=link("a"))
    assert caught.value.diagnostic.line == 3


def test_a_piece_that_counts_the_loop_around_it_is_refused(write: Write) -> None:
    # Where it is made first would decide its number: on another worker, another one.
    with pytest.raises(RenderError) as caught:
        render(
            write("{% for a in one %}{% cache a %}{{ loop.index }}{% endcache %}{% endfor %}"),
            one="xy",
        )
    assert '"loop" is used in this piece' in caught.value.diagnostic.message


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in one %}{% cache loop.index %}{{ loop.index }}{% endcache %}{% endfor %}",
        "{% cache one %}{% for a in one %}{{ loop.index }}{% endfor %}{% endcache %}",
    ],
)
def test_a_piece_may_count_its_own_loop_and_one_it_is_given(write: Write, text: str) -> None:
    assert render(write(text), one="xy") == "12"
