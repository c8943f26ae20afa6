from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.text import (
    count_words,
    heading_id,
    make_excerpt,
    match_key,
    slugify,
    suggest,
    text_direction,
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hugging Face", "hugging-face"),
        ("GPT-4.1", "gpt-4-1"),
        ("Réseaux & IA", "reseaux-ia"),
        ("Ångström", "angstrom"),
        ("Łódź, ß", "lodz-ss"),
        ("Привет, мир: Ёй", "привет-мир-ёй"),
        ("中文 标签", "中文-标签"),
        ("العربية مُ", "العربية-مُ"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("What’s new?", "whats-new"),
        ("🚀", "1f680"),
        ("", "untitled"),
    ],
)
def test_a_slug_keeps_every_script_and_folds_latin_accents(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text(max_size=400))
def test_a_slug_is_never_empty_fits_a_file_name_and_is_stable(text: str) -> None:
    slug = slugify(text)
    assert slug
    assert "/" not in slug
    assert len(slug.encode("utf-8", "replace")) < 255
    assert slugify(text) == slug


def test_long_slugs_that_differ_late_stay_apart() -> None:
    assert slugify("x" * 300 + "a") != slugify("x" * 300 + "b")


@pytest.mark.parametrize("other", ["hugging-face", "HuggingFace", "Hugging_Face", "hügging fåce"])
def test_terms_meet_that_differ_in_case_accents_or_punctuation(other: str) -> None:
    assert match_key(other) == match_key("Hugging Face")


@pytest.mark.parametrize(
    ("left", "right"), [("C", "C++"), ("C", "C#"), ("GPT-4.1", "GPT-41"), ("й", "и")]
)
def test_terms_that_mean_different_things_do_not_meet(left: str, right: str) -> None:
    assert match_key(left) != match_key(right)


def test_a_gap_between_digits_is_one_whatever_its_sign() -> None:
    assert match_key("gpt-4-1") == match_key("GPT 4.1")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Top ML Papers of the Week (June 23 - June 29) - 2025",
         "top-ml-papers-of-the-week-june-23---june-29---2025"),
        ("What's New?", "whats-new"),
        ("A & B", "a--b"),
        ("a_b `c`", "a_b-c"),
        ("Café ☕", "café-"),
        ("!", "section"),
    ],
)  # fmt: skip
def test_heading_ids_are_those_of_github(text: str, wanted: str) -> None:
    assert heading_id(text) == wanted


def test_an_excerpt_ends_with_a_sentence_where_one_fits() -> None:
    text = "Models grew, e.g. v1.5 of it. They grew a lot. Nobody knows why they did."
    assert make_excerpt(text, 60) == "Models grew, e.g. v1.5 of it. They grew a lot."


def test_an_excerpt_without_a_sentence_ends_with_a_word() -> None:
    assert make_excerpt("one two, three four five", 12) == "one two…"


def test_an_excerpt_knows_full_width_punctuation() -> None:
    assert make_excerpt("今天是世界读书日。语雀选在今天放开注册。", 12) == "今天是世界读书日。"


def test_an_excerpt_of_text_without_spaces_is_cut_between_characters() -> None:
    assert make_excerpt("今天是世界读书日语雀选在今天放开注册", 8) == "今天是世界读书…"


def test_a_short_text_is_its_own_excerpt_with_spaces_made_single() -> None:
    assert make_excerpt("  a\n\nb ", 20) == "a b"


@given(st.text(max_size=300), st.integers(min_value=5, max_value=80))
def test_an_excerpt_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(make_excerpt(text, limit)) <= limit


def test_words_are_counted_and_cjk_characters_are_words() -> None:
    assert count_words("one two  three\n") == 3
    assert count_words("naïve café") == 2
    assert count_words("今天是 hello world，привет。") == 6
    assert count_words("") == 0


def test_the_nearest_known_word_is_suggested_as_it_is_spelled() -> None:
    known = ("summary", "feature_image", "date")
    assert suggest("sumary", known) == "summary"
    assert suggest("Feature-Imge", known) == "feature_image"
    assert suggest("zebra", known) is None


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("zh_CN", "ltr"),
     ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("", "ltr")],
)  # fmt: skip
def test_direction_follows_language_and_script(language: str, direction: str) -> None:
    assert text_direction(language) == direction
