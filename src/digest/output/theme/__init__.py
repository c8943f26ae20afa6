"""The look of a site: templates, static files and all that a page is rendered with.

`load_theme` finds the site's own templates and the default theme under them; `render` turns views
into pages with it. Jinja is imported when the first page is really rendered, so that a build with
nothing to do pays only for the template closures.
"""

from digest.output.theme.assets import CODE_CSS, code_stylesheet, default_assets, theme_assets
from digest.output.theme.faults import RenderError, report_faults
from digest.output.theme.theme import Theme, load_theme

__all__ = [
    "CODE_CSS",
    "RenderError",
    "Theme",
    "code_stylesheet",
    "default_assets",
    "load_theme",
    "report_faults",
    "theme_assets",
]
