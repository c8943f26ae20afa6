"""Front matter → `Metadata`: one typed record, whichever spellings and types were used."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

import msgspec

from digest.config.tables import Config, LayoutName, TaxonomyTable
from digest.content.front_matter.claim_reader import ClaimReader, show_value
from digest.content.front_matter.conversion import (
    clean_slug,
    is_empty,
    to_image,
    to_list,
    to_names,
    to_number,
)
from digest.content.front_matter.key_matching import (
    Claim,
    is_held_back,
)
from digest.content.front_matter.keys import SPELLINGS, fold_key
from digest.content.front_matter.values import FrontMatter
from digest.content.permalinks import LONGEST_NAME
from digest.core.codes import Code
from digest.core.diagnostics import Report, Severity
from digest.core.model import PostKind
from digest.core.text import suggest

_LAYOUTS: tuple[LayoutName, ...] = get_args(LayoutName)
_GRADES: dict[str, Severity] = {
    "off": "off",
    "false": "off",
    "no": "off",
    "info": "info",
    "warning": "warning",
    "error": "error",
}
MOST_TERMS = 250
"""Terms of one taxonomy that a post may have: each is a page of its own."""

_CHECK_KEYS = frozenset({"check", "checks"})
_CODES = {str(code) for code in Code}
_TEMPLATE_SUFFIXES = (".html", ".htm", ".njk", ".liquid", ".astro", ".jinja", ".jinja2", ".j2")


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a post's front matter says; None where it says nothing, so that others may decide.

    Dates are aware: a bare one is midnight in the site's zone. `permalink` is a root-relative
    address that replaces the pattern. `checks` grades diagnostic codes for this post alone.
    """

    title: str | None
    seo_title: str | None
    date: datetime | None
    updated: datetime | None
    publish_date: datetime | None
    expiry_date: datetime | None
    authors: tuple[str, ...]
    summary: str | None
    description: str | None
    draft: bool
    unlisted: bool
    kind: PostKind | None
    language: str | None
    slug: str | None
    permalink: str | None
    canonical_url: str | None
    aliases: tuple[str, ...]
    guid: str | None
    taxonomies: dict[str, tuple[str, ...]]
    series: tuple[str, ...]
    number: int | None
    feature_image: str | None
    feature_image_alt: str | None
    toc: bool | None
    related: bool | None
    social_share: bool | None
    newsletter: bool | None
    comments: bool | None
    items_layout: LayoutName | None
    layout: str | None
    checks: dict[str, Severity]
    extra: dict[str, Any]


def read_metadata(front_matter: FrontMatter, path: str, config: Config, report: Report) -> Metadata:
    """Read what the front matter means; report and leave out values that cannot be used."""
    own = report.with_rules(_read_own_checks(front_matter, path, config))
    metadata = _MetadataReader(front_matter, path, config, own).read()
    report.extend(own.diagnostics)
    return metadata


def _read_own_checks(front_matter: FrontMatter, path: str, config: Config) -> dict[str, Severity]:
    """Return the grades a post sets for itself, before anything else in it is looked at."""
    values = front_matter.values
    checks = {key: value for key, value in values.items() if fold_key(key) in _CHECK_KEYS}
    if not checks:
        return {}
    own = FrontMatter(checks, "", 0, front_matter.form)
    return _MetadataReader(own, path, config, Report()).read_checks()


class _MetadataReader(ClaimReader):
    """Reads the metadata of one post."""

    def read(self) -> Metadata:
        image, alt = self._read_image()
        taxonomies = self._read_taxonomies()
        return Metadata(
            title=self._text("title"),
            seo_title=self._text("seo_title"),
            date=self._date("date"),
            updated=self._date("updated"),
            publish_date=self._date("publish_date"),
            expiry_date=self._date("expiry_date"),
            authors=self._read_authors(),
            summary=self._text("summary"),
            description=self._text("description"),
            draft=self._read_draft(),
            unlisted=self._read_unlisted(),
            kind=self._read_kind(),
            language=self._read_language(),
            slug=self._read_slug(),
            permalink=self._read_permalink(),
            canonical_url=self._address("canonical_url"),
            aliases=self._list("aliases"),
            guid=self._text("guid"),
            taxonomies=taxonomies,
            series=taxonomies.get("series", ()),
            number=self._read_number(),
            feature_image=image,
            feature_image_alt=self._text("feature_image_alt") or alt or None,
            toc=self._switch("toc", "hide_toc"),
            related=self._switch("related"),
            social_share=self._switch("social_share"),
            newsletter=self._switch("newsletter"),
            comments=self._switch("comments", "disable_comments"),
            items_layout=self._read_items_layout(),
            layout=self._read_layout(),
            checks=self.read_checks(),
            extra=self._matched.extra,
        )

    def read_checks(self) -> dict[str, Severity]:
        """Return the grades this post sets: `check: {code: off}`, or a list of codes to silence."""
        claim = self._claim("check")
        if claim is None:
            return {}
        value = claim.value.value
        written = value if isinstance(value, dict) else dict.fromkeys(to_list(value) or (), "off")
        grades: dict[str, Severity] = {}
        for code, word in written.items():
            grade = _GRADES.get(str(word).lower())
            if code not in _CODES:
                close = suggest(str(code), sorted(_CODES))
                hint = f'did you mean "{close}"?' if close else "the codes are in the documentation"
                self._bad_value(claim, f'there is no diagnostic code "{code}"', hint)
            elif grade is None:
                message = f'"{word}" is no grade for "{code}"'
                self._bad_value(claim, message, "write off, info, warning or error")
            else:
                grades[code] = grade
        return grades

    def _read_authors(self) -> tuple[str, ...]:
        claim = self._claim("authors")
        names = to_names(claim.value.value) if claim else ()
        if claim and names is None:
            message = f'"{claim.spelling}" is not a list of names'
            self._bad_value(claim, message, f"write `{claim.spelling}: [Ada Lovelace]`")
        return names or ()

    def _read_draft(self) -> bool:
        if self._is_unwritten():
            return True
        draft = self._switch("draft")
        if draft is not None:
            return draft
        published = self._switch("published")
        if published is not None:
            return not published
        status = self._word("status", "draft", "published")
        if status is not None:
            return is_held_back(status)
        return "_drafts" in self._path.split("/")

    def _is_unwritten(self) -> bool:
        """Return whether the post has no page at all: `permalink: false`, `build.render: never`."""
        claim = self._claims.get("permalink")
        if claim is not None and claim.value.value is False:
            return True
        built = self._matched.extra.get("build") or self._matched.extra.get("_build")
        rendered = built.get("render") if isinstance(built, dict) else None
        return str(rendered).lower() in {"never", "false"}

    def _read_unlisted(self) -> bool:
        """Return whether the post is to be in no list; Hugo's `build.list` says "never"."""
        claim = self._claim("unlisted")
        if claim is not None and claim.spelling.lower().endswith(".list"):
            return str(claim.value.value).lower() in {"never", "local", "false"}
        return self._switch("unlisted") or False

    def _read_kind(self) -> PostKind | None:
        word = self._word("type", "post", "page")
        return "post" if word == "post" else "page" if word == "page" else None

    def _read_language(self) -> str | None:
        code = self._text("language")
        return code.split(".")[0].replace("_", "-") if code else None

    def _read_slug(self) -> str | None:
        slug = self._text("slug")
        return clean_slug(slug) if slug else None

    def _read_permalink(self) -> str | None:
        claim = self._claim("permalink")
        text = None if claim is None or claim.value.value is False else self._text("permalink")
        if not text:
            return None
        address = "/" + text.split("#")[0].split("?")[0].strip().lstrip("/")
        if ".." in address.split("/"):
            message = f'"{self._claims["permalink"].spelling}" leads out of the site: {text}'
            self._bad_value(self._claims["permalink"], message, "write it from the root: /posts/x/")
            return None
        return address

    def _read_number(self) -> int | None:
        claim = self._claim("number")
        number = to_number(claim.value.value) if claim else None
        if claim and number is None:
            message = f'"{claim.spelling}" is not a whole number: {show_value(claim.value)}'
            self._bad_value(claim, message, f"write `{claim.spelling}: 12`")
        return number

    def _read_image(self) -> tuple[str | None, str]:
        claim = self._claim("feature_image")
        if claim is None or isinstance(claim.value.value, bool):
            return None, ""
        found = to_image(claim.value.value)
        if found is None:
            message = f'"{claim.spelling}" has no address of a picture'
            self._bad_value(claim, message, f"write `{claim.spelling}: /picture.png`")
            return None, ""
        if not self._check_address(found[0], claim, is_image=True):
            return None, ""
        return found[0] or None, found[1]

    def _read_items_layout(self) -> LayoutName | None:
        claim = self._claim("items")
        if claim is None:
            return None
        value = claim.value.value
        word = {True: "auto", False: "none"}[value] if isinstance(value, bool) else str(value)
        word = {"no": "none", "off": "none", "yes": "auto", "on": "auto"}.get(word, word).lower()
        if word in _LAYOUTS:
            return word
        close = suggest(word, _LAYOUTS)
        hint = f'did you mean "{close}"?' if close else f"one of: {', '.join(_LAYOUTS)}"
        self._bad_value(claim, f'there is no layout of items called "{value}"', hint)
        return None

    def _read_layout(self) -> str | None:
        text = self._text("layout")
        if not text:
            return None
        name = text.replace("\\", "/").rsplit("/", 1)[-1] if text.startswith(".") else text
        longest = max(len(part.encode()) for part in f"{name}.html".split("/"))
        if "\0" in name or longest > LONGEST_NAME:
            claim = self._claims["layout"]
            message = (
                f'"{claim.spelling}" cannot be the name of a template: {show_value(claim.value)}'
            )
            self._bad_value(claim, message, "write the name of a file in templates/, as post.html")
            return None
        for suffix in _TEMPLATE_SUFFIXES:
            name = name.removesuffix(suffix)
        return name or None

    def _read_taxonomies(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, table in self._config.all_taxonomies().items():
            terms: list[str] = []
            for claim in sorted(self._matched.terms.get(name, ()), key=lambda c: c.rank):
                terms.extend(self._read_terms(name, table, claim))
            if terms:
                found[name] = tuple(dict.fromkeys(terms))[:MOST_TERMS]
        return found

    def _read_terms(self, name: str, table: TaxonomyTable, claim: Claim) -> tuple[str, ...]:
        """Return the terms of one key; a text of bare words is split where Jekyll splits it."""
        if is_empty(claim.value.value) or isinstance(claim.value.value, bool):
            return ()
        is_list_key = not claim.rank and name in {"tags", "categories"} and self._form == "yaml"
        commas = name != "series" and not table.ordered
        target = SPELLINGS.get(fold_key(claim.spelling))
        if target and target.key.type == "names":
            entries = to_names(claim.value.value)
        else:
            entries = to_list(claim.value.value, spaces=is_list_key, commas=commas)
        if entries is None:
            message = f'"{claim.spelling}" is not a list of names'
            self._bad_value(claim, message, f"write `{claim.spelling}: [one, two]`")
        if entries and len(entries) > MOST_TERMS:
            message = f'"{claim.spelling}" has {len(entries)} terms: the first {MOST_TERMS} count'
            self._bad_value(claim, message, "name what the post is about")
        return entries or ()
