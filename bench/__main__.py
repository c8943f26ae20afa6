"""`python -m bench`: digest beside Hugo, Pelican and Eleventy on generated archives."""

from __future__ import annotations

import argparse
import sys

from bench.runner import Row, Rules, measure_archive, write_table
from bench.tools import HOME, TOOLS, install_tools

_DEFAULT = ("ainews:701", "odyssey:1000", "odyssey:10000")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "archives",
        nargs="*",
        default=_DEFAULT,
        help="SHAPE:COUNT, e.g. ainews:701, odyssey:100000, real:22 (default: %(default)s)",
    )
    parser.add_argument(
        "--tools", default="digest,hugo", help="names, or all (default: %(default)s)"
    )
    parser.add_argument("--repeat", type=int, default=2, help="runs of which the best counts")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds one build may take")
    parser.add_argument("--cold", action="store_true", help="cold builds only")
    parser.add_argument("--once", action="store_true", help="one run each, timed as it is watched")
    parser.add_argument("--install", action="store_true", help="bring the other tools into .bench")
    options = parser.parse_args()
    if options.install:
        install_tools()
    wanted = {tool.name for tool in TOOLS} if options.tools == "all" else options.tools.split(",")
    found = [(tool, tool.version()) for tool in TOOLS if tool.name in wanted]
    tools = [(tool, version) for tool, version in found if version is not None]
    for tool, version in found:
        if version is None:
            print(f"{tool.name} is not here: try --install", file=sys.stderr)
    HOME.mkdir(exist_ok=True)
    rules = Rules(options.repeat, options.timeout, options.cold, options.once)
    rows: list[Row] = []
    for archive in options.archives:
        shape, _, count = archive.partition(":")
        for row in measure_archive(shape, int(count), tools, rules):
            rows.append(row)
            print(row, file=sys.stderr)
    print(write_table(rows, tools))
    return 0


if __name__ == "__main__":
    sys.exit(main())
