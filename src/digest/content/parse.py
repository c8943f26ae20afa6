"""Source → Post: the pure step that a worker can do and the cache can remember."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from digest.config.tables import Config
from digest.content.decoding import clean_text
from digest.content.front_matter import FrontMatter, Metadata, read_front_matter, read_metadata
from digest.content.inventory import Source
from digest.content.notes import Notes, read_notes
from digest.content.opening import summarise_opening
from digest.content.permalinks import default_slug, is_section_index, is_usable_address, post_url
from digest.content.structure_rules import inspect_post
from digest.core.addresses import classify_link
from digest.core.blocks import Document
from digest.core.codes import Code
from digest.core.dates import as_datetime, date_from_filename
from digest.core.diagnostics import Diagnostic, Report
from digest.core.model import Post, PostKind
from digest.core.text import count_words, match_key
from digest.items.article import source_in_header
from digest.items.recognise import recognise_items
from digest.items.records import Choice, ItemContext, Recognition
from digest.markup.block_contents import (
    collect_headings,
    collect_images,
    collect_links,
    first_heading,
    plain_text,
)
from digest.markup.engine import parse_markup
from digest.markup.html_writer import write_html
from digest.markup.parser_state import Resources

_ON_BY_DEFAULT = ("toc", "related", "social_share", "newsletter", "comments")
_DATED_ADDRESS = re.compile(r"(?:^|/)((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?:/|$)")
_POST_FOLDERS = re.compile(r"(?:^|/)(?:_?posts|issues|newsletters?|digests)/")


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """The result of parsing one file: its post, the HTML of its body, and what is wrong.

    The body has a slot for each item (see `blocks.Placement`). The diagnostics have their codes'
    own grades: those of the site, its folders and the post (`notes.grades`) come on top.
    """

    post: Post
    body: str
    diagnostics: tuple[Diagnostic, ...]
    choices: tuple[Choice, ...]
    notes: Notes


def parse_post(source: Source, config: Config, resources: Resources | None = None) -> Parsed:
    """Parse one file; report whatever is wrong with it, and keep as much as possible."""
    report = Report()
    path = source.path
    front_matter = read_front_matter(clean_text(source.data, path, report), path, report)
    meta = read_metadata(front_matter, path, config, report)
    document = _read_body(front_matter, path, config, report, resources)
    heading = first_heading(document)
    title = meta.title or (heading.text if heading else "") or _title_from(path, config)
    recognition = recognise_items(document, _item_context(source, meta, title, config), report)
    post = _make_post(
        source,
        meta,
        config,
        title=title,
        front_matter=front_matter,
        document=document,
        recognition=recognition,
    )
    notes = read_notes(meta.checks, front_matter.values, document, recognition.placements)
    _report_no_date(source, post, report)
    _report_bad_permalink(meta, post, notes, report)
    if front_matter.form != "json-document":
        lines = (front_matter.body_line, front_matter.body)
        inspect_post(post, document, lines, config.check, report)
    own_title = heading is not None and match_key(heading.text) == match_key(title)
    body = write_html(document, recognition.placements, drop_title=own_title, shift_headings=True)
    return Parsed(
        post=post,
        body=body,
        diagnostics=report.diagnostics,
        choices=recognition.choices,
        notes=notes,
    )


def _report_no_date(source: Source, post: Post, report: Report) -> None:
    if post.kind == "page" and _POST_FOLDERS.search(source.path) and not source.is_section:
        message = "has no date, so it is a page and not a post"
        hint = 'write "date: 2024-02-24" into its front matter'
        report.add(Code.MISSING_DATE, source.path, message, hint=hint)


def _report_bad_permalink(meta: Metadata, post: Post, notes: Notes, report: Report) -> None:
    if meta.permalink and not is_usable_address(meta.permalink):
        line, column = notes.places.get("permalink", (0, 0))
        message = f'"{meta.permalink}" cannot be an address of this site; {post.url} is used'
        hint = 'write it like "/2024/my-issue/"'
        report.add(Code.BAD_ADDRESS, post.path, message, line=line, column=column, hint=hint)


def _read_body(
    front_matter: FrontMatter,
    path: str,
    config: Config,
    report: Report,
    resources: Resources | None,
) -> Document:
    if front_matter.form == "json-document":
        from digest.markup.plain_text import parse_plain_text

        return parse_plain_text(
            front_matter.body,
            path=path,
            first_line=front_matter.body_line,
            config=config,
            report=report,
        )
    return parse_markup(
        front_matter.body,
        path=path,
        first_line=front_matter.body_line,
        config=config,
        report=report,
        resources=resources,
    )


def _item_context(source: Source, meta: Metadata, title: str, config: Config) -> ItemContext:
    known = meta.date.date() if meta.date else _day_of_file(source.path)
    return ItemContext(
        path=source.path,
        title=title,
        date=known,
        number=meta.number,
        layout=meta.items_layout,
        table=config.items,
        language=meta.language or config.site.language,
        url=meta.canonical_url or source_in_header(meta.extra),
        summary=meta.summary or "",
    )


def _day_of_address(permalink: str | None) -> date | None:
    """Return the date in an address of front matter: `/2020/03/12/name/`."""
    found = _DATED_ADDRESS.search(permalink or "")
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _day_of_file(path: str) -> date | None:
    found = date_from_filename(path)
    return found.day if found else None


def _make_post(
    source: Source,
    meta: Metadata,
    config: Config,
    *,
    title: str,
    front_matter: FrontMatter,
    document: Document,
    recognition: Recognition,
) -> Post:
    moment = None if source.is_section else _moment(meta, recognition, source.path, config)
    kind: PostKind = meta.kind or ("post" if moment and not source.is_section else "page")
    slug = meta.slug or default_slug(source.path, kind, config)
    summary = meta.summary or meta.description or summarise_opening(front_matter, document)
    url = post_url(
        path=source.path,
        kind=kind,
        slug=slug,
        title=title,
        date=moment,
        number=meta.number,
        explicit=meta.permalink,
        config=config,
        categories=meta.taxonomies.get("categories", ()),
    )
    return Post(
        path=source.path,
        kind=kind,
        slug=slug,
        url=url,
        title=title,
        seo_title=meta.seo_title or title,
        date=moment,
        updated=meta.updated,
        authors=meta.authors or config.site.authors,
        summary=summary,
        description=meta.description or summary,
        draft=meta.draft,
        publish_date=meta.publish_date,
        expiry_date=meta.expiry_date,
        language=meta.language or config.site.language,
        taxonomies=meta.taxonomies,
        series=meta.taxonomies.get("series", ()),
        feature_image=meta.feature_image,
        feature_image_alt=meta.feature_image_alt or "",
        **{name: getattr(meta, name) is not False for name in _ON_BY_DEFAULT},
        aliases=meta.aliases,
        canonical_url=meta.canonical_url,
        number=meta.number,
        word_count=count_words(plain_text(document.blocks)),
        headings=collect_headings(document),
        items=recognition.items,
        links=collect_links(document.blocks, classify_link),
        images=collect_images(document.blocks),
        guid=meta.guid,
        layout=meta.layout,
        extra=meta.extra,
        unlisted=meta.unlisted,
    )


def _moment(meta: Metadata, recognition: Recognition, path: str, config: Config) -> datetime | None:
    """Return when the post appeared: by front matter, its name, or the newest text date.

    A dated address in front matter counts before the file's name. A name that gives a week or
    month only is made exact by a text date within it. A section's text has no date.
    """
    if meta.date is not None:
        return meta.date
    named, written = date_from_filename(path), recognition.newest_date
    day = named.day if named else written
    if named and named.end and written and named.day <= written <= named.end:
        day = written
    day = _day_of_address(meta.permalink) or day
    return as_datetime(day, ZoneInfo(config.site.timezone)) if day else None


def _title_from(path: str, config: Config) -> str:
    """Return a title for a file that has none anywhere: its name, as words."""
    if is_section_index(path, config):
        name = path.rpartition("/")[0].rpartition("/")[2]
    else:
        name = default_slug(path, "page", config)
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else path
