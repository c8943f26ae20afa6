"""Looks whether the machine and the site's settings are fit for digest; changes nothing."""

from __future__ import annotations

import locale
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from digest.authoring.git import ask_git
from digest.build.options import BuildOptions, cache_folder, output_folder
from digest.config.tables import Config

State = Literal["ok", "warn", "fail"]

_OLDEST = (3, 11)
_LITTLE_DISK = 200 << 20
_LARGE_CACHE = 2 << 30
_STEP = 1000
_PACKAGES = (
    "markdown-it-py", "mdit-py-plugins", "jinja2", "msgspec", "pyyaml", "feedgen", "pygments",
    "nh3", "tzdata", "pyromark",
)  # fmt: skip
"""Those on which the pages depend: their versions are told."""

_NAME = re.compile(r"[\w.-]+")
_PLACEHOLDER_HOSTS = ("localhost", "127.0.0.1", "example.org", "example.com", "digest.example")


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: what, how it is, and what to do where it is not well."""

    state: State
    name: str
    value: str
    advice: str = ""


def examine(root: Path, config: Config, options: BuildOptions) -> tuple[Finding, ...]:
    """Look at everything that a build needs, in the order in which it needs it."""
    return (
        _look_at_python(),
        *_look_at_packages(),
        _look_at_encoding(),
        _look_at_zone(config),
        *_look_at_git(root),
        _look_at_content(root, config),
        _look_at_folder("output", output_folder(root, config, options)),
        *_look_at_cache(cache_folder(root, config, options)),
        _look_at_disk(root),
        *_look_at_site(root, config),
    )


def _look_at_python() -> Finding:
    value = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < _OLDEST:
        return Finding("fail", "python", value, "digest needs Python 3.11 or newer")
    return Finding("ok", "python", value)


def _look_at_packages() -> Iterator[Finding]:
    missing, found = [], []
    for name in dict.fromkeys((*_PACKAGES, *_required())):
        try:
            here = version(name)
        except PackageNotFoundError:
            missing.append(name)
        else:
            found += [f"{name} {here}"] if name in _PACKAGES else []
    try:
        yield Finding("ok", "digest", version("digest"))
    except PackageNotFoundError:
        yield Finding(
            "warn", "digest", "not installed", "install it, so that its commands are found"
        )
    if missing:
        yield Finding("fail", "packages", f"missing: {', '.join(missing)}", "reinstall digest")
    else:
        yield Finding("ok", "packages", ", ".join(found))


def _required() -> Iterator[str]:
    """Yield the packages that digest's own metadata asks for, without those of its extras."""
    try:
        lines = requires("digest") or []
    except PackageNotFoundError:
        return
    for line in lines:
        name = _NAME.match(line)
        if name and "extra ==" not in line:
            yield name[0]


def _look_at_encoding() -> Finding:
    files, texts = sys.getfilesystemencoding(), locale.getpreferredencoding(do_setlocale=False)
    value = f"file names {files}, terminal {texts}"
    if files.lower().replace("-", "") != "utf8":
        return Finding("warn", "encoding", value, "set LC_ALL=C.UTF-8, or PYTHONUTF8=1")
    return Finding("ok", "encoding", value)


def _look_at_zone(config: Config) -> Finding:
    try:
        ZoneInfo(config.site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        advice = "install the package tzdata, or correct [site] timezone"
        return Finding("fail", "time zone", f"no data for {config.site.timezone}", advice)
    return Finding("ok", "time zone", config.site.timezone)


def _look_at_git(root: Path) -> Iterator[Finding]:
    if shutil.which("git") is None:
        yield Finding(
            "warn", "git", "not found", "`digest check --since` needs it; nothing else does"
        )
        return
    yield Finding("ok", "git", ask_git(root, "--version").removeprefix("git version ") or "there")
    if ask_git(root, "rev-parse", "--is-inside-work-tree") != "true":
        yield Finding(
            "warn", "history", "the site is in no repository", "`git init` keeps its past"
        )
    elif ask_git(root, "rev-parse", "--is-shallow-repository") == "true":
        advice = "fetch it whole for `digest check --since` (in CI: fetch-depth: 0)"
        yield Finding("warn", "history", "a shallow clone", advice)
    else:
        yield Finding("ok", "history", "whole")


def _look_at_content(root: Path, config: Config) -> Finding:
    from digest.content.inventory import list_sources
    from digest.core.diagnostics import Report

    report = Report()
    count = len(list_sources(root, config, report))
    folder = config.build.content
    if report.count("error"):
        problem = report.diagnostics[0]
        return Finding("fail", "content", f"{problem.path} {problem.message}", problem.hint)
    if not count:
        advice = "put a Markdown file there, or begin with `digest init`"
        return Finding("warn", "content", f"nothing in {folder}/", advice)
    return Finding("ok", "content", f"{count} file{'s'[: count != 1]}")


def _look_at_folder(name: str, folder: Path) -> Finding:
    near = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not near.is_dir():
        return Finding("fail", name, f"{near} is a file", "move it away: a folder is needed there")
    if not os.access(near, os.W_OK | os.X_OK):
        return Finding("fail", name, f"{near} is not writable", "give yourself the right to write")
    return Finding("ok", name, f"{folder} is writable")


def _look_at_cache(folder: Path) -> Iterator[Finding]:
    found = _look_at_folder("cache", folder)
    if found.state != "ok" or not folder.is_dir():
        yield found
        return
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    value = f"{folder} is writable, {_spell_size(size)}"
    if size > _LARGE_CACHE:
        yield Finding("warn", "cache", value, "`digest clean --cache` empties it")
    else:
        yield Finding("ok", "cache", value)


def _look_at_disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    if free < _LITTLE_DISK:
        return Finding(
            "warn", "disk", f"{_spell_size(free)} free", "a build needs room for two sites"
        )
    return Finding("ok", "disk", f"{_spell_size(free)} free")


def _look_at_site(root: Path, config: Config) -> Iterator[Finding]:
    """Look for settings that are valid and still cannot be meant."""
    from digest.config.reading import FILE_NAME

    site = config.site
    if not (root / FILE_NAME).is_file():
        yield Finding(
            "warn", FILE_NAME, "not there: all values are defaults", "`digest init` writes one"
        )
        return
    address = urlsplit(site.base_url)
    if address.hostname in _PLACEHOLDER_HOSTS:
        advice = "set [site] base_url: feeds and shared links need the real one"
        yield Finding("warn", "base_url", site.base_url, advice)
    elif address.scheme == "http":
        yield Finding("warn", "base_url", site.base_url, "readers expect https")
    else:
        yield Finding("ok", "base_url", site.base_url)
    if not site.id_domain:
        advice = "set [site] id_domain, so that feed ids survive a new address"
        yield Finding("warn", "id_domain", "not set", advice)
    if not site.description:
        yield Finding("warn", "description", "not set", "search engines and feeds show it")


def _spell_size(size: int) -> str:
    amount = float(size)
    for unit in ("bytes", "KB", "MB"):
        if amount < _STEP:
            return f"{amount:.0f} {unit}"
        amount /= _STEP
    return f"{amount:.1f} GB"
