"""Items, the heart of digest: `Document` → the curated entries in it.

Recognition is chosen per section (`chooser`), by one small module for each layout: `headings`,
`dated`, `bullets`, `lead`, `table`, `paragraphs`, `post`. They read the block tree only, never
Markdown, and know no site by name.
"""

from __future__ import annotations

from digest.items.recognise import recognise_items
from digest.items.records import Choice, ItemContext, Recognition

__all__ = ["Choice", "ItemContext", "Recognition", "recognise_items"]
