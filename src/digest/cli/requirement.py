"""The `requirements.txt` of a new site: how CI installs the digest that is running."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import msgspec

from digest.authoring.git_queries import run_git

_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/](?!\d+/)(.+)")

_UNKNOWN = """\
# This digest was installed from a folder or file of one machine, where no other can get it.
# Write below where CI finds it: a repository, with the commit after another "@", or a wheel kept
# beside this file as "./digest-{version}-py3-none-any.whl". The address below leads nowhere.
digest @ git+https://repository.invalid/digest.git
"""


class Requirement(msgspec.Struct, frozen=True):
    """The text of a `requirements.txt`, and whether pip can install it on other machines."""

    text: str
    complete: bool


def read_requirement() -> Requirement:
    """Return the requirement by which pip installs this digest again, if that is known."""
    try:
        package = distribution("digest")
        origin = msgspec.json.decode(package.read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, msgspec.DecodeError):
        return require("", {})
    return require(package.version, origin)


def require(version: str, origin: dict[str, Any]) -> Requirement:
    """Return the requirement of a version that pip got from `origin` (PEP 610; {}: an index)."""
    address, commit = origin.get("url", ""), origin.get("vcs_info", {}).get("commit_id", "")
    if version and not address:
        return Requirement(f"digest=={version}\n", complete=True)
    if address.startswith("file:") and not commit:
        address, commit = _find_remote(Path(url2pathname(urlsplit(address).path)))
    shared = share_address(address)
    if shared and commit:
        return Requirement(f"digest @ git+{shared}@{commit}\n", complete=True)
    if shared:
        return Requirement(f"digest @ {shared}\n", complete=True)
    return Requirement(_UNKNOWN.format(version=version or "VERSION"), complete=False)


def share_address(address: str) -> str:
    """Return a URL without credentials that other machines can use, or ""."""
    over_ssh = _SSH.fullmatch(address)
    if over_ssh:
        return f"https://{over_ssh[1]}/{over_ssh[2]}"
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _find_remote(folder: Path) -> tuple[str, str]:
    """Return the remote URL and the commit of a checkout; "" where it was not pushed."""
    top = run_git(folder, "rev-parse", "--show-toplevel")
    if not top or Path(top) != folder.resolve():
        return "", ""
    commit = run_git(folder, "rev-parse", "HEAD")
    pushed = commit and run_git(folder, "branch", "--remotes", "--contains", commit)
    changed = run_git(folder, "status", "--porcelain", "--untracked-files=no")
    if not pushed or changed:
        return "", ""
    return run_git(folder, "remote", "get-url", "origin"), commit
