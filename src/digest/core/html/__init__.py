"""HTML as text: escaping, attributes, addresses, slots, plain text, and sanitising.

Everything works on strings of HTML that digest wrote or an author typed. What browsers read as a
tag is changed, and nothing else: no comment, no script, and no text that looks like a tag.
"""

from __future__ import annotations

from digest.core.html.html_addresses import (
    absolutise,
    add_base_path,
    map_addresses,
    remove_unsafe_addresses,
)
from digest.core.html.html_syntax import (
    SLOT,
    escape,
    escape_text,
    fill_slots,
    is_element,
    is_printable,
    printable,
    quote_url,
    read_attributes,
    strip_slots,
    to_text,
    write_attributes,
)
from digest.core.html.sanitising import (
    balance_part,
    close_tags,
    remove_active_content,
    sanitise,
    sanitise_part,
)

__all__ = [
    "SLOT",
    "absolutise",
    "add_base_path",
    "balance_part",
    "close_tags",
    "escape",
    "escape_text",
    "fill_slots",
    "is_element",
    "is_printable",
    "map_addresses",
    "printable",
    "quote_url",
    "read_attributes",
    "remove_active_content",
    "remove_unsafe_addresses",
    "sanitise",
    "sanitise_part",
    "strip_slots",
    "to_text",
    "write_attributes",
]
