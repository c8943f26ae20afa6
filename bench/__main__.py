"""`python -m bench`: digest beside other generators, on the real archive or on generated ones."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.archive import COUNT, MissingArchiveError, take_part, unpack
from bench.generate import write_archive
from bench.growth import GROWTHS, measure_growth
from bench.runner import Row, Rules, measure, write_table
from bench.tools import HOME, TOOLS, Build, Digest, Tool, install_tools

_GENERATED = ("ainews:701", "odyssey:1000", "odyssey:10000")


def main() -> int:
    """Run the benchmark that the command line names; without a name, the real archive."""
    options = _parser().parse_args(sys.argv[1:] or ["archive"])
    HOME.mkdir(exist_ok=True)
    if options.install:
        install_tools()
    if options.benchmark == "growth":
        return measure_growth(options.kinds or list(GROWTHS), options.limit, options.scale)
    tools = _find_tools(options.tools)
    rules = Rules(options.repeat, options.timeout, options.cold, options.once)
    try:
        archives = (
            _real(options.posts, tools)
            if options.benchmark == "archive"
            else _generated(options, tools)
        )
        rows: list[Row] = []
        for case, builds in archives:
            for row in measure(case, builds, rules):
                rows.append(row)
                print(row, file=sys.stderr)
    except MissingArchiveError as error:
        print(error, file=sys.stderr)
        return 1
    print(write_table(rows, {tool.name: version for tool, version in tools.items()}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--install", action="store_true", help="bring the other tools into .bench")
    kinds = parser.add_subparsers(dest="benchmark", required=True)
    speed = argparse.ArgumentParser(add_help=False, parents=[common])
    speed.add_argument("--tools", default="hugo,digest", help="names, or all (%(default)s)")
    speed.add_argument("--repeat", type=int, default=2, help="runs of which the best counts")
    speed.add_argument("--timeout", type=float, default=1800, help="seconds one build may take")
    speed.add_argument("--cold", action="store_true", help="cold builds only")
    speed.add_argument("--once", action="store_true", help="one run each, timed as it is sampled")
    real = kinds.add_parser("archive", parents=[speed], help="the real archive: equal, defaults")
    real.add_argument("--posts", type=int, default=COUNT, help="only so many, for a quick look")
    generated = kinds.add_parser("generated", parents=[speed], help="generated archives")
    generated.add_argument(
        "archives", nargs="*", default=_GENERATED, help="SHAPE:COUNT, e.g. odyssey:100000"
    )
    growth = kinds.add_parser("growth", parents=[common], help="twice the input, how much the time")
    growth.add_argument("kinds", nargs="*", help=f"of {', '.join(GROWTHS)}")
    growth.add_argument("--limit", type=float, default=2.2, help="what twice the input may cost")
    growth.add_argument("--scale", type=float, default=1, help="larger or smaller inputs")
    return parser


def _find_tools(wanted: str) -> dict[Tool, str]:
    """Return the wanted tools that are here, with their versions."""
    names = [tool.name for tool in TOOLS] if wanted == "all" else wanted.split(",")
    found = {}
    for tool in (tool for name in names for tool in TOOLS if tool.name == name):
        if version := tool.version():
            found[tool] = version
        else:
            print(f"{tool.name} is not here: try --install", file=sys.stderr)
    return found


def _real(posts: int, tools: Mapping[Tool, str]) -> Iterator[tuple[str, Mapping[str, Build]]]:
    folder = unpack()
    if posts < COUNT:
        folder = take_part(folder, posts)
    work = HOME / "work" / folder.name
    builds = {tool.name: tool.prepare(folder, work) for tool in tools}
    if "digest" in builds:
        builds["digest, defaults"] = Digest("defaults").prepare(folder, work)
    yield f"real × {posts}", builds


def _generated(
    options: argparse.Namespace, tools: Mapping[Tool, str]
) -> Iterator[tuple[str, Mapping[str, Build]]]:
    for archive in options.archives:
        shape, _, count = archive.partition(":")
        folder: Path = HOME / "archives" / f"{shape}-{count}"
        write_archive(folder, shape, int(count))
        work = HOME / "work" / folder.name
        yield f"{shape} × {int(count):,}", {t.name: t.prepare(folder, work) for t in tools}


if __name__ == "__main__":
    sys.exit(main())
