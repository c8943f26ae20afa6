"""Symbolic links of a site: which of them may be followed.

A link whose target lies outside the site, or in one of its hidden, generated or cache folders,
would publish what nobody meant to publish. `[build] follow_symlinks` allows single links.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

from digest.config.tables import Config
from digest.core.codes import Code
from digest.core.diagnostics import Report


class SymlinkPolicy:
    """Decides about the symbolic links of one site. Paths are relative to its root, `/`-joined."""

    def __init__(self, root: Path, config: Config) -> None:
        build = config.build
        self._root = os.fspath(root)
        self._allowed = frozenset(name.strip("/") for name in build.follow_symlinks)
        self._generated = tuple(
            PurePosixPath(folder).as_posix() for folder in (build.output, build.cache)
        )
        self._inside = [os.path.realpath(root)]
        self._inside += [
            os.path.realpath(root / folder)
            for folder in (build.content, build.static, build.templates)
            if os.path.normpath(folder).startswith(("..", "/"))
        ]

    def find_fault(self, link: str) -> str:
        """Return what is wrong with following this link ("" if it may be followed).

        The target of a link that is allowed by name counts as a part of the site from then on.
        """
        place = f"{self._root}/{link}"
        target = os.path.realpath(place)
        if link in self._allowed or link.rpartition("/")[2] in self._allowed:
            self._inside.append(target)
            return ""
        base = next((base for base in self._inside if _is_below(target, base)), None)
        if base is None:
            return f"the link leads out of the site, to {Path(place).readlink()}"
        if base == self._inside[0]:
            inner = target[len(base) :].strip("/")
            if any(part.startswith(".") for part in inner.split("/")):
                return f"the link leads to {inner}, which is hidden"
            if any(_is_below(inner, folder) for folder in self._generated):
                return f"the link leads to {inner}, which digest makes"
        return ""

    def allows(self, path: str, report: Report | None = None) -> bool:
        """Return whether no part of a path is a link that must not be followed; report one."""
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            part = "/".join(parts[:end])
            if is_symlink(f"{self._root}/{part}") and (fault := self.find_fault(part)):
                if report is not None:
                    report_refused_link(part, fault, report)
                return False
        return True


def report_refused_link(path: str, fault: str, report: Report) -> None:
    """Report a symbolic link that is not followed."""
    hint = f'put a copy there, or allow it: [build] follow_symlinks = ["{path}"]'
    report.add(Code.LINK_OUTSIDE_SITE, path, fault, hint=hint)


def is_symlink(path: str) -> bool:
    """Return whether something is a symbolic link; False where the system does not let us look."""
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
