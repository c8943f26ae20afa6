"""The tables `[new]` and `[series.NAME]` of `site.toml`: how the next issue begins."""

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
