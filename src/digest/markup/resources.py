"""The files besides a body that shape how it is read: shortcode templates and bibliographies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Plain text by name, so that it can be sent to a worker and made part of a key.

    `shortcodes` maps a shortcode's name to the Jinja source of `templates/shortcodes/NAME.html`;
    `bibliography` maps the path of each file of `[markdown] bibliography` to its BibTeX.
    """

    shortcodes: Mapping[str, str] = field(default_factory=dict)
    bibliography: Mapping[str, str] = field(default_factory=dict)
