"""The settings as typed records: a struct for each table of `site.toml`, with every default.

The structs are the single source of the defaults, of `digest config`, of the JSON Schema and of
`docs/configuration.md` (a test compares them). `site_file` reads the file into them; the tables
of single commands are in `command_tables`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from digest.config.command_tables import ExternalTable, NewTable, SeriesTable, ServeTable
from digest.core.diagnostics import Severity

RawHtml = Literal["allow", "sanitize", "escape"]
FormerIds = Literal["", "permalink", "jekyll", "pelican"]
LayoutName = Literal[
    "auto", "none", "headings", "dated", "bullets", "lead", "table", "paragraphs", "post"
]


class SiteTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[site]`: what the digest is called, where it lives, who writes it."""

    title: Annotated[str, Meta(description="Name of the digest.")] = "Digest"
    base_url: Annotated[
        str,
        Meta(description="Address of the site's root, with its scheme: `https://x.example/blog`."),
    ] = "http://localhost:8000"
    description: Annotated[str, Meta(description="One sentence for feeds and search engines.")] = ""
    language: Annotated[str, Meta(description="BCP 47 code of the posts' language.")] = "en"
    timezone: Annotated[
        str, Meta(description="IANA zone of bare dates: their midnight is midnight here.")
    ] = "UTC"
    authors: Annotated[tuple[str, ...], Meta(description="Authors of posts that name none.")] = ()
    id_domain: Annotated[
        str,
        Meta(
            description="Domain of permanent `tag:` ids, kept when the site moves; else base_url's."
        ),
    ] = ""
    id_date: Annotated[
        str, Meta(description="Date in the site's own `tag:` id (RFC 4151), as YYYY or YYYY-MM-DD.")
    ] = "2024"
    menu: Annotated[
        tuple[MenuEntry, ...],
        Meta(description="Links of the header; default: archive, items, terms."),
    ] = ()
    copyright: Annotated[str, Meta(description="Line of the footer and of the feeds' rights.")] = ""


class MenuEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[site.menu]]` entry."""

    name: Annotated[str, Meta(description="Text of the link.")]
    url: Annotated[str, Meta(description="Root-relative or absolute address.")]


class BuildTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[build]`: folders and what is built."""

    content: Annotated[str, Meta(description="Folder of the posts and pages.")] = "content"
    output: Annotated[str, Meta(description="Folder the site is written to.")] = "public"
    static: Annotated[str, Meta(description="Folder copied as it is.")] = "static"
    templates: Annotated[
        str, Meta(description="Folder of templates that override the theme's.")
    ] = "templates"
    cache: Annotated[str, Meta(description="Folder of remembered results; safe to delete.")] = (
        ".digest"
    )
    drafts: Annotated[bool, Meta(description="Build drafts too.")] = False
    future: Annotated[
        bool, Meta(description="Build posts whose date or publishDate lies ahead.")
    ] = False
    expired: Annotated[bool, Meta(description="Build posts whose expiryDate has passed.")] = False
    ignore: Annotated[
        tuple[str, ...],
        Meta(description="Glob patterns, relative to the content folder, of files left out."),
    ] = ()
    follow_symlinks: Annotated[
        tuple[str, ...],
        Meta(description="Symbolic links, by name or path, that may lead out of the site."),
    ] = ()
    page_size: Annotated[int, Meta(ge=1, description="Posts on one page of a list.")] = 20
    related: Annotated[int, Meta(ge=0, description="Related posts shown under a post.")] = 4
    future_grace: Annotated[
        int,
        Meta(
            ge=0,
            le=5_256_000,
            description="Minutes by which a post's date may lie ahead and still be built.",
        ),
    ] = 0


class PermalinksTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[permalinks]`: patterns with :year :month :day :slug :title :number :section :categories."""

    posts: Annotated[str, Meta(description="Where dated posts are written.")] = "/posts/:slug/"
    pages: Annotated[str, Meta(description="Where undated pages are written.")] = "/:slug/"
    ugly: Annotated[bool, Meta(description="Write /a.html where the pattern gives /a/.")] = False
    strip_dates: Annotated[
        bool, Meta(description="Take dates off file names also where the pattern has none.")
    ] = False
    sections: Annotated[
        dict[str, str],
        Meta(description="Patterns of the posts and pages in folders below the content folder."),
    ] = field(default_factory=dict)
    pinned: Annotated[
        dict[str, str],
        Meta(description="Addresses of single files, by path: they have them from somewhere else."),
    ] = field(default_factory=dict)
    redirects: Annotated[
        dict[str, str],
        Meta(description="Old addresses and where they lead; posts name their own as `aliases`."),
    ] = field(default_factory=dict)


class TaxonomyTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[taxonomies.NAME]`: a way to group posts. `tags`, `categories` and `series` always exist."""

    title: Annotated[
        str, Meta(description="Heading of its index; default: the name, capitalised.")
    ] = ""
    singular: Annotated[
        str, Meta(description="What one term is called; default: from the name.")
    ] = ""
    key: Annotated[str, Meta(description="Front-matter key; default: the name.")] = ""
    path: Annotated[str, Meta(description="Folder under the root; default: the name.")] = ""
    page_size: Annotated[
        int, Meta(ge=0, description="Posts on one page of a term; 0: as [build].")
    ] = 0
    feeds: Annotated[bool, Meta(description="Write feeds for terms.")] = True
    feed_formats: Annotated[
        tuple[Literal["rss", "atom", "json"], ...],
        Meta(description="Formats of terms' feeds."),
    ] = ("rss",)
    feed_min_posts: Annotated[int, Meta(ge=1, description="Terms of fewer posts get no feed.")] = 3
    feed_full_text: Annotated[
        bool, Meta(description="Whole posts in terms' feeds; otherwise summaries.")
    ] = False
    min_posts: Annotated[int, Meta(ge=1, description="Terms of fewer posts get no page.")] = 1
    ordered: Annotated[bool, Meta(description="Posts oldest first, with 'part n of m'.")] = False


class ItemsTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[items]`: how entries are recognised."""

    layout: Annotated[
        LayoutName, Meta(description="Layout of all posts; `auto` chooses per section.")
    ] = "auto"
    level: Annotated[
        int, Meta(ge=0, le=6, description="Heading level of items in `headings`; 0: find it.")
    ] = 0
    ignore_sections: Annotated[
        tuple[str, ...], Meta(description="Headings (plain text) under which nothing is an item.")
    ] = ()
    page: Annotated[bool, Meta(description="Write the page of all items.")] = True
    page_size: Annotated[int, Meta(ge=1, description="Items on one page of /items/.")] = 100
    max_pages: Annotated[
        int,
        Meta(ge=0, description="Pages of /items/, newest items first; 0: as many as there are."),
    ] = 50
    json: Annotated[bool, Meta(description="Write items.json and posts.json.")] = True
    json_kb: Annotated[
        int,
        Meta(
            ge=1,
            description="Size above which items.json and posts.json list a file for each year.",
        ),
    ] = 5120


class MarkdownTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[markdown]`: the dialect's switches."""

    engine: Annotated[
        Literal["auto", "markdown-it"],
        Meta(description="`auto` reads plain documents with a faster parser, to the same tree."),
    ] = "auto"
    html: Annotated[RawHtml, Meta(description="What becomes of raw HTML in bodies.")] = "allow"
    linkify: Annotated[bool, Meta(description="Make links of bare addresses.")] = True
    typographer: Annotated[bool, Meta(description="Typographic quotes and dashes.")] = False
    emoji: Annotated[bool, Meta(description="Replace :shortcodes: by emoji.")] = True
    math: Annotated[bool, Meta(description="Render TeX between dollars and \\( \\) as MathML.")] = (
        True
    )
    toc_levels: Annotated[
        tuple[int, int],
        Meta(description="Lowest and highest heading level in the table of contents."),
    ] = (2, 3)
    bibliography: Annotated[
        tuple[str, ...], Meta(description="BibTeX files, relative to the site's root.")
    ] = ()
    line_numbers: Annotated[bool, Meta(description="Number the lines of every code block.")] = False


class FeedsTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[feeds]`: RSS, Atom and JSON Feed."""

    limit: Annotated[int, Meta(ge=1, description="Newest posts in a feed.")] = 20
    item_limit: Annotated[int, Meta(ge=1, description="Newest items in a feed of items.")] = 100
    full_text: Annotated[bool, Meta(description="Whole posts; otherwise summaries.")] = True
    max_kb: Annotated[
        int,
        Meta(
            ge=16,
            description="Size a feed may reach; entries past it carry their summary and a link.",
        ),
    ] = 500
    terms: Annotated[
        bool, Meta(description="Feeds for every term (see [taxonomies.NAME] feeds).")
    ] = True
    items: Annotated[bool, Meta(description="Feeds with one entry for each item.")] = True
    rss: Annotated[str, Meta(description="File name of the RSS 2.0 feed.")] = "rss.xml"
    atom: Annotated[str, Meta(description="File name of the Atom feed.")] = "atom.xml"
    json: Annotated[str, Meta(description="File name of the JSON Feed.")] = "feed.json"
    also: Annotated[
        tuple[FeedAddress, ...],
        Meta(description="More addresses of a feed, for those who subscribed there."),
    ] = ()
    former_ids: Annotated[
        FormerIds,
        Meta(description="How the site's former generator made the ids of its feeds' entries."),
    ] = ""
    former_ids_before: Annotated[
        str, Meta(description="Posts before this day keep their former ids, as YYYY-MM-DD.")
    ] = ""
    former_base_url: Annotated[
        str, Meta(description="Address of the site in former ids; default: base_url.")
    ] = ""


class FeedAddress(Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[feeds.also]]` entry."""

    url: Annotated[str, Meta(description="Root-relative address of the file.")]
    form: Annotated[Literal["rss", "atom", "json"], Meta(description="Which of the formats it is.")]
    folder: Annotated[
        str, Meta(description="Whose feed it is: `/`, `/items/`, or the address of a term.")
    ] = "/"


class ImagesTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[images]`: pictures in posts."""

    lazy: Annotated[bool, Meta(description="Load images as the reader reaches them.")] = True
    dimensions: Annotated[
        bool, Meta(description="Write width and height of local images. Not in this version.")
    ] = True


class CardsTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[cards]`: pictures for shared links."""

    enabled: Annotated[
        bool, Meta(description="Draw a card for each post. Not in this version.")
    ] = False


class SearchTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[search]`: the search page."""

    enabled: Annotated[
        bool, Meta(description="Build the search index and page. Not in this version.")
    ] = False


class EmailTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[email]`: the newsletter."""

    enabled: Annotated[
        bool, Meta(description="Write the e-mail form of each issue. Not in this version.")
    ] = False


class ThemeTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[theme]`: the look."""

    accent: Annotated[str, Meta(description="CSS colour of links and marks, light mode.")] = ""
    accent_dark: Annotated[str, Meta(description="The same in dark mode.")] = ""
    logo: Annotated[str, Meta(description="Address of an image beside the title.")] = ""
    code_style: Annotated[str, Meta(description="Pygments style in light mode.")] = "xcode"
    code_style_dark: Annotated[str, Meta(description="Pygments style in dark mode.")] = "lightbulb"
    head: Annotated[str, Meta(description="HTML put into every page's head.")] = ""
    comments: Annotated[
        str, Meta(description="HTML of a comment service, under posts that allow it.")
    ] = ""
    newsletter: Annotated[
        str, Meta(description="HTML of a sign-up form, under posts that ask for it.")
    ] = ""
    sandbox: Annotated[
        bool, Meta(description="Run templates in Jinja's sandbox, for templates of strangers.")
    ] = False
    params: Annotated[
        dict[str, str | int | bool], Meta(description="Anything your own templates need.")
    ] = field(default_factory=dict)


class CheckTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[check]`: grades of diagnostics, and what `digest check` looks at."""

    rules: Annotated[
        dict[str, Severity],
        Meta(description="Grade of a diagnostic code: off, info, warning or error."),
    ] = field(default_factory=dict)
    sections: Annotated[
        dict[str, dict[str, Severity]],
        Meta(description="Grades for the files below a folder; the innermost folder counts."),
    ] = field(default_factory=dict)
    allow_repeats: Annotated[
        tuple[str, ...],
        Meta(description="Addresses (prefixes) that may be linked again and again."),
    ] = ()
    repeat_sections: Annotated[
        tuple[str, ...],
        Meta(description="Headings under which links come again by design, as events do."),
    ] = ()
    repeat_window: Annotated[
        int, Meta(ge=0, description="Earlier posts in which a link counts as repeated; 0: all.")
    ] = 25
    shorteners: Annotated[
        tuple[str, ...], Meta(description="More hosts that only shorten addresses.")
    ] = ()


class ExpectTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[expect]`: what must hold before a site is published."""

    newest_within_days: Annotated[
        int, Meta(ge=0, le=36_500, description="Age the newest post may have; 0: any.")
    ] = 0
    max_days_between: Annotated[
        int, Meta(ge=0, description="Days between the two newest posts; 0: any.")
    ] = 0
    min_posts: Annotated[int, Meta(ge=0, description="Posts the site must have.")] = 0
    min_items: Annotated[int, Meta(ge=0, description="Items each dated post must have.")] = 0
    item_source: Annotated[bool, Meta(description="Every item must have a source.")] = False
    item_url: Annotated[bool, Meta(description="Every item must have a primary link.")] = False
    keys: Annotated[
        tuple[str, ...], Meta(description="Front-matter keys that each dated post must have.")
    ] = ()
    since: Annotated[
        str, Meta(description="First date of the posts that are held to it; empty: all.")
    ] = ""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """All of `site.toml`. A site without the file has every default."""

    site: SiteTable = SiteTable()
    build: BuildTable = BuildTable()
    permalinks: PermalinksTable = PermalinksTable()
    taxonomies: dict[str, TaxonomyTable] = field(default_factory=dict)
    items: ItemsTable = ItemsTable()
    markdown: MarkdownTable = MarkdownTable()
    feeds: FeedsTable = FeedsTable()
    images: ImagesTable = ImagesTable()
    cards: CardsTable = CardsTable()
    search: SearchTable = SearchTable()
    email: EmailTable = EmailTable()
    theme: ThemeTable = ThemeTable()
    check: CheckTable = CheckTable()
    external: ExternalTable = ExternalTable()
    expect: ExpectTable = ExpectTable()
    substitutions: dict[str, str] = field(default_factory=dict)
    serve: ServeTable = ServeTable()
    new: NewTable = NewTable()
    series: dict[str, SeriesTable] = field(default_factory=dict)

    def all_taxonomies(self) -> dict[str, TaxonomyTable]:
        """Return every taxonomy by name, built in or declared, with all defaults filled in."""
        builtin = {
            "tags": TaxonomyTable(title="Tags", singular="tag"),
            "categories": TaxonomyTable(title="Categories", singular="category"),
            "series": TaxonomyTable(title="Series", singular="series", ordered=True),
        }
        return {
            name: _filled(name, table, self.build.page_size)
            for name, table in {**builtin, **self.taxonomies}.items()
        }


def _filled(name: str, table: TaxonomyTable, page_size: int) -> TaxonomyTable:
    return msgspec.structs.replace(
        table,
        title=table.title or name.replace("_", " ").replace("-", " ").capitalize(),
        singular=table.singular
        or (name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")),
        key=table.key or name,
        path=table.path or name,
        page_size=table.page_size or page_size,
        ordered=table.ordered or name == "series",
    )
