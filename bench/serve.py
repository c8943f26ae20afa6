"""How long an author waits: `python -m bench.serve` measures the preview of a generated archive.

Three figures: from the command to the first page, with an empty cache and with a full one; from
the moment a post is saved to the moment its open page is told to reload (`told`); and to the
moment the new page has arrived (`shown`). Medians of a number of edits of different posts.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.generate import write_archive
from bench.measure import FailedRunError

HOME = Path(__file__).parents[1] / ".bench"
_SEEN = re.compile(rb'data-seen="([^"]*)"')


class Preview:
    """A running `digest serve`, and when it was started."""

    def __init__(self, site: Path) -> None:
        self.started = time.perf_counter()
        command = [sys.executable, "-m", "digest", "-C", str(site), "serve", "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.port = int(self._read().partition("127.0.0.1:")[2].partition("/")[0])

    def _read(self) -> str:
        if self.process.stderr is None or not (line := self.process.stderr.readline()):
            raise FailedRunError("the preview has ended")
        return line

    def get(self, path: str) -> tuple[int, bytes]:
        """Return a page and its status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        page = answer.read()
        connection.close()
        return answer.status, page

    def wait_for_page(self, path: str) -> float:
        """Return the seconds from the start to the first page that is no page for waiting."""
        while self.get(path)[0] != 200:
            time.sleep(0.02)
        return time.perf_counter() - self.started

    def wait_for_all(self) -> float:
        """Return the seconds from the start until the whole site has been read."""
        while "posts and pages" not in self._read():
            pass
        return time.perf_counter() - self.started

    def time_edit(self, file: Path, path: str) -> tuple[float, float]:
        """Save a post; give the seconds until its page is told, and until it is shown."""
        seen = _SEEN.findall(self.get(path)[1])[0].decode()
        stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        stream.request("GET", f"/__digest__/events?page={path}&seen={seen}")
        answer = stream.getresponse()
        while b'"progress"' not in answer.readline():
            pass
        text = file.read_text(encoding="utf-8")
        mark = f"Edited at {time.time()}."
        start = time.perf_counter()
        file.write_text(f"{text}\n{mark}\n", encoding="utf-8")
        while b'"reload"' not in answer.readline():
            pass
        told = time.perf_counter() - start
        if mark.encode() not in self.get(path)[1]:
            raise FailedRunError(f"{path} does not show its edit")
        shown = time.perf_counter() - start
        stream.close()
        file.write_text(text, encoding="utf-8")
        time.sleep(0.6)
        return told, shown


@contextmanager
def preview(site: Path) -> Iterator[Preview]:
    """Run a preview, and stop it."""
    running = Preview(site)
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait()


def measure(shape: str, count: int, edits: int) -> dict[str, float]:
    """Return the figures of one archive, in seconds."""
    site = HOME / f"serve-{shape}-{count}"
    write_archive(site / "content", shape, count)
    shutil.rmtree(site / ".digest", ignore_errors=True)
    files = sorted((site / "content" / "posts").glob("*.md"))
    chosen = files[:: max(1, len(files) // edits)][:edits]
    figures: dict[str, float] = {}
    with preview(site) as cold:
        figures["first page, cold"] = cold.wait_for_page("/")
        figures["all read, cold"] = cold.wait_for_all()
    with preview(site) as warm:
        figures["first page, warm"] = warm.wait_for_page("/")
        figures["all read, warm"] = warm.wait_for_all()
        times = [warm.time_edit(file, f"/posts/{file.stem}/") for file in chosen]
    figures["told"] = statistics.median(told for told, _ in times)
    figures["shown"] = statistics.median(shown for _, shown in times)
    figures["shown, slowest"] = max(shown for _, shown in times)
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    parser.add_argument("archives", nargs="*", default=["odyssey:700", "ainews:701"])
    parser.add_argument("--edits", type=int, default=9)
    options = parser.parse_args()
    HOME.mkdir(exist_ok=True)
    for archive in options.archives:
        shape, _, count = archive.partition(":")
        figures = measure(shape, int(count), options.edits)
        print(archive, json.dumps({name: round(figure, 3) for name, figure in figures.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
