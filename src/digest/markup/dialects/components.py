"""Components of MDX that are known by name: what each becomes."""

from __future__ import annotations

from digest.markup.dialects.containers import default_title
from digest.markup.dialects.embeds import Embed, make_gist, make_post, make_vimeo, make_youtube
from digest.markup.dialects.jsx import Component

NOTICES = frozenset({
    "Admonition", "Alert", "Aside", "Banner", "Callout", "Caution", "Danger", "Error", "Hint",
    "Important", "Info", "Note", "Tip", "Warning",
})  # fmt: skip
"""Boxes; their kind is a prop, or their name."""
DETAILS = frozenset({
    "Accordion", "AccordionItem", "Collapse", "Collapsible", "Details", "Dropdown", "Expandable",
    "Spoiler", "Toggle",
})  # fmt: skip
"""Boxes that open."""
TITLED = frozenset({
    "Badge", "Button", "Card", "LinkButton", "LinkCard", "Panel", "Quote", "Step", "Tab", "TabItem",
    "Tag",
})  # fmt: skip
"""Boxes with a title of their own."""
TRANSPARENT = frozenset({
    "", "AccordionGroup", "Box", "CardGrid", "CardGroup", "Cards", "Center", "CodeGroup", "Col",
    "Column", "Columns", "Container", "Figure", "Fragment", "Frame", "Grid", "Highlight", "Layout",
    "React.Fragment", "Row", "Section", "Steps", "TabGroup", "Tabs", "Wrapper",
})  # fmt: skip
"""Components that only arrange what they enclose."""
_KINDS = {"default": "note", "success": "tip", "positive": "tip", "negative": "danger"}


def kind_of(tag: Component) -> tuple[str | None, str]:
    """Give the kind and title of the box a component is: "" for no box, None for unknown."""
    title = tag.get("title", "label", "name", "heading", "header", "summary", "value")
    if tag.name in NOTICES:
        kind = tag.get("type", "variant", "kind", "intent", "status").lower() or tag.name.lower()
        kind = "note" if kind in {"admonition", "alert", "aside", "banner", "callout"} else kind
        kind = _KINDS.get(kind, kind)
        return kind, title or default_title(kind)
    if tag.name in DETAILS:
        return "details", title or "Details"
    if tag.name in TITLED:
        url = tag.get("href", "url", "to")
        shape = "tab" if tag.name.startswith("Tab") else "card"
        return (shape if title or url else ""), f"[{title or url}]({url})" if url else title
    return ("", "") if tag.name in TRANSPARENT else (None, "")


def embed_of(tag: Component) -> Embed | None:
    """Give the player or card that a component stands for, or None."""
    name = tag.name.lower().removeprefix("lite").removesuffix("embed").removesuffix("player")
    source = tag.get("id", "videoId", "videoid", "youTubeId", "url", "src", "link", "tweetLink")
    if not source:
        return None
    if name in {"youtube", "youtubevideo"}:
        return make_youtube(source, tag.get("title"))
    if name == "vimeo":
        return make_vimeo(source, tag.get("title"))
    if name in {"tweet", "twitter", "xpost", "statictweet"}:
        return make_post(source, "", tag.get("title"))
    if name == "gist":
        user, _, number = source.removeprefix("https://gist.github.com/").rpartition("/")
        return make_gist(user, number, tag.get("file"))
    return None
