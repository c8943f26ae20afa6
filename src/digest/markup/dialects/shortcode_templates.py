"""A site's own shortcodes: Jinja templates given `args`, `kwargs`, `inner` and `inner_markdown`."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from digest.core.codes import Code
from digest.markup.dialects.shortcode_tags import Tag
from digest.markup.reference.tokens import Fault, tag_html, warn_once
from digest.markup.state import state_of

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def render_template(
    env: MutableMapping[str, Any], tag: Tag, source: str, *, first_row: int = 0
) -> str | None:
    """Give the HTML of one use of a site's own shortcode, or None if there is no such template.

    A template that fails leaves the tag visible.
    """
    document = state_of(env)
    template = document.resources.shortcodes.get(tag.name)
    if template is None or tag.is_call:
        return None
    from jinja2 import TemplateError
    from markupsafe import Markup

    inner = document.render(source.strip("\n"), first_row + 1) if source.strip() else ""
    try:
        return (
            _compile(template)
            .render(
                args=tag.args,
                kwargs=tag.kwargs,
                get=lambda key: tag.get("", key) if isinstance(key, int) else tag.get(key),
                inner=Markup(inner),  # noqa: S704 - our own writer's output
                inner_markdown=source,
            )
            .strip()
        )
    except TemplateError as error:
        fault = Fault(
            code=Code.TEMPLATE_FAILED,
            name=tag.name,
            message=f'the template of the shortcode "{tag.name}" stops: {error}',
            hint=f"mend templates/shortcodes/{tag.name}.html",
        )
        warn_once(env, fault, line=document.line_of(first_row))
        return tag_html(f"{{{{< {tag.name} >}}}}")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined)


@lru_cache(maxsize=256)
def _compile(source: str) -> Template:
    return _environment().from_string(source)
