from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.content.decoding import clean_text
from digest.core.diagnostics import Diagnostic, Report
from support.paths import SHARED

SEED = SHARED / "seeds" / "content" / "weekly-digest-5.md"


def clean(data: bytes | str) -> tuple[str, tuple[Diagnostic, ...]]:
    report = Report()
    raw = data.encode() if isinstance(data, str) else data
    return clean_text(raw, "content/x.md", report), report.diagnostics


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [str(each.code) for each in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read_without_their_mark(encoding: str) -> None:
    assert clean("Hej på dig".encode(encoding)) == ("Hej på dig", ())


def test_line_endings_become_line_feeds() -> None:
    assert clean("a\r\nb\rc\n") == ("a\nb\nc\n", ())


def test_bytes_that_are_not_utf8_are_read_as_windows_1252_and_reported_once() -> None:
    text, found = clean("ok é\r\nna".encode() + b"\xefve \x93x\x94 \x81")
    assert text == "ok é\nnaïve “x” \x81"
    assert codes(found) == ["not-utf8"]
    assert (found[0].line, found[0].column) == (2, 3)


def test_control_characters_are_left_out_and_reported_once_with_the_first_place() -> None:
    text, found = clean("a\nb\x00c\x1b\x0cd\ufffe\te")
    assert text == "a\nbc d\te"
    assert codes(found) == ["control-character"]
    assert (found[0].line, found[0].column) == (2, 2)
    assert "U+0000 (and 3 more)" in found[0].message


@pytest.mark.parametrize(
    ("damaged", "good"),
    [
        ("It‚Äôs here ‚Äî now", "It’s here — now"),
        ("\uf8ffüíæ and ‚è≥", "💾 and ⏳"),
        ("He said â€œhiâ€\x9d and itâ€™s", "He said “hi” and it’s"),
        ("dÃ©jÃ\xa0 vu ðŸ˜€", "déjà vu 😀"),
        ("Itâ\x80\x99s", "It’s"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
    ],
)
def test_text_decoded_wrongly_as_a_whole_is_repaired(damaged: str, good: str) -> None:
    text, found = clean(f"# Title\n\n{damaged}\n")
    assert text == f"# Title\n\n{good}\n"
    assert codes(found) == ["damaged-text"]
    assert found[0].line == 3


def test_damage_pasted_into_good_text_is_repaired_where_it_stands() -> None:
    text, found = clean("Gott nytt år – “ok”\n\nItâ€™s cafÃ© time, and “good” é\nÅtta\n")
    assert text == "Gott nytt år – “ok”\n\nIt’s café time, and “good” é\nÅtta\n"
    assert codes(found) == ["damaged-text"]
    assert (found[0].line, found[0].column) == (3, 3)


@pytest.mark.parametrize(
    "line", ["The bytes `Ã©` mean é", "```\nItâ€™s\n```\nand é"], ids=["span", "block"]
)
def test_damage_shown_as_code_is_left_alone(line: str) -> None:
    assert clean(line) == (line, ())


def test_a_code_block_keeps_its_damage_where_the_text_around_it_is_mended() -> None:
    text, _ = clean("é\n\nItâ€™s so\n\n```\nItâ€™s\n```\n")
    assert text == "é\n\nIt’s so\n\n```\nItâ€™s\n```\n"


GOOD = [
    "Räksmörgås på Åland är „Äpfel“ – «så» kostar 5 €",
    "Là où « À » coûte 5 €, c’est déjà l’été … naïf",
    "A IRMÃ» e a MANHÃ – NÃO É",
    "Việt Nam: Ấn Độ, Ăn, Ê Â Ô",
    "√2 ≈ 1,41; √n ¬ A ∧ ¬B ¬∃x",
    "中文（语雀）、「日本語」：한국어。ÔÇ",
    "Привет, мир – Ёлка № 5",
    "‰ and ‚quotes‘ and †dagger‡ ™ ®",
    "ÄÖÜ äöü ß, Ñandú, Ð and þ in Íslenska",
    "emoji 👩‍💻 ☀️ 🇸🇪",
]


@given(
    st.lists(st.sampled_from(GOOD), min_size=1, max_size=6), st.sampled_from(["\n", " ", "\n\n"])
)
def test_good_text_of_any_language_is_never_changed(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    assert clean(text) == (text, ())


WORDS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzåäöéèêàùçñßøæ ABCÅÄÖÉ.,’“”–»«中文字。、Привет"),
    max_size=60,
)


@given(WORDS)
def test_random_words_of_real_alphabets_are_never_changed(text: str) -> None:
    assert clean(text) == (text, ())


@given(WORDS, st.sampled_from(["mac_roman", "latin-1"]))
def test_what_is_repaired_is_what_was_there_before_the_damage(text: str, encoding: str) -> None:
    repaired, found = clean(text.encode().decode(encoding))
    assert not found or "control-character" in codes(found) or repaired == text


@given(st.binary(max_size=300))
def test_no_bytes_break_it_and_nothing_forbidden_comes_out(data: bytes) -> None:
    text, _ = clean(data)
    assert "\r" not in text
    assert "\x00" not in text
    text.encode()


@pytest.mark.skipif(not SEED.exists(), reason="../shared is not there")
def test_the_damaged_seed_comes_out_as_its_author_wrote_it() -> None:
    text, found = clean(SEED.read_bytes())
    facts = json.loads((SHARED / "expected" / "seeds.json").read_text("utf-8"))
    damage = facts["weekly-digest-5.md"]["mojibake"]
    assert len(text) == damage["characters_after"]
    for run, count in damage["damaged_runs"].items():
        broken, good = run.split(" -> ")
        assert text.count(good) >= count, run
        assert broken not in text
    assert codes(found) == ["damaged-text"]


@pytest.mark.skipif(not SEED.exists(), reason="../shared is not there")
def test_real_digests_in_good_order_are_not_touched() -> None:
    for path in sorted((SHARED / "corpus").glob("*+*/**/*.m*")):
        if path.is_file():
            raw = path.read_bytes().decode()
            assert clean(path.read_bytes()) == (raw.replace("\r\n", "\n").replace("\r", "\n"), ())
