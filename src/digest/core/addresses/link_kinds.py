"""What a link leads to: a paper, code, a video …, by its host and path, else by its text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from digest.core.addresses.address_parts import AddressParts, split_address

LinkKind = Literal["paper", "code", "model", "dataset", "video", "audio", "social", "article"]

HOSTS: dict[LinkKind, str] = {
    "paper": """
        arxiv.org ar5iv.org alphaxiv.org doi.org dx.doi.org biorxiv.org medrxiv.org chemrxiv.org
        aclanthology.org proceedings.mlr.press jmlr.org papers.nips.cc proceedings.neurips.cc
        openaccess.thecvf.com dl.acm.org ieeexplore.ieee.org semanticscholar.org ssrn.com
        eprint.iacr.org pubmed.ncbi.nlm.nih.gov sciencedirect.com link.springer.com hal.science
        aclweb.org/anthology nature.com/articles science.org/doi research.google/pubs
        amazon.science/publications ai.meta.com/research/publications paperswithcode.com/paper
        huggingface.co/papers openreview.net/pdf openreview.net/forum pnas.org/doi osf.io/preprints
        """,
    "code": """
        github.com gist.github.com gitlab.com codeberg.org bitbucket.org sr.ht gitee.com
        sourceforge.net npmjs.com pypi.org crates.io hackage.haskell.org rubygems.org
        packagist.org hex.pm colab.research.google.com replit.com codepen.io jsfiddle.net
        codesandbox.io stackblitz.com huggingface.co/spaces metacpan.org cran.r-project.org
        """,
    "model": """
        ollama.com/library modelscope.cn/models civitai.com/models kaggle.com/models
        replicate.com catalog.ngc.nvidia.com
        """,
    "dataset": """
        huggingface.co/datasets kaggle.com/datasets kaggle.com/c kaggle.com/competitions
        archive.ics.uci.edu commoncrawl.org data.world modelscope.cn/datasets
        """,
    "video": """
        youtube.com youtu.be vimeo.com twitch.tv bilibili.com loom.com dailymotion.com
        ted.com/talks slideslive.com tiktok.com rumble.com odysee.com nicovideo.jp
        """,
    "audio": """
        spotify.com soundcloud.com podcasts.apple.com overcast.fm pca.st transistor.fm anchor.fm
        podbean.com buzzsprout.com simplecast.com podcasts.google.com xiaoyuzhoufm.com
        castbox.fm music.apple.com bandcamp.com
        """,
    "social": """
        x.com twitter.com fxtwitter.com vxtwitter.com nitter.net bsky.app threads.net threads.com
        reddit.com redd.it news.ycombinator.com lobste.rs facebook.com instagram.com
        linkedin.com/posts linkedin.com/feed t.me discord.com discord.gg weibo.com weibo.cn
        okjike.com tumblr.com farcaster.xyz warpcast.com mastodon.social hachyderm.io fosstodon.org
        """,
}
"""Hosts, or hosts with the start of a path, by kind; subdomains included."""

TEXTS: dict[LinkKind, str] = {
    "paper": (
        "paper|papers|pdf|preprint|arxiv|technical report|tech report|research paper|论文|論文|논문"
    ),
    "code": "code|github|repo|repository|source|source code|代码|コード|코드",
    "model": "model|models|weights|model card|model weights|checkpoint|模型|モデル",
    "dataset": "dataset|data set|data|datasets|数据集|データセット",
    "video": "video|watch|talk|recording|screencast|youtube|livestream|视频|動画|영상",
    "audio": "audio|podcast|listen|episode|播客|ポッドキャスト",
    "social": "tweet|thread|twitter|post on x|x thread|toot|discussion|reddit|hn|hacker news",
    "article": (
        "article|blog|blog post|post|an article|opinion article|opinion|essay|news|story"
        "|announcement|newsletter|文章|博客|記事|블로그"
    ),
}
"""What a link's whole text, or a label in front of a title, says about the kind."""

EXTENSIONS: dict[LinkKind, str] = {
    "paper": "pdf",
    "code": "ipynb",
    "model": "gguf safetensors",
    "dataset": "csv parquet jsonl",
    "video": "mp4 webm mov",
    "audio": "mp3 m4a ogg",
}
"""Endings of files, by kind."""

_HUB_PAGES = frozenset(
    """
    blog docs papers spaces datasets collections posts learn join pricing tasks models
    organizations settings
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_BY_HOST: dict[str, LinkKind] = {}
_BY_PATH: dict[str, LinkKind] = {}
for _kind, _names in HOSTS.items():
    for _name in _names.split():
        (_BY_PATH if "/" in _name else _BY_HOST)[_name] = _kind
_HOSTS_WITH_PATHS = frozenset(name.partition("/")[0] for name in _BY_PATH)
_BY_TEXT: dict[str, LinkKind] = {w: k for k, words in TEXTS.items() for w in words.split("|")}
_BY_EXTENSION: dict[str, LinkKind] = {e: k for k, ends in EXTENSIONS.items() for e in ends.split()}
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_MARKS = "".join(char for char in map(chr, range(0x80)) if not char.isalnum())
"""What `_EDGES` takes off in ASCII."""
_ARTICLES = ("the ", "this ", "a ", "an ", "our ", "their ", "full ", "original ")
_LONGEST_WORDING = 24
_PERSONAL_PATHS = ("/@", "/u/")
_PROFILE = re.compile(
    r"(?:https?:)?//(?:www\.|mobile\.)?(?:"
    r"(?:x\.com|twitter\.com|github\.com|gitlab\.com|instagram\.com|dev\.to|keybase\.io)/@?[\w-]+"
    r"|linkedin\.com/in/[^/?#]+|bsky\.app/profile/[^/?#]+|reddit\.com/u(?:ser)?/[\w-]+"
    r"|[\w.-]+/@[\w.-]+|[\w.-]+/u/[\w.-]+"
    r")/?(?:[?#].*)?"
)
_NETWORKS = frozenset(
    """
    x.com twitter.com github.com gitlab.com instagram.com dev.to keybase.io linkedin.com bsky.app
    reddit.com
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_NO_PEOPLE = frozenset({"features", "explore", "trending", "topics", "about", "pricing", "blog"})


def classify_link(url: str, text: str = "") -> LinkKind:
    """Return the kind of a link: by host and path, else by its text, else "article"."""
    return kind_of_address(url) or kind_of_text(text) or "article"


def kind_of_text(text: str) -> LinkKind | None:
    """Return the kind that a link's text or a label names ("[Video]", "source code"), or None."""
    if not 0 < len(text) <= _LONGEST_WORDING:
        return None
    words = (text.strip(_MARKS) if text.isascii() else _EDGES.sub("", text)).lower()
    if words.startswith(_ARTICLES) and words not in _BY_TEXT:
        words = words.partition(" ")[2]
    return _BY_TEXT.get(words)


def is_profile(url: str) -> bool:
    """Return whether the address is a person's page at a network or forge, and no work."""
    _, host, path, _, _ = split_address(url)
    if host.removeprefix("mobile.") not in _NETWORKS and not path.startswith(_PERSONAL_PATHS):
        return False
    return bool(_PROFILE.fullmatch(url)) and path.strip("/").lower() not in _NO_PEOPLE


@lru_cache(maxsize=8192)
def kind_of_address(url: str) -> LinkKind | None:
    """Return the kind that an address shows by itself, or None."""
    parts = split_address(url)
    if parts.scheme == "doi":
        return "paper"
    if not parts.host:
        return _by_extension(parts.path)
    if parts.host in {"huggingface.co", "hf.co"}:
        return _on_model_hub(parts)
    hosts, kind = _known_at(parts.host)
    for host in hosts:
        if by_path := _by_path(host, parts.path):
            return by_path
    if kind:
        return kind
    if parts.path.startswith("/@") and parts.path.count("/") > 1 and parts.path[-1].isdigit():
        return "social"
    return _by_extension(parts.path)


@lru_cache(maxsize=4096)
def _known_at(host: str) -> tuple[tuple[str, ...], LinkKind | None]:
    """Return the parent domains of a host whose paths tell kinds apart, and that of the rest."""
    hosts: list[str] = []
    while host:
        if host in _HOSTS_WITH_PATHS:
            hosts.append(host)
        if host in _BY_HOST:
            return tuple(hosts), _BY_HOST[host]
        host = host.partition(".")[2]
    return tuple(hosts), None


def _by_path(host: str, path: str) -> LinkKind | None:
    pieces = path.strip("/").split("/")
    for count in range(1, min(len(pieces), 3) + 1):
        if kind := _BY_PATH.get(host + "/" + "/".join(pieces[:count])):
            return kind
    return None


def _on_model_hub(parts: AddressParts) -> LinkKind | None:
    pieces = [piece for piece in parts.path.split("/") if piece]
    if not pieces:
        return None
    if kind := _BY_PATH.get("huggingface.co/" + pieces[0]):
        return kind
    return "model" if len(pieces) > 1 and pieces[0] not in _HUB_PAGES else None


def _by_extension(path: str) -> LinkKind | None:
    name, dot, extension = path.rpartition(".")
    return _BY_EXTENSION.get(extension.lower()) if dot and name else None
