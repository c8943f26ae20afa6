"""Checks of the machine and of the site's settings for `digest doctor`; nothing is changed."""

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

from digest.authoring.git_queries import run_git
from digest.build.options import BuildOptions, cache_folder, output_folder
from digest.config.tables import Config
from digest.core.diagnostics import DigestError

State = Literal["ok", "warn", "fail"]

_OLDEST_PYTHON = (3, 11)
_LEAST_DISK_SPACE = 200 << 20
_LARGE_CACHE = 2 << 30
_UNIT_FACTOR = 1000
_PACKAGES = (
    "markdown-it-py",
    "mdit-py-plugins",
    "jinja2",
    "msgspec",
    "pyyaml",
    "feedgen",
    "pygments",
    "nh3",
    "tzdata",
    "pyromark",
)
"""Packages whose versions change the output, and are therefore printed."""

_NAME = re.compile(r"[\w.-]+")
_PLACEHOLDER_HOSTS = ("localhost", "127.0.0.1", "example.org", "example.com", "digest.example")


class DoctorFinding(msgspec.Struct, frozen=True):
    """The result of one check; `advice` says what to do if `state` is not "ok"."""

    state: State
    name: str
    value: str
    advice: str = ""


def run_checks(root: Path, config: Config, options: BuildOptions) -> tuple[DoctorFinding, ...]:
    """Check everything that a build needs, in the order in which it needs it."""
    return (
        _check_python(),
        *_check_packages(),
        _check_encoding(),
        _check_zone(config),
        *_check_git(root),
        _check_content(root, config),
        _check_output(root, config, options),
        *_check_cache(cache_folder(root, config, options)),
        _check_disk(root),
        *_check_site(root, config),
    )


def _check_python() -> DoctorFinding:
    value = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < _OLDEST_PYTHON:
        return DoctorFinding("fail", "python", value, "digest needs Python 3.11 or newer")
    return DoctorFinding("ok", "python", value)


def _check_packages() -> Iterator[DoctorFinding]:
    missing, found = [], []
    for name in dict.fromkeys((*_PACKAGES, *_required())):
        try:
            here = version(name)
        except PackageNotFoundError:
            missing.append(name)
        else:
            found += [f"{name} {here}"] if name in _PACKAGES else []
    try:
        yield DoctorFinding("ok", "digest", version("digest"))
    except PackageNotFoundError:
        yield DoctorFinding(
            "warn", "digest", "not installed", "install it, so that its commands are found"
        )
    if missing:
        yield DoctorFinding(
            "fail", "packages", f"missing: {', '.join(missing)}", "reinstall digest"
        )
    else:
        yield DoctorFinding("ok", "packages", ", ".join(found))


def _required() -> Iterator[str]:
    """Yield the packages that digest's metadata requires, without those of its extras."""
    try:
        lines = requires("digest") or []
    except PackageNotFoundError:
        return
    for line in lines:
        name = _NAME.match(line)
        if name and "extra ==" not in line:
            yield name[0]


def _check_encoding() -> DoctorFinding:
    files, texts = sys.getfilesystemencoding(), locale.getpreferredencoding(do_setlocale=False)
    value = f"file names {files}, terminal {texts}"
    if files.lower().replace("-", "") != "utf8":
        return DoctorFinding("warn", "encoding", value, "set LC_ALL=C.UTF-8, or PYTHONUTF8=1")
    return DoctorFinding("ok", "encoding", value)


def _check_zone(config: Config) -> DoctorFinding:
    try:
        ZoneInfo(config.site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        advice = "install the package tzdata, or correct [site] timezone"
        return DoctorFinding("fail", "time zone", f"no data for {config.site.timezone}", advice)
    return DoctorFinding("ok", "time zone", config.site.timezone)


def _check_git(root: Path) -> Iterator[DoctorFinding]:
    if shutil.which("git") is None:
        yield DoctorFinding(
            "warn", "git", "not found", "`digest check --since` needs it; nothing else does"
        )
        return
    yield DoctorFinding(
        "ok", "git", run_git(root, "--version").removeprefix("git version ") or "there"
    )
    if run_git(root, "rev-parse", "--is-inside-work-tree") != "true":
        yield DoctorFinding(
            "warn", "history", "the site is in no repository", "`git init` keeps its past"
        )
    elif run_git(root, "rev-parse", "--is-shallow-repository") == "true":
        advice = "fetch it whole for `digest check --since` (in CI: fetch-depth: 0)"
        yield DoctorFinding("warn", "history", "a shallow clone", advice)
    else:
        yield DoctorFinding("ok", "history", "whole")


def _check_content(root: Path, config: Config) -> DoctorFinding:
    from digest.content.inventory import list_sources
    from digest.core.diagnostics import Report

    report = Report()
    count = len(list_sources(root, config, report))
    folder = config.build.content
    if report.count("error"):
        problem = report.diagnostics[0]
        return DoctorFinding("fail", "content", f"{problem.path} {problem.message}", problem.hint)
    if not count:
        advice = "put a Markdown file there, or begin with `digest init`"
        return DoctorFinding("warn", "content", f"nothing in {folder}/", advice)
    return DoctorFinding("ok", "content", f"{count} file{'s'[: count != 1]}")


def _check_output(root: Path, config: Config, options: BuildOptions) -> DoctorFinding:
    try:
        return _check_folder("output", output_folder(root, config, options))
    except DigestError as error:
        fault, _, advice = str(error).partition("\n  hint: ")
        return DoctorFinding("fail", "output", fault, advice)


def _check_folder(name: str, folder: Path) -> DoctorFinding:
    near = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not near.is_dir():
        return DoctorFinding(
            "fail", name, f"{near} is a file", "move it away: a folder is needed there"
        )
    if not os.access(near, os.W_OK | os.X_OK):
        return DoctorFinding(
            "fail", name, f"{near} is not writable", "give yourself the right to write"
        )
    return DoctorFinding("ok", name, f"{folder} is writable")


def _check_cache(folder: Path) -> Iterator[DoctorFinding]:
    found = _check_folder("cache", folder)
    if found.state != "ok" or not folder.is_dir():
        yield found
        return
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    value = f"{folder} is writable, {_format_size(size)}"
    if size > _LARGE_CACHE:
        yield DoctorFinding("warn", "cache", value, "`digest clean --cache` empties it")
    else:
        yield DoctorFinding("ok", "cache", value)


def _check_disk(root: Path) -> DoctorFinding:
    free = shutil.disk_usage(root).free
    if free < _LEAST_DISK_SPACE:
        return DoctorFinding(
            "warn", "disk", f"{_format_size(free)} free", "a build needs room for two sites"
        )
    return DoctorFinding("ok", "disk", f"{_format_size(free)} free")


def _check_site(root: Path, config: Config) -> Iterator[DoctorFinding]:
    """Find settings that are valid but cannot be intended."""
    from digest.config.site_file import SITE_FILE

    site = config.site
    if not (root / SITE_FILE).is_file():
        yield DoctorFinding(
            "warn", SITE_FILE, "not there: all values are defaults", "`digest init` writes one"
        )
        return
    address = urlsplit(site.base_url)
    if address.hostname in _PLACEHOLDER_HOSTS:
        advice = "set [site] base_url: feeds and shared links need the real one"
        yield DoctorFinding("warn", "base_url", site.base_url, advice)
    elif address.scheme == "http":
        yield DoctorFinding("warn", "base_url", site.base_url, "readers expect https")
    else:
        yield DoctorFinding("ok", "base_url", site.base_url)
    if not site.id_domain:
        advice = "set [site] id_domain, so that feed ids survive a new address"
        yield DoctorFinding("warn", "id_domain", "not set", advice)
    if not site.description:
        yield DoctorFinding("warn", "description", "not set", "search engines and feeds show it")


def _format_size(size: int) -> str:
    amount = float(size)
    for unit in ("bytes", "KB", "MB"):
        if amount < _UNIT_FACTOR:
            return f"{amount:.0f} {unit}"
        amount /= _UNIT_FACTOR
    return f"{amount:.1f} GB"
