"""One canonical form for all addresses of one thing, and what lies behind an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.addresses import (
    canonicalise,
    classify_link,
    fragment_of,
    host_of,
    is_local,
    is_outward,
    is_profile,
    is_tracking,
    strip_tracking,
    unwrap_redirect,
)

SAME = [
    (
        "https://arxiv.org/abs/2401.14404",
        "http://arxiv.org/abs/2401.14404",
        "https://www.arxiv.org/abs/2401.14404v3",
        "https://arxiv.org/pdf/2401.14404",
        "https://arxiv.org/pdf/2401.14404v1.pdf",
        "https://arxiv.org/html/2401.14404v2",
        "https://export.arxiv.org/abs/2401.14404",
        "https://ar5iv.labs.arxiv.org/html/2401.14404",
        "https://doi.org/10.48550/arXiv.2401.14404",
        "https://web.archive.org/web/20240201000000/https://arxiv.org/abs/2401.14404",
    ),
    ("https://arxiv.org/abs/hep-th/9901001", "https://arxiv.org/pdf/hep-th/9901001v2"),
    (
        "https://doi.org/10.1126/science.adm9788",
        "http://dx.doi.org/10.1126/SCIENCE.adm9788",
        "doi:10.1126/science.adm9788",
        "https://www.science.org/doi/full/10.1126/science.adm9788",
    ),
    (
        "https://youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=42s",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://m.youtube.com/shorts/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    ),
    (
        "https://x.com/i/status/1751409104713826666",
        "https://twitter.com/owencm/status/1751409104713826666?s=20",
        "https://mobile.twitter.com/owencm/status/1751409104713826666/photo/1",
        "https://x.com/i/web/status/1751409104713826666",
        "https://nitter.net/owencm/status/1751409104713826666#m",
        "https://nitter.poast.org/owencm/status/1751409104713826666",
        "https://fxtwitter.com/OwenCM/status/1751409104713826666",
    ),
    (
        "https://github.com/astral-sh/uv",
        "https://github.com/Astral-sh/UV.git",
        "http://www.github.com/astral-sh/uv/",
        "https://github.com/astral-sh/uv/tree/main",
        "https://github.com/astral-sh/uv#readme",
        "https://github.com/astral-sh/uv/blob/main/README.md",
        "https://github.com/astral-sh/uv?tab=readme-ov-file",
    ),
    ("https://github.com/a/b/pull/7", "https://github.com/a/b/pull/7/files"),
    (
        "https://openreview.net/forum?id=9njZa1fm35",
        "https://openreview.net/pdf?id=9njZa1fm35",
        "https://openreview.net/forum?id=9njZa1fm35&noteId=x",
    ),
    (
        "https://reddit.com/comments/5xge0v",
        "https://www.reddit.com/r/haskell/comments/5xge0v/today_i_used_laziness_for/",
        "https://old.reddit.com/r/haskell/comments/5xge0v/",
        "https://np.reddit.com/r/haskell/comments/5xge0v/other_slug",
        "https://redd.it/5xge0v",
    ),
    ("https://huggingface.co/a/b", "https://hf.co/a/b/tree/main", "https://huggingface.co/a/b/"),
    (
        "https://news.ycombinator.com/item?id=8612430",
        "http://news.ycombinator.com/item?id=8612430&p=2",
    ),
    ("https://name.substack.com/p/slug", "https://open.substack.com/pub/name/p/slug?r=1&utm_x=2"),
    ("https://pypi.org/project/httpx", "https://pypi.python.org/project/HTTPX/"),
    (
        "https://example.com/a?b=1&c=2",
        "http://www.example.com:80/a/?c=2&b=1",
        "https://EXAMPLE.com/a?b=1&c=2&utm_source=x&utm_medium=y",
        "https://user:secret@example.com/a?b=1&c=2&fbclid=z#part",
        "https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2&h=AT",
        "https://t.umblr.com/redirect?z=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2",
        "https://r.jina.ai/https://example.com/a?b=1&c=2",
        "https://nam06.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2&data=5",
    ),
    (
        "https://example.com/story",
        "https://amp.example.com/story/amp/",
        "https://www.google.com/amp/s/example.com/story",
        "https://example-com.cdn.ampproject.org/c/s/example.com/story",
        "https://example.com/AMP/story",
    ),
    ("https://example.com", "https://example.com/index.html", "http://example.com/"),
    ("https://example.com/~a%20b", "https://example.com/%7Ea%20b", "https://example.com/~a b"),
    ("https://en.wikipedia.org/wiki/Sloop", "https://en.m.wikipedia.org/wiki/Sloop"),
    ("https://xn--bcher-kva.example/", "https://bücher.example"),
    ("https://example.com/x", "https:/example.com/x", "//example.com/x"),
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_all_addresses_of_one_thing_meet(forms: tuple[str, ...]) -> None:
    assert {canonicalise(form) for form in forms} == {canonicalise(forms[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://arxiv.org/abs/2401.14404", "https://arxiv.org/abs/2401.14405"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://github.com/a/b/tree/dev", "https://github.com/a/b"),
        ("https://github.com/a/b/issues/1", "https://github.com/a/b/issues/2"),
        ("https://gitlab.com/a/b/-/blob/x?ref=one", "https://gitlab.com/a/b/-/blob/x?ref=two"),
        ("https://app.example/#!/one", "https://app.example/#!/two"),
        ("https://app.example/#/one", "https://app.example/#/two"),
        ("https://reddit.com/comments/1/x/aaa", "https://reddit.com/comments/1/x/bbb"),
        ("https://youtube.com/playlist?list=1", "https://youtube.com/playlist?list=2"),
        ("https://example.com/amplify", "https://example.com/lify"),
        ("/posts/one/", "/posts/two/"),
    ],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert canonicalise(one) != canonicalise(other)


@given(st.text(max_size=80) | st.from_regex(r"https?://[a-z.:@\[\]%/?#&=]{0,40}", fullmatch=True))
def test_no_address_however_broken_raises(url: str) -> None:
    assert isinstance(canonicalise(url), str)
    assert isinstance(host_of(url), str)
    assert classify_link(url, url)
    assert isinstance(strip_tracking(url), str)


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_the_canonical_form_is_its_own(forms: tuple[str, ...]) -> None:
    assert canonicalise(canonicalise(forms[-1])) == canonicalise(forms[-1])


def test_hosts_are_plain() -> None:
    assert host_of("https://WWW.Example.COM:443/x") == "example.com"
    assert host_of("//cdn.example.com/x") == "cdn.example.com"
    assert host_of("/posts/x/") == ""
    assert host_of("mailto:a@example.com") == ""


def test_tracking_is_taken_off_and_nothing_else_changes() -> None:
    url = "http://www.Example.com/a/?b=2&utm_source=x&a=1&fbclid=y#part"
    assert is_tracking(url)
    assert strip_tracking(url) == "http://www.Example.com/a/?b=2&a=1#part"
    assert strip_tracking("https://example.com/?utm_source=x") == "https://example.com/"
    assert not is_tracking("https://example.com/?q=utm_source")
    assert strip_tracking("https://www.forbes.com/a?sh=7ee2") == "https://www.forbes.com/a"
    assert strip_tracking("https://shop.example/a?sh=7ee2") == "https://shop.example/a?sh=7ee2"
    assert (
        strip_tracking("https://example.com/#a?utm_source=x")
        == "https://example.com/#a?utm_source=x"
    )


def test_a_gift_goes_from_the_identity_and_stays_in_the_link() -> None:
    article = "https://www.nytimes.com/2026/01/02/a.html"
    gift = f"{article}?unlocked_article_code=1.a.b"
    assert strip_tracking(f"{gift}&smid=url-share") == gift
    assert not is_tracking(gift)
    assert canonicalise(gift) == canonicalise(article)
    assert (
        strip_tracking("https://medium.com/@a/b?sk=f00&source=mail")
        == "https://medium.com/@a/b?sk=f00"
    )
    assert not is_tracking("https://letter.example/read?newsletter=12")


def test_wrappers_are_opened_as_written() -> None:
    inner = "https://lists.example.org/2022-September/003685.html"
    assert unwrap_redirect(f"https://gnusha.org/url/{inner}") == inner
    assert unwrap_redirect("https://example.com/?url=https://other.example") is None


def test_where_links_lead() -> None:
    assert is_outward("https://example.com")
    assert is_outward("doi:10.1/x")
    assert is_outward("ipfs://bafy")
    assert not is_outward("mailto:a@b.c")
    assert not is_outward("/posts/x/")
    assert not is_outward("https://")
    assert is_local("#part")
    assert is_local("./#part")
    assert is_local("")
    assert not is_local("other.md#part")
    assert fragment_of("https://example.com/#part") == "part"


@pytest.mark.parametrize(
    ("url", "text", "kind"),
    [
        ("https://arxiv.org/pdf/2401.1", "", "paper"),
        ("https://openreview.net/pdf?id=x", "", "paper"),
        ("https://openreview.net/group?id=x", "", "article"),
        ("https://lab.example/report.pdf", "", "paper"),
        ("https://www.nature.com/articles/s41586-023-06747-5", "", "paper"),
        ("https://github.com/a/b", "", "code"),
        ("https://github.blog/news", "", "article"),
        ("https://huggingface.co/LumiOpen/Poro-34B", "", "model"),
        ("https://huggingface.co/datasets/a/b", "", "dataset"),
        ("https://huggingface.co/papers/2401.1", "", "paper"),
        ("https://huggingface.co/blog/gemma", "", "article"),
        ("https://youtu.be/x", "", "video"),
        ("https://open.spotify.com/episode/x", "", "audio"),
        ("https://x.com/a/status/1", "paper", "social"),
        ("https://hachyderm.io/@a/1098", "", "social"),
        ("https://toot.example/@a/109812", "", "social"),
        ("https://lab.example/x", "paper", "paper"),
        ("https://lab.example/x", "the code", "code"),
        ("https://lab.example/x", "[Video]", "video"),
        ("https://lab.example/x", "论文", "paper"),
        ("https://lab.example/x", "A video of a long journey", "article"),
        ("https://lab.example/talk.mp3", "", "audio"),
        ("https://lab.example/weights.safetensors", "", "model"),
    ],
)
def test_kinds(url: str, text: str, kind: str) -> None:
    assert classify_link(url, text) == kind


@pytest.mark.parametrize(
    ("url", "person"),
    [
        ("https://github.com/kari", True),
        ("//github.com/kari/", True),
        ("https://twitter.com/kari?lang=en", True),
        ("https://www.linkedin.com/in/kari-n", True),
        ("https://hachyderm.io/@kari", True),
        ("https://forum.example/u/kari", True),
        ("https://github.com/kari/boat", False),
        ("https://github.com/features", False),
        ("https://x.com/kari/status/1", False),
        ("https://kari.example", False),
    ],
)
def test_profiles(url: str, person: bool) -> None:
    assert is_profile(url) is person
