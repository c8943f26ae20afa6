"""What is written without a template or `Markup` objects is what they would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from markupsafe import Markup, escape
from msgspec.structs import replace

from digest.config.tables import Config, SiteTable
from digest.output.pages.item_meta import write_item_meta
from digest.output.theme import load_theme
from digest.output.theme.escaping import escape_value
from digest.output.theme.files import ITEM_META
from digest.site.contexts import SourceLink
from support.theme_samples import SITE, make_item, make_item_card, make_page

SOURCES = (SourceLink(name='A & "B"', url=""), SourceLink(name="C<'", url="/sources/c/"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_line_under_an_item_is_that_of_the_templates_macro(language: str) -> None:
    config = Config(site=SiteTable(base_url="https://x.example/folder", language=language))
    theme = load_theme(Path("/nowhere"), config)
    values = {"site": SITE, "page": make_page("post", "/p/", "P")}
    filters = theme.environment.filters
    choices = product(
        (None, 7),
        (None, date(2024, 2, 3), date(2023, 2, 3)),
        ("article", "paper"),
        ("", "a&b.example"),
        ((), SOURCES),
        (None, datetime(2024, 1, 1, tzinfo=UTC)),
    )
    with theme.load_macro(ITEM_META, "item_meta", values, "/p/") as item_meta:
        for number, day, kind, host, sources, posted in choices:
            item = replace(make_item(3), number=number, date=day, kind=kind, anchor='x"&1')
            card = replace(make_item_card(item), host=host, sources=sources, post_date=posted)
            assert write_item_meta(card, filters, escape_value) == str(item_meta(card))


def test_values_are_escaped_as_markupsafe_does() -> None:
    for value in ("plain", "&amp; <b> 'x' \"y\"", "", 3, None, Markup("<b>&</b>")):
        assert escape_value(value) == str(escape(value))


def test_what_templates_print_is_escaped_once() -> None:
    theme = load_theme(Path("/nowhere"), Config())
    template = theme.environment.from_string(
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{% set s %}{{ v }}{% endset %}"
        "{{ v }}|{{ m(v) }}|{{ s }}|{{ s ~ v }}|{{ v | safe }}|{{ [v, v] | join(',') }}|{{ v | upper }}"
    )
    escaped = "&lt;&#39;&amp;"
    assert template.render(v="<'&") == (
        f"{escaped}|<i>{escaped}</i>|{escaped}|{escaped}{escaped}|<'&|{escaped},{escaped}|{escaped}"
    )
