"""The table `[external]`: the manners of `digest check --external`, part of `Config`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


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
