"""Where links and pictures lead: what is broken is told at its place, and nothing else is."""

from __future__ import annotations

from conftest import Build

DRAFT = "---\ntitle: Soon\ndate: 2026-11-20\ndraft: true\n---\n"
POST = "---\ntitle: Now\ndate: 2026-11-19\n---\n"


def faults(build: Build, files: dict[str, str]) -> list[str]:
    """Give the problems of a site, without their hints."""
    return [str(found).partition("\n")[0] for found in build(files=files).report.diagnostics]


def test_a_draft_finds_the_files_of_its_own_bundle_before_they_are_published(build: Build) -> None:
    body = "![A chart](chart.png)\n\n[Slides](slides.pdf) and [a gap](gap.pdf)\n"
    files = {"content/soon/index.md": DRAFT + body}
    files |= {f"content/soon/{name}": "x" for name in ("chart.png", "slides.pdf")}
    assert faults(build, files) == [
        "content/soon/index.md:8:26: warning[missing-file] the file gap.pdf is not there"
    ]


def test_what_is_published_cannot_show_a_file_that_is_held_back(build: Build) -> None:
    files = {
        "content/soon/index.md": DRAFT + "Text.\n",
        "content/soon/slides.pdf": "x",
        "content/now.md": POST + "[Slides](/posts/soon/slides.pdf)\n",
    }
    (found,) = build(files=files).report.diagnostics
    assert found.code == "missing-file"
    assert found.hint.startswith("content/soon/slides.pdf comes with its post")
