"""The theme in a real browser: nothing overflows, everything can be read, light and dark.

The pages have no scripts. The test puts them into frames as wide as a phone and as a desktop and
measures them from outside, in one start of the browser for each colour scheme.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.tables import Config
from digest.markup.code.highlighting import code_css
from digest.output.pages.page_html import render_page
from digest.output.theme import load_theme
from digest.output.theme.files import default_theme
from support.browsers import find_browser
from support.theme_samples import PARAGRAPH, POST_VIEW, SAMPLES, SITE, make_page, make_post

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
WIDTHS = (320, 390, 768, 1024, 1280)

MEASURE = """
const luminance = c => { const v = c.map(x => x / 255).map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
  return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgba = css => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data]; };
const behind = (e, w) => { for (; e; e = e.parentElement) { const c = rgba(w.getComputedStyle(e).backgroundColor);
  if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
const contrast = (e, w) => { const style = w.getComputedStyle(e);
  const a = luminance(rgba(style.color)), b = luminance(behind(e, w));
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), large ? 3 : 4.5]; };
const scrolls = (e, w) => { for (; e; e = e.parentElement) if (['auto', 'scroll', 'hidden'].includes(w.getComputedStyle(e).overflowX)) return true; return false; };
const name = e => e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined ? '.' + e.className : '');

function measure(frame) {
  const d = frame.contentDocument, w = frame.contentWindow, found = {wide: [], pale: [], small: []};
  found.overflow = d.documentElement.scrollWidth - w.innerWidth;
  found.paper = luminance(rgba(w.getComputedStyle(d.body).backgroundColor));
  for (const e of d.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect();
    if (!box.width || e.closest('.skip')) continue;
    if ((box.right > w.innerWidth + 1 || box.left < -1) && !scrolls(e.parentElement, w)) found.wide.push(name(e));
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (own && e.checkVisibility() && !e.closest('math')) {
      const [ratio, wanted] = contrast(e, w);
      if (ratio < wanted) found.pale.push(name(e) + ' ' + ratio.toFixed(2));
      if (parseFloat(w.getComputedStyle(e).fontSize) < 11) found.small.push(name(e));
    }
  }
  const skip = d.querySelector('.skip');
  if (skip) { const before = skip.getBoundingClientRect().bottom; skip.focus();
    found.skip = [before <= 0, skip.getBoundingClientRect().top >= 0]; }
  const text = d.querySelector('.prose p'), rail = d.querySelector('.rail');
  if (text && rail) found.beside = rail.getBoundingClientRect().left >= text.getBoundingClientRect().right
    || rail.getBoundingClientRect().right <= text.getBoundingClientRect().left;
  if (text) found.measure = text.getBoundingClientRect().width / parseFloat(w.getComputedStyle(text).fontSize);
  return found;
}
window.onload = () => {
  const result = {};
  for (const frame of document.querySelectorAll('iframe')) result[frame.name] = measure(frame);
  document.querySelector('pre').textContent = JSON.stringify(result);
};
"""


def write_pages(root: Path) -> list[str]:
    theme = load_theme(root / "no-site", Config())
    shutil.copytree(default_theme()[1], root, dirs_exist_ok=True)
    (root / "assets" / "code.css").write_text(code_css("xcode", "lightbulb"))
    site = replace(
        SITE,
        base_url="http://localhost",
        theme={**SITE.theme, "newsletter": "<p><input> <button>Go</button></p>"},
    )
    pages = dict(SAMPLES)
    wide = f"<p>{LONG}</p><pre>{'x' * 300}</pre><p><code>{'y' * 200}</code></p>" + POST_VIEW.body
    pages["long"] = ("post.html", make_page("post", "/x/", LONG), replace(
        POST_VIEW, body=wide, post=make_post(title=LONG, authors=(LONG,), description=LONG)))  # fmt: skip
    pages["arabic"] = ("post.html", make_page("post", "/x/", "نماذج صغيرة", language="ar", direction="rtl"), replace(
        POST_VIEW, body=POST_VIEW.body.replace(PARAGRAPH, "<p>هذا الإصدار صغير بمقاييس هذا العام.</p>")))  # fmt: skip
    pages["chinese"] = ("post.html", make_page("post", "/x/", "小模型", language="zh"), replace(
        POST_VIEW, body=POST_VIEW.body.replace(PARAGRAPH, f"<p>{'按今年的标准，这次发布并不大。' * 9}</p>")))  # fmt: skip
    del pages["redirect"]
    for name, (template, page, view) in pages.items():
        (root / f"{name}.html").write_bytes(render_page(page, view, site, template, theme))
    return list(pages)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    find_browser()
    root = tmp_path_factory.mktemp("pages")
    names = write_pages(root)
    frames = "".join(
        f'<iframe name="{name} {width}" src="{name}.html" width="{width}" height="900"></iframe>'
        for name in names
        for width in WIDTHS
    )
    (root / "harness.html").write_text(
        f"<!doctype html><script>{MEASURE}</script><pre></pre>{frames}"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/harness.html"
        server.shutdown()


@pytest.fixture(scope="module", params=["light", "dark"])
def pages(
    request: pytest.FixtureRequest, address: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    scheme = ["--blink-settings=preferredColorScheme=0"] if request.param == "dark" else []
    profile = tmp_path_factory.mktemp("profile")
    run = subprocess.run(
        [find_browser(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--dump-dom",
         f"--user-data-dir={profile}", "--virtual-time-budget=20000", *scheme, address],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found = re.search(r"<pre>(.+?)</pre>", run.stdout, re.DOTALL)
    assert found, run.stderr
    result = json.loads(unescape(found[1]))
    assert len(result) == len(WIDTHS) * (len(SAMPLES) + 2)
    is_dark = result["home 1280"]["paper"] < 0.05
    assert is_dark == (request.param == "dark")
    return dict(result)


def collect(pages: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: page[key] for name, page in pages.items() if page.get(key)}


def test_no_page_scrolls_sideways(pages: dict[str, Any]) -> None:
    assert collect(pages, "wide") == {}
    assert {name: page["overflow"] for name, page in pages.items() if page["overflow"] > 0} == {}
    assert collect(pages, "wide") == {}


def test_all_text_has_the_contrast_of_wcag_aa(pages: dict[str, Any]) -> None:
    assert collect(pages, "pale") == {}


def test_no_text_is_tiny(pages: dict[str, Any]) -> None:
    assert collect(pages, "small") == {}


def test_the_skip_link_appears_when_it_has_the_focus(pages: dict[str, Any]) -> None:
    assert {name for name, page in pages.items() if page["skip"] != [True, True]} == set()


def test_the_index_stands_beside_the_text_where_there_is_room(pages: dict[str, Any]) -> None:
    beside = {width: pages[f"post {width}"]["beside"] for width in WIDTHS}
    assert beside == {320: False, 390: False, 768: False, 1024: True, 1280: True}
    assert pages["arabic 1280"]["beside"]


def test_lines_are_as_long_as_is_good_to_read(pages: dict[str, Any]) -> None:
    assert 30 <= pages["post 1280"]["measure"] <= 37
