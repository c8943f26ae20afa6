"""The look of a site: its templates over the default theme's, static files, filters.

Jinja is imported when the first page is rendered: a build that renders nothing only hashes
templates. They are compiled anew in each process, since nothing in the cache may be executed.
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
