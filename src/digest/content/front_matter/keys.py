"""Every front-matter key that digest understands: its synonyms, its type and its meaning.

This table is the single source of what a header may say; the documentation and the JSON Schema
are made from it. Case, hyphens, underscores and spaces in keys do not matter: `feature_image`,
`featureImage` and `Feature Image` are one key.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

KeyType = Literal["text", "date", "switch", "list", "names", "image", "number", "choice", "rules"]


class Key(msgspec.Struct, frozen=True):
    """A front-matter key: canonical name, type, meaning, and other spellings in order of weight."""

    name: str
    type: KeyType
    description: str
    synonyms: tuple[str, ...] = ()


KEYS: tuple[Key, ...] = (
    Key("title", "text", "Title of the post; without it the first heading of level 1 is taken."),
    Key("seo_title", "text", "Title for search engines and browser tabs, where it shall differ.",
        ("meta_title", "title_tag", "seo.title")),
    Key("date", "date", "Day or moment of publication, in any common form; a bare date is midnight "
        "in the site's time zone.",
        ("pubDate", "published_at", "date_published", "published_time", "publication_date",
         "posted", "post_date", "created", "created_at", "date_created", "datetime")),
    Key("publish_date", "date", "Holds the post back until then; without `date` it is the date.",
        ("publish_at", "scheduled_at", "scheduled", "embargo")),
    Key("updated", "date", "When the post was last changed.",
        ("lastmod", "modified", "updated_date", "last_modified", "last_modified_at", "updated_at",
         "date_modified", "date_updated", "last_updated", "mod_date", "modified_time", "revised",
         "last_update.date", "last_update")),
    Key("expiry_date", "date", "Takes the post off the site from then on.",
        ("expires", "expire", "expiration_date", "unpublish_date", "expires_at")),
    Key("summary", "text", "One to three sentences for lists and feeds.",
        ("excerpt", "subtitle", "teaser", "abstract", "tagline", "lede", "lead")),
    Key("description", "text", "One sentence for search engines and shared links.",
        ("meta_description", "seo_description", "seo.description", "desc")),
    Key("authors", "names", "Who wrote the post: a name, a list of them, or mappings with `name`.",
        ("author", "by", "byline", "writer", "creator")),
    Key("draft", "switch", "True keeps the post off the site, except with --drafts.",
        ("is_draft",)),
    Key("published", "switch", "False is the same as `draft: true`.", ("publish",)),
    Key("status", "choice", "`draft`, `private` and `hidden` are the same as `draft: true`."),
    Key("language", "text", "BCP 47 code of the post's language, if not the site's.",
        ("lang", "locale")),
    Key("slug", "text", "Last part of the post's address; default: the name of its file or bundle.",
        ("url_slug",)),
    Key("permalink", "text", "The whole address of the post on this site, from the root.",
        ("url", "path")),
    Key("canonical_url", "text", "Address of the original, if the post appeared elsewhere first.",
        ("canonical", "canonical_link", "original_url", "source_url", "external_url")),
    Key("aliases", "list", "Older addresses of the post; each becomes a redirect.",
        ("alias", "redirect_from", "redirects")),
    Key("guid", "text", "Permanent id of the post in feeds, kept from wherever it was before.",
        ("id", "uuid", "uid")),
    Key("series", "list", "The series the post belongs to."),
    Key("number", "number", "Number of the issue.",
        ("issue", "issue_number", "edition", "issue_no")),
    Key("feature_image", "image", "Picture of the post: an address, or a mapping of it and `alt`.",
        ("featured_image", "image", "cover", "cover_image", "hero_image", "hero", "thumbnail",
         "banner", "og_image", "header_image", "header.image", "header.teaser", "images",
         "banner_image", "preview_image", "seo.image")),
    Key("feature_image_alt", "text", "What the picture shows, for those who do not see it.",
        ("featured_image_alt", "image_alt", "cover_alt", "cover_image_alt", "hero_image_alt",
         "hero_alt", "thumbnail_alt", "banner_alt", "og_image_alt")),
    Key("toc", "switch", "Show the table of contents.", ("show_toc", "table_of_contents")),
    Key("hide_toc", "switch", "The opposite of `toc`.", ("hide_table_of_contents", "no_toc")),
    Key("related", "switch", "Show related posts.", ("show_related", "show_related_content")),
    Key("social_share", "switch", "Show links for sharing.",
        ("share", "show_share", "show_share_buttons", "sharing")),
    Key("newsletter", "switch", "Show the sign-up form under the post."),
    Key("comments", "switch", "Allow comments.", ("show_comments", "allow_comments")),
    Key("disable_comments", "switch", "The opposite of `comments`.",
        ("hide_comments", "no_comments")),
    Key("items", "choice", "Layout in which the items of this post are recognised, or `none`.",
        ("items_layout", "item_layout")),
    Key("check", "rules", "Grades of diagnostic codes for this post: off, info, warning or error.",
        ("checks",)),
    Key("layout", "text", "Name of the template that renders the post.", ("template",)),
    Key("type", "choice", "`post` (dated) or `page` (undated), where the date does not decide it.",
        ("kind",)),
)  # fmt: skip

FOREIGN_KEYS: frozenset[str] = frozenset(
    {"weight", "keywords", "menu", "menus", "sidebar", "sidebarposition", "sidebarlabel", "order",
     "nav", "navorder", "navexclude", "parent", "haschildren", "hide", "hidden", "icon", "emoji",
     "eleventynavigation", "eleventyexcludefromcollections", "eleventycomputed", "pagination",
     "outputs", "sitemap", "cascade", "markup", "linktitle", "iscjklanguage", "headless",
     "topics", "resources", "videos", "video", "audio", "math", "mathjax", "katex", "mermaid",
     "pin", "pinned", "sticky", "featured", "robots", "noindex", "cssclass", "cssclasses",
     "redirect", "redirectto", "redirecturl", "link", "links", "source", "sources", "credit",
     "caption", "name", "names", "label", "labels", "code", "highlight", "params", "extra",
     "taxonomies", "originalslug", "breadcrumbs", "sidebartoc", "searchable", "version",
     "versions", "email", "website", "avatar", "location", "place", "venue", "event", "events",
     "start", "end", "time", "timezone", "duration", "rating", "priority", "section", "part",
     "parts", "companies", "models", "people", "text", "content", "body", "format", "style",
     "styles", "script", "scripts", "theme", "color", "editor", "editors", "translator",
     "translators", "reviewer", "reviewers", "contributors", "license", "copyright", "doi",
     "isbn", "month", "year", "day", "week", "season", "state", "stage", "group", "groups", "set",
     "sets", "case", "notes", "note", "jupytext", "kernelspec", "prev", "next", "previous", "up",
     "back", "import", "imports", "test", "tests", "data", "dates", "total", "count", "public",
     "titles", "creators"}
)  # fmt: skip
"""Folded keys of other generators and of everyday use that are never taken for a slip."""

CONTAINERS: tuple[str, ...] = ("taxonomies", "extra", "params")
"""Mappings whose keys count as if they stood at the top (Zola, Hugo)."""


@lru_cache(maxsize=4096)
def fold_key(name: str) -> str:
    """Give the form under which a key is looked up."""
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


class Spelling(msgspec.Struct, frozen=True):
    """What a folded spelling stands for: its key, its rank (0 is canonical), as it is written."""

    key: Key
    rank: int
    written: str


SPELLINGS: dict[str, Spelling] = {
    fold_key(spelling): Spelling(key, rank, spelling)
    for key in KEYS
    for rank, spelling in enumerate((key.name, *key.synonyms))
}
"""Every folded spelling; dotted ones ("seo.title") stand for a key inside a mapping."""

NESTED: dict[str, tuple[str, ...]] = {}
for _spelling in SPELLINGS:
    if "." in _spelling:
        _outer, _inner = _spelling.split(".")
        NESTED[_outer] = (*NESTED.get(_outer, ()), _inner)

_TERM_KEYS = frozenset({"tag", "tags", "category", "categories", "series"})


def is_known_key(name: str) -> bool:
    """Say whether a spelling is one that digest understands on any site."""
    folded = fold_key(name)
    return folded in SPELLINGS or folded in _TERM_KEYS
