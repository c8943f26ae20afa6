"""The tables of single commands: `[new]` and `[series.NAME]`, `[external]`, `[serve]`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Cadence = Literal["", "daily", "weekdays", "weekly", "fortnightly", "monthly", "quarterly"]
Weekday = Literal["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class NewTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[new]`: how `digest new` starts an issue, and where entries wait for it."""

    series: Annotated[
        str, Meta(description="Series of `digest new` without a name; default: the only one.")
    ] = ""
    draft: Annotated[bool, Meta(description="New issues are drafts.")] = True
    templates: Annotated[
        str, Meta(description="Folder of templates for new issues: SERIES.md, default.md.")
    ] = "templates/new"
    inbox: Annotated[
        str, Meta(description="Folder of waiting entries; it is never published. Empty: none.")
    ] = "content/inbox"
    section: Annotated[
        str, Meta(description="Heading of waiting entries that name no section.")
    ] = "Links"
    entry: Annotated[str, Meta(description="How a waiting entry is written into an issue.")] = (
        "- [{{ title }}]({{ url }}): {{ note }}"
    )


class SeriesTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[series.NAME]`: when a series appears and how its next issue begins."""

    title: Annotated[
        str, Meta(description="Name of the series in front matter; default: the table's name.")
    ] = ""
    cadence: Annotated[
        Cadence, Meta(description="How often it appears; default: as its last issues did.")
    ] = ""
    weekday: Annotated[
        Weekday, Meta(description="On which day of the week; default: as its last issues.")
    ] = ""
    day: Annotated[
        int, Meta(ge=0, le=31, description="On which day of the month; 0: as its last issues.")
    ] = 0
    issue: Annotated[
        str, Meta(description="Title of an issue; default: like its last issues' titles.")
    ] = ""
    path: Annotated[
        str, Meta(description="Path of an issue's file; default: like its last issues' paths.")
    ] = ""
    carry: Annotated[
        tuple[str, ...], Meta(description="Headings whose sections are taken from the last issue.")
    ] = ()


class ExternalTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[external]`: how `digest check --external` asks for addresses out there."""

    ignore: Annotated[
        tuple[str, ...],
        Meta(description="Hosts, prefixes of addresses, or patterns with `*`, never asked for."),
    ] = ()
    budget: Annotated[int, Meta(ge=1, description="Addresses that one run asks for.")] = 200
    per_host: Annotated[
        int, Meta(ge=1, description="Addresses of one host that one run asks for.")
    ] = 20
    max_age: Annotated[
        int, Meta(ge=0, description="Days for which an answer is good; then it is asked for again.")
    ] = 30
    concurrency: Annotated[int, Meta(ge=1, le=64, description="Requests under way at once.")] = 8
    per_host_concurrency: Annotated[
        int, Meta(ge=1, le=8, description="Requests to one host under way at once.")
    ] = 1
    delay: Annotated[
        float, Meta(ge=0, le=60, description="Seconds between two requests to one host.")
    ] = 1.0
    timeout: Annotated[float, Meta(ge=0.1, le=300, description="Seconds one request may take.")] = (
        15.0
    )
    retries: Annotated[
        int,
        Meta(ge=0, le=5, description="Further tries after silence, 429 or a fault of a server."),
    ] = 2
    max_wait: Annotated[
        float,
        Meta(ge=0, le=3600, description="Longest wait, in seconds, that a host may ask for."),
    ] = 60.0
    fragments: Annotated[
        bool, Meta(description="Read the pages of links to a part, and look for that part.")
    ] = False
    user_agent: Annotated[
        str, Meta(description="What digest calls itself; default: its name and the base_url.")
    ] = ""
    archive_api: Annotated[
        str, Meta(description="Where `--archive` asks for copies of dead pages.")
    ] = "https://archive.org/wayback/available"


class ServeTable(Struct, frozen=True, forbid_unknown_fields=True):
    """`[serve]`: the preview."""

    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port, or the first of those tried; 0: any.")
    ] = 8000
    open: Annotated[bool, Meta(description="Open the browser.")] = False
    poll: Annotated[
        bool, Meta(description="Look for changes where the system does not tell of them.")
    ] = False
