"""The look of a site: templates, static files and all that a page is rendered with.

`load_theme` finds the site's own templates and the default theme under them; `render` turns views
into pages with it. Jinja is imported when the first page is really rendered, so that a build with
nothing to do pays only for the template closures.
"""

from digest.theme.assets import theme_assets
from digest.theme.faults import RenderError, report_faults
from digest.theme.theme import Theme, load_theme

__all__ = ["RenderError", "Theme", "load_theme", "report_faults", "theme_assets"]
