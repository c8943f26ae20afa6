"""External links: what `links.lock` records of them, and how they are requested.

request_plan (which links are due) → crawl (one run) → fetch (one link, redirects followed) →
retries (one request, repeated) → http_client (one request); rate_limits and robots keep it polite.
Only `digest check --external` imports what speaks HTTP; everything else reads `link_states`.
"""

from __future__ import annotations

from digest.checks.external.link_states import (
    FILE_NAME,
    LinkState,
    format_link_states,
    fragment_key,
    link_key,
    load_link_states,
    parse_link_states,
    save_link_states,
)

__all__ = [
    "FILE_NAME",
    "LinkState",
    "format_link_states",
    "fragment_key",
    "link_key",
    "load_link_states",
    "parse_link_states",
    "save_link_states",
]
