"""What a newcomer meets first keeps its promises: the sample digest, the README, the first docs."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from digest.build.options import BuildResult
from digest.content.front_matter.keys import KEYS
from support.paths import ROOT
from support.sites import NOW, SiteDriver, run_build

ITEMS = {
    "model-watch/model-watch-1/index.md": 8,
    "model-watch/model-watch-2.md": 10,
    "model-watch/model-watch-3.md": 10,
    "model-watch/model-watch-4/index.md": 8,
    "notes/error-bars/index.md": 1,
    "notes/kaifang-quanzhong.md": 6,
    "notes/long-weekend.md": 9,
    "notes/price-of-a-token/index.md": 6,
    "notes/rules-of-the-road.md": 9,
    "paper-trail/paper-trail-1.md": 11,
    "paper-trail/paper-trail-2.md": 10,
    "paper-trail/paper-trail-3.md": 9,
}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KEY_ROW = re.compile(
    r"^\| `(\w+)` \| \w+ \| [^|]*?(?: Also ((?:`[\w.]+`(?:, )?)+)\.)? \|$", re.MULTILINE
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildResult]:
    folder = tmp_path_factory.mktemp("sample")
    result = run_build(ROOT, folder / "public", cache=folder / "cache", now=NOW)
    return folder / "public", result


def test_the_sample_builds_without_a_single_diagnostic(sample: tuple[Path, BuildResult]) -> None:
    assert sample[1].report.diagnostics == ()
    assert sample[1].changes is not None


def test_the_items_of_the_sample_are_those_its_authors_meant(
    sample: tuple[Path, BuildResult],
) -> None:
    items = read_items(sample[0])
    counts = Counter(item["post"].removeprefix("content/") for item in items)
    assert dict(counts) == ITEMS
    titles = {(item["post"].rsplit("/")[-1], item["position"]): item["title"] for item in items}
    assert titles["model-watch-2.md", 3] == "Llama 3.3 70B does the work of 405B"
    assert titles["model-watch-3.md", 7] == "Gemma 3 270M"
    assert titles["long-weekend.md", 7] == "llm.c"
    assert titles["kaifang-quanzhong.md", 6] == "DeepSeek-V4"


def test_items_posted_in_december_keep_their_year(sample: tuple[Path, BuildResult]) -> None:
    dates = [i["date"] for i in read_items(sample[0]) if i["post"].endswith("paper-trail-1.md")]
    assert dates[0] == "2025-01-22"
    assert dates[6] == "2024-12-31"
    assert dates[-1] == "2024-12-09"


def test_pinned_fields_win_over_recognised_ones(sample: tuple[Path, BuildResult]) -> None:
    item = next(i for i in read_items(sample[0]) if i["title"] == "California vetoes SB 1047")
    assert (item["kind"], item["date"], item["sources"]) == (
        "article", "2024-09-29", ["California"],
    )  # fmt: skip


def test_drafts_and_scheduled_posts_of_the_sample_stay_away(
    sample: tuple[Path, BuildResult],
) -> None:
    posts = sample[0] / "posts"
    assert not (posts / "model-watch-5").exists()
    assert not (posts / "attention-at-ten").exists()


def test_every_internal_link_and_anchor_of_the_sample_leads_somewhere(
    sample: tuple[Path, BuildResult],
) -> None:
    public = sample[0]
    pages = {page: page.read_text() for page in public.rglob("*.html")}
    ids = {page: set(re.findall(r' id="([^"]*)"', text)) for page, text in pages.items()}
    dead = set()
    for page, text in pages.items():
        for url in re.findall(r'(?:href|src)="([/#][^"]*)"', text):
            target, _, anchor = url.partition("#")
            path = public / unquote(urlsplit(target).path).lstrip("/")
            file = page if not target else path / "index.html" if target.endswith("/") else path
            known = file.is_file() and (anchor in {"", "top"} or unquote(anchor) in ids[file])
            if not known:
                dead.add((page.relative_to(public).as_posix(), url))
    assert dead == set()


def test_the_readme_tour_gives_three_items(site: SiteDriver, tmp_path: Path) -> None:
    blocks = read_blocks(ROOT / "README.md")
    files: dict[str, str | bytes] = {
        "content/first-issue.md": blocks["markdown"][0],
        "site.toml": blocks["toml"][0],
    }
    result = site.write(files).build().result
    assert result.report.diagnostics == ()
    assert [item["title"] for item in read_items(tmp_path / "public")] == [
        "DeepSeek-R1", "Titans", "open-r1",
    ]  # fmt: skip


def test_every_front_matter_key_is_documented_with_its_synonyms() -> None:
    rows = KEY_ROW.findall((ROOT / "docs" / "front-matter.md").read_text())
    documented = {name: tuple(re.findall(r"`([^`]+)`", cell)) for name, cell in rows}
    assert documented == {key.name: key.synonyms for key in KEYS}


def read_items(public: Path) -> list[dict[str, Any]]:
    loaded = json.loads((public / "items.json").read_text())
    items: list[dict[str, Any]] = loaded["items"] if isinstance(loaded, dict) else loaded
    return sorted(items, key=lambda item: (item["post"], item["position"]))


def read_blocks(page: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, text in FENCE.findall(page.read_text()):
        found.setdefault(language, []).append(text)
    return found
