"""HTML as text: escaping, attributes, addresses, slots, plain text, and sanitising.

Everything works on strings of HTML that digest wrote or an author typed; only real tags are
touched (never comments, scripts, or text that looks like one).
"""

from __future__ import annotations

from digest.core.html.addresses import (
    absolutise,
    add_base_path,
    map_addresses,
    remove_unsafe_addresses,
)
from digest.core.html.balancing import balance_part, close_tags
from digest.core.html.escaping import (
    escape,
    escape_text,
    is_printable,
    printable,
    quote_url,
    write_attributes,
)
from digest.core.html.sanitising import sanitise, sanitise_part
from digest.core.html.slots import SLOT, fill_slots, strip_slots
from digest.core.html.tags import is_element, read_attributes, to_text

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
    "remove_unsafe_addresses",
    "sanitise",
    "sanitise_part",
    "strip_slots",
    "to_text",
    "write_attributes",
]
