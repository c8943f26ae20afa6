"""Files that nothing names: found in texts of any size, each byte read once."""

from __future__ import annotations

import re
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.checks import unused_files
from digest.checks.unused_files import find_unnamed
from support.commands import run
from support.sites import write_file

PICTURES = ["a.png", "b.jpg", "ä.png", "a b.png", "c.pptx", "d.doc"]
WORDS = [*PICTURES, "/x/A.PNG", "%C3%A4.png", "c.PPT", "d.docx", "x", "\u00a0", '"', " ", "\n", "."]


class CountedText(BytesIO):
    """A text that counts the bytes that are read of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def names_of(text: str) -> set[str]:
    left = find_unnamed(PICTURES, [BytesIO(text.encode())])
    return set(PICTURES) - left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.png", {"a.png"}),
        ('<img src="/x/A.png">', {"a.png"}),
        ("url(b.jpg)", {"b.jpg"}),
        ("b.jpg2 b.jpgx aa.png a.pngs", set()),
        ("%C3%A4.PNG", {"ä.png"}),
        ("see\u00a0a.png", {"a.png"}),
        ('{"cover":"a.png"}', {"a.png"}),
        ("c.ppt d.docx", set()),
        ("d.doc", {"d.doc"}),
    ],
)
def test_names_end_at_separators_and_with_their_ending(text: str, found: set[str]) -> None:
    assert names_of(text) == found


@given(st.lists(st.sampled_from(WORDS)).map("".join), st.integers(1, 40))
@example("/x/A.PNG\u00a0", 10)
def test_it_makes_no_difference_where_a_text_is_cut(text: str, size: int) -> None:
    whole = names_of(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unused_files, "_CHUNK", size)
        assert names_of(text) == whole


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_every_name_between_separators_is_found(text: str) -> None:
    plain = {w.lower() for w in re.split(r"[\s\"'()<>=,;/\\]", text)} & {"a.png", "b.jpg", "d.doc"}
    assert plain <= names_of(text)


def test_a_text_without_separators_takes_no_longer_than_others() -> None:
    # Each letter of such a run was once the start of a search through the rest of it.
    run_of_letters = b"x" * 4_000_000 + b".png "
    text = CountedText(run_of_letters + b"." * 1_000_000 + b" b.jpg")
    assert find_unnamed(["a.png", "b.jpg"], [text]) == {"a.png"}
    assert text.count == len(run_of_letters) + 1_000_006


@pytest.mark.parametrize("size", [4_000_000, 16_000_000])
def test_memory_does_not_grow_with_the_text(tmp_path: Path, size: int) -> None:
    write_file(tmp_path / "page.html", (b'<img src="b.png">' + b"text " * 200) * (size // 1017))
    tracemalloc.start()
    try:
        find_unnamed(["a.png"], [(tmp_path / "page.html").open("rb")])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


def test_nothing_is_read_once_all_are_found() -> None:
    second = CountedText(b"never read")
    assert find_unnamed(["a.png"], [BytesIO(b"a.png"), second]) == set()
    assert second.count == 0


def test_templates_styles_settings_and_posts_name_files(tmp_path: Path) -> None:
    for name in ("in-page", "in-style", "in-post", "in-extra", "in-html", "nowhere"):
        write_file(tmp_path / f"static/files/{name}.png", b"x")
    write_file(tmp_path / "templates/x.html", '<img src="{{ base }}/files/in-page.png">')
    write_file(tmp_path / "static/x.css", "a { background: url(files/in-style.png) }")
    write_file(tmp_path / "static/old/a.html", "<img src=../files/in-html.png>")
    post = (
        "---\ntitle: A\ndate: 2026-01-01\nwhatever: in-extra.png\n---\n![x](/files/in-post.png)\n"
    )
    write_file(tmp_path / "content/a.md", post)
    shown = run(tmp_path, "check", "--code", "unused-file").stderr
    found = [line for line in shown.splitlines() if "unused-file" in line]
    assert len(found) == 1
    assert found[0].startswith("static/files/nowhere.png: info[unused-file]")
