"""Where links and pictures lead: what is broken is told at its place, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.sites import SiteDriver

DRAFT = "---\ntitle: Soon\ndate: 2026-11-20\ndraft: true\n---\n"
POST = "---\ntitle: Now\ndate: 2026-11-19\n---\n"


def faults(site: SiteDriver, files: dict[str, str]) -> list[str]:
    """Give the problems of a site, without their hints."""
    return [
        str(found).partition("\n")[0]
        for found in site.write(files).build().result.report.diagnostics
    ]


def test_a_draft_finds_the_files_of_its_own_bundle_before_they_are_published(
    site: SiteDriver,
) -> None:
    body = "![A chart](chart.png)\n\n[Slides](slides.pdf) and [a gap](gap.pdf)\n"
    files = {"content/soon/index.md": DRAFT + body}
    files |= {f"content/soon/{name}": "x" for name in ("chart.png", "slides.pdf")}
    assert faults(site, files) == [
        "content/soon/index.md:8:26: warning[missing-file] the file gap.pdf is not there"
    ]


def test_what_is_published_cannot_show_a_file_that_is_held_back(site: SiteDriver) -> None:
    files = {
        "content/soon/index.md": DRAFT + "Text.\n",
        "content/soon/slides.pdf": "x",
        "content/now.md": POST + "[Slides](/posts/soon/slides.pdf)\n",
    }
    (found,) = site.write(files).build().result.report.diagnostics
    assert found.code == "missing-file"
    assert found.hint.startswith("content/soon/slides.pdf comes with its post")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("htp://example.org/a", "http://example.org/a"),
        ("htpps://example.org/a", "https://example.org/a"),
        ("hhttps://example.org/a", "https://example.org/a"),
        ("http//example.org/a", "http://example.org/a"),
        ("https;//example.org/a", "https://example.org/a"),
        ("https://https://example.org/a", "https://example.org/a"),
        ("https://http//example.org/a", "http://example.org/a"),
    ],
)
def test_a_slip_in_a_scheme_is_told_once_with_what_is_meant(
    site: SiteDriver, written: str, meant: str
) -> None:
    report = site.write({"content/a.md": POST + f"See [a]({written}).\n"}).build().result.report
    (found,) = report.diagnostics
    assert (found.code, found.line, found.column) == ("malformed-link", 5, 5)
    assert found.hint == f'write "{meant}"'


@pytest.mark.parametrize("address", ["mailto:", "tel:", "https://"])
def test_a_scheme_alone_is_no_address(site: SiteDriver, address: str) -> None:
    assert faults(site, {"content/a.md": POST + f"See [a]({address}).\n"}) == [
        f'content/a.md:5:5: warning[malformed-link] the address "{address}" leads nowhere'
    ]


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/a", "https://example.org/https://example.org", "magnet:?xt=1", "//e.org/a",
     "mailto:a@example.org", "web+ap://example.org/a", "https://web.archive.org/web/1/http://e.org"],
)  # fmt: skip
def test_other_schemes_are_left_alone(site: SiteDriver, address: str) -> None:
    assert faults(site, {"content/a.md": POST + f"See [a]({address}).\n"}) == []


def test_a_reference_that_nobody_wrote_is_told_at_its_place(site: SiteDriver) -> None:
    body = "See [the paper][smith] and [the others][].\n\nAn array[i][j], [1][2], [x][ok].\n\n"
    files = {"content/a.md": POST + body + "[ok]: https://example.org/\n"}
    report = site.write(files).build(thorough=True).result.report
    (found,) = report.diagnostics
    assert (found.code, found.line, found.column) == ("unbalanced-markup", 5, 5)
    assert found.message == 'nobody wrote the address of "[the paper][smith]"'
    assert found.hint == 'write "[smith]: https://…" on a line of its own'


def test_a_part_is_suggested_whose_name_goes_on(site: SiteDriver) -> None:
    body = "## Tools at a glance\n\nSee [them](#tools).\n"
    (found,) = site.write({"content/a.md": POST + body}).build().result.report.diagnostics
    assert (found.code, found.hint) == ("dead-anchor", 'did you mean "#tools-at-a-glance"?')


def test_pictures_are_told_where_they_stand_and_covers_at_their_key(site: SiteDriver) -> None:
    cover = POST.replace("date:", "image: /cover.png\ndate:")
    assert faults(site, {"content/a.md": cover + "One ![a](/a.png) two ![b](/b.png)\n"}) == [
        "content/a.md:3:1: warning[missing-file] the image /cover.png is not there",
        "content/a.md:6:5: warning[missing-file] the image /a.png is not there",
        "content/a.md:6:22: warning[missing-file] the image /b.png is not there",
    ]


def test_files_beside_a_post_are_shown_from_where_they_lie(
    site: SiteDriver, tmp_path: Path
) -> None:
    body = (
        '![a](ch%C3%A4rt.png) ![b](./pics/b.png "t") <img src="../c.png"> [d](notes.pdf?v=1#p2)\n\n'
        "![lost](lost.png) ![own](/issues/notes.pdf) [mail](mailto:a@e.org) [q](?x) [f](#f)\n"
    )
    names = ("issues/chärt.png", "issues/pics/b.png", "c.png", "issues/notes.pdf")
    files = {"content/issues/one.md": POST + body + "\n## F\n"}
    report = site.write(files | {f"content/{name}": "x" for name in names}).build().result.report
    page = (tmp_path / "public/posts/one/index.html").read_text()
    for address in ("ch%C3%A4rt.png", "pics/b.png", "notes.pdf?v=1#p2"):
        assert f'"/issues/{address}"' in page
    assert 'src="/c.png"' in page
    assert '"?x"' in page
    assert 'src="/issues/ch%C3%A4rt.png"' in (tmp_path / "public/rss.xml").read_text().replace(
        "https://example.org", ""
    ).replace("http://localhost:8000", "")
    assert [found.message for found in report.diagnostics] == ["the image lost.png is not there"]


def test_a_site_in_a_folder_finds_files_beside_posts_there(
    site: SiteDriver, tmp_path: Path
) -> None:
    settings = '[site]\nbase_url = "https://e.org/blog"\n'
    draft = {"content/later.md": DRAFT + "![a](a.png) ![b](b.png)\n"}
    files = {"site.toml": settings, "content/now.md": POST + "![a](a.png)\n", "content/a.png": "x"}
    report = site.write(files | draft).build().result.report
    assert 'src="/blog/a.png"' in (tmp_path / "public/posts/now/index.html").read_text()
    assert [found.message for found in report.diagnostics] == ["the image b.png is not there"]


def test_a_bundle_keeps_its_files_beside_its_page(site: SiteDriver, tmp_path: Path) -> None:
    files = {"content/now/index.md": POST + "![a](a.png)\n", "content/now/a.png": "x"}
    assert site.write(files).build().result.report.diagnostics == ()
    assert 'src="a.png"' in (tmp_path / "public/posts/now/index.html").read_text()


def test_a_link_that_shows_nothing_is_told_one_with_a_picture_is_not(site: SiteDriver) -> None:
    body = "One [ ](https://e.org/a).\n\n[![](https://e.org/b.png)](https://e.org/b)\n"
    (found,) = site.write({"content/a.md": POST + body}).build().result.report.diagnostics
    assert (found.code, found.line, found.column) == ("empty-link", 5, 5)
    assert found.message == "the link to https://e.org/a has no text: nobody sees it"


def test_a_space_in_an_address_that_breaks_the_link_is_named(site: SiteDriver) -> None:
    body = "Write [to us](mailto:a@e.org?subject=a b).\n"
    (found,) = (
        site.write({"content/a.md": POST + body}).build(thorough=True).result.report.diagnostics
    )
    assert (found.code, found.hint) == (
        "unbalanced-markup", "write %20 for the spaces in its address",
    )  # fmt: skip


def test_a_cover_may_lie_beside_its_post_or_at_the_root(site: SiteDriver, tmp_path: Path) -> None:
    covers = {"beside": "./a b.png", "root": "c.png", "lost": "d.png"}
    files = {
        f"content/issues/{name}.md": POST.replace("date:", f"image: {cover}\ndate:") + "Text.\n"
        for name, cover in covers.items()
    } | {"content/issues/a b.png": "x", "content/c.png": "x"}
    report = site.write(files).build().result.report
    assert [found.message for found in report.diagnostics] == ["the image d.png is not there"]
    home = (tmp_path / "public/index.html").read_text()
    beside = (tmp_path / "public/posts/beside/index.html").read_text()
    assert "/issues/a%20b.png" in home + beside
