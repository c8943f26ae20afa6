"""Canonical addresses of well-known sites: papers, videos, posts, repositories.

Each rule takes the path and query of an address at its host and returns the whole canonical
address, or None where the general rules do. Sites are named here because they decide which of
their addresses mean the same; nothing in `items` knows any site.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = Callable[[str, str], str | None]

_ARXIV = re.compile(
    r"/(?:abs|pdf|html|format|e-print|ps|src|view)/"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf|/)?$"
)
_DOI = re.compile(r"(10\.\d{4,9}/.+?)/?$")
_PUBLISHED_DOI = re.compile(
    r"/doi/(?:abs|full|pdf|epdf|pdfdirect|epub|pdfplus|reader)?/?(10\.\d{4,9}/[^?#]+?)/?$"
)
_STATUS = re.compile(r"/(?:i/web|i|[A-Za-z0-9_]+)/status(?:es)?/(\d+)")
_VIDEO_PATH = re.compile(r"/(?:shorts|embed|live|v|e)/([\w-]{6,})")
_VIDEO_QUERY = re.compile(r"(?:^|&)v=([\w-]{6,})")
_REDDIT = re.compile(r"(?:/r/[^/]+|/user/[^/]+|/u/[^/]+)?/comments/(\w+)(?:/[^/]*(?:/(\w+))?)?/?$")
_REPOSITORY = re.compile(r"/([^/]+)/([^/]+)(/.*)?$")
_ONLY_ROOT = re.compile(
    r"/(?:tree|blob)/(?:main|master|HEAD)(?:/readme(?:\.md)?)?/?$", re.IGNORECASE
)
_PULL_TAB = re.compile(r"(/pull/\d+)/(?:files|commits|checks)/?$")
_SUBSTACK = re.compile(r"/pub/([\w-]+)(/p/.+?)/?$")
_QUESTION = re.compile(r"/questions/(\d+)(?:/[^/]*)?/?$")
_ITEM_ID = re.compile(r"(?:^|&)id=(\d+)")
_PAPER_ID = re.compile(r"(?:^|&)id=([\w-]+)")
_ARXIV_DOI = "10.48550/arxiv."


def _arxiv(path: str, _query: str) -> str | None:
    found = _ARXIV.match(path)
    return f"https://arxiv.org/abs/{found[1]}" if found else None


def _doi(path: str, _query: str) -> str | None:
    found = _DOI.match(path.lstrip("/").removeprefix("doi:"))
    return doi_address(found[1]) if found else None


def doi_address(doi: str) -> str:
    """Return the one address of a DOI; arXiv's own DOIs are arXiv's papers."""
    doi = doi.lower().removesuffix(".pdf")
    if doi.startswith(_ARXIV_DOI):
        return f"https://arxiv.org/abs/{re.sub(r'v[0-9]+$', '', doi.removeprefix(_ARXIV_DOI))}"
    return f"https://doi.org/{doi}"


def published_doi(path: str) -> str | None:
    """Return the DOI's address for the `/doi/full/10.…` pages that many publishers share."""
    found = _PUBLISHED_DOI.match(path)
    return doi_address(found[1]) if found else None


def _post_on_x(path: str, query: str) -> str | None:
    if found := _STATUS.match(path):
        return f"https://x.com/i/status/{found[1]}"
    path = path.rstrip("/")
    if path.count("/") == 1:
        return f"https://x.com{path.lower()}"
    return f"https://x.com{path}" + (f"?{query}" if query else "")


def _youtube(path: str, query: str) -> str | None:
    found = _VIDEO_QUERY.search(query) if path.startswith("/watch") else _VIDEO_PATH.match(path)
    return f"https://youtube.com/watch?v={found[1]}" if found else None


def _youtu_be(path: str, _query: str) -> str | None:
    name = path.strip("/")
    return f"https://youtube.com/watch?v={name}" if name and "/" not in name else None


def _reddit(path: str, _query: str) -> str | None:
    if found := _REDDIT.match(path):
        return f"https://reddit.com/comments/{found[1]}" + (f"/_/{found[2]}" if found[2] else "")
    return f"https://reddit.com{path.rstrip('/')}" if path.startswith(("/r/", "/user/")) else None


def _redd_it(path: str, _query: str) -> str | None:
    name = path.strip("/")
    return f"https://reddit.com/comments/{name}" if name.isalnum() else None


def _repository(host: str) -> Rule:
    def rule(path: str, query: str) -> str | None:
        found = _REPOSITORY.match(path)
        if not found:
            return f"https://{host}{path.lower().rstrip('/')}" if not query else None
        owner, name, rest = found[1].lower(), found[2].lower(), found[3] or ""
        rest = _PULL_TAB.sub(r"\1", _ONLY_ROOT.sub("", rest)).rstrip("/")
        asked = f"?{query}" if query and rest else ""
        return f"https://{host}/{owner}/{name.removesuffix('.git')}{rest}{asked}"

    return rule


def _model_hub(path: str, query: str) -> str | None:
    path = _ONLY_ROOT.sub("", path).rstrip("/")
    return f"https://huggingface.co{path}" if not query else None


def _openreview(path: str, query: str) -> str | None:
    found = _PAPER_ID.search(query) if path in {"/pdf", "/forum", "/revisions"} else None
    return f"https://openreview.net/forum?id={found[1]}" if found else None


def _hacker_news(path: str, query: str) -> str | None:
    found = _ITEM_ID.search(query) if path == "/item" else None
    return f"https://news.ycombinator.com/item?id={found[1]}" if found else None


def _shared_substack(path: str, _query: str) -> str | None:
    found = _SUBSTACK.match(path)
    return f"https://{found[1]}.substack.com{found[2]}" if found else None


def _question(path: str, _query: str) -> str | None:
    found = _QUESTION.match(path)
    return f"https://stackoverflow.com/questions/{found[1]}" if found else None


def _package(path: str, _query: str) -> str | None:
    return f"https://pypi.org{path.lower().rstrip('/')}" if path.startswith("/project/") else None


_HOSTS: dict[Rule, str] = {
    _arxiv: "arxiv.org export.arxiv.org browse.arxiv.org ar5iv.org ar5iv.labs.arxiv.org",
    _doi: "doi.org dx.doi.org",
    _post_on_x: """
        x.com twitter.com mobile.twitter.com mobile.x.com m.twitter.com nitter.net xcancel.com
        fxtwitter.com vxtwitter.com fixupx.com fixvx.com twittpr.com
        """,
    _youtube: "youtube.com m.youtube.com music.youtube.com youtube-nocookie.com",
    _youtu_be: "youtu.be",
    _reddit: """
        reddit.com old.reddit.com np.reddit.com new.reddit.com m.reddit.com i.reddit.com
        amp.reddit.com sh.reddit.com
        """,
    _redd_it: "redd.it",
    _repository("github.com"): "github.com",
    _repository("gitlab.com"): "gitlab.com",
    _repository("codeberg.org"): "codeberg.org",
    _model_hub: "huggingface.co hf.co",
    _openreview: "openreview.net",
    _hacker_news: "news.ycombinator.com",
    _shared_substack: "open.substack.com",
    _question: "stackoverflow.com",
    _package: "pypi.org pypi.python.org",
}
RULES: dict[str, Rule] = {host: rule for rule, hosts in _HOSTS.items() for host in hosts.split()}
"""Rules by host. Mirrors called `nitter.*` are found by their first label."""


def rule_for(host: str) -> Rule | None:
    """Return the rule of a host, or None."""
    return RULES.get(host) or (_post_on_x if host.startswith("nitter.") else None)
