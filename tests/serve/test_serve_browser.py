"""The preview in a real browser: an edit reaches the open page, and the reader's place is kept.

A page of the site's own (`harness.html`) holds the page under test in a frame, scrolls it, and
tells a little server here what it sees.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from support.browsers import find_browser
from support.serving import Visit, serve
from support.sites import write_file

PATIENCE = 40
HEADER = "---\ntitle: A long issue\ndate: 2024-02-01\n---\n"
SECTIONS = "\n\n".join(f"## Section {n}\n\n{'A sentence of some length. ' * 30}" for n in range(30))
HARNESS = """<!doctype html><title>Harness</title>
<iframe src="/posts/long/" width="800" height="600"></iframe>
<script>
const frame = document.querySelector("iframe");
const tell = (what, more = {}) => fetch("%s/" + encodeURIComponent(JSON.stringify({ what, ...more })), { mode: "no-cors" });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (look) => { for (;;) { try { const found = look(); if (found) return found; } catch {} await sleep(20); } };
const page = () => frame.contentDocument;
const view = () => frame.contentWindow;
const place = () => ({ top: Math.round(page().getElementById("section-12").getBoundingClientRect().top), y: Math.round(view().scrollY) });
const kept = () => view().kept === true;

(async () => {
  await until(() => page().readyState === "complete" && page().getElementById("section-12"));
  view().scrollTo({ top: view().scrollY + place().top + 40, behavior: "instant" });
  await sleep(100);
  view().kept = true;
  await until(() => view().performance.getEntriesByType("resource").some((e) => e.name.includes("client.js")));
  await sleep(300);
  await tell("ready", place());
  await until(() => page().body.textContent.includes("EDITED") && page().readyState === "complete");
  await sleep(300);
  await tell("edited", { ...place(), kept: kept() });
  view().kept = true;
  await until(() => view().getComputedStyle(page().body).color === "rgb(1, 2, 3)");
  await tell("styled", { ...place(), kept: kept(), sheets: page().querySelectorAll("link[href*=extra]").length });
  const root = await until(() => page().querySelector("digest-preview")?.shadowRoot?.querySelector(".errors"));
  await tell("failed", { text: root.textContent, kept: kept() });
  await until(() => !page().querySelector("digest-preview"));
  await tell("mended", { kept: kept() });
})();
</script>
"""


class Told(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.news.put(json.loads(unquote(self.path[1:])))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listen() -> Iterator[tuple[str, queue.Queue[dict[str, Any]]]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Told) as server:
        server.news = queue.Queue()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", server.news  # type: ignore[attr-defined]
        server.shutdown()


@contextmanager
def browse(visit: Visit, profile: Path) -> Iterator[None]:
    command = [
        find_browser(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        f"--user-data-dir={profile}", f"{visit.address}harness.html",
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()


def test_an_edit_reaches_the_open_page_and_the_place_is_kept(tmp_path: Path) -> None:
    find_browser()
    root = tmp_path / "site"
    write_file(root / "content/long.md", f"{HEADER}{SECTIONS}\n")
    write_file(root / "static/extra.css", "body { color: red }")
    write_file(
        root / "site.toml", '[theme]\nhead = \'<link rel="stylesheet" href="/extra.css">\'\n'
    )
    with listen() as (address, news):
        write_file(root / "static/harness.html", HARNESS % address)
        with serve(root) as visit, browse(visit, tmp_path / "profile"):
            ready = news.get(timeout=PATIENCE)
            assert ready["what"] == "ready"
            assert ready["top"] == -40

            more = f"{HEADER}{'A new paragraph at the top. ' * 200}\n\n{SECTIONS}\n\nEDITED\n"
            visit.write("content/long.md", more)
            edited = news.get(timeout=PATIENCE)
            assert edited["what"] == "edited"
            assert not edited["kept"], "the page was loaded anew"
            assert edited["y"] > ready["y"] + 200, "there is more above"
            assert abs(edited["top"] - ready["top"]) <= 1, "the same words are where they were"

            visit.write("static/extra.css", "body { color: rgb(1, 2, 3) !important }")
            styled = news.get(timeout=PATIENCE)
            assert styled == {**edited, "what": "styled", "kept": True, "sheets": styled["sheets"]}
            assert styled["sheets"] <= 2, "the old sheet leaves when the new one is there"

            visit.write("content/broken.md", '---\ntitle: "Open\n---\nText.\n')
            failed = news.get(timeout=PATIENCE)
            assert "content/broken.md:" in failed["text"]
            assert "[header-syntax]" in failed["text"]
            assert failed["kept"], "another file's fault does not reload the page"

            visit.write("content/broken.md", "---\ntitle: Closed\n---\nText.\n")
            assert news.get(timeout=PATIENCE) == {"what": "mended", "kept": True}
