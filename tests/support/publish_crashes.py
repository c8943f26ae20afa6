"""Kills a publishing process before each of its system calls in turn; run by test_publish.

Prints what became of the site each time: the old one, the new one, or the new one completed by
the next build. Anything else is an error.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.build.publish import Publisher
from digest.build.publish.outputs import RECORD_NAME
from digest.core.diagnostics import Report

CALLS = ("replace", "rename", "unlink", "rmdir", "mkdir", "write", "fsync", "open", "lstat")


def publish(folder: Path, tree: dict[str, str]) -> None:
    with Publisher(folder / "public", folder / "state") as publisher:
        for path, text in tree.items():
            publisher.stage(path, text.encode())
        assert publisher.commit(Report()) is not None


def published(folder: Path) -> dict[str, str]:
    root = folder / "public"
    files = {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file()}
    files.pop(RECORD_NAME, None)
    files.pop(RECORD_NAME + ".new", None)
    return files


def die_at(step: int) -> None:
    """Make the `step`th system call from now the last thing this process wanted to do."""
    left = step

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)

        return wrapper

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def survives(step: int, folder: Path, tree: dict[str, str]) -> bool:
    child = os.fork()
    if child == 0:
        die_at(step)
        publish(folder, tree)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status == 0


def outcome(folder: Path, old: dict[str, str], new: dict[str, str], *, lost: bool) -> str:
    torn = published(folder)
    pending = (folder / "state/journal").exists()
    if lost:
        shutil.rmtree(folder / "state", ignore_errors=True)
        publish(folder, new)
        assert published(folder) == new
        return "completed" if pending else "old"
    with Publisher(folder / "public", folder / "state"):
        now = published(folder)
    assert now in (old, new), now
    assert pending or torn == now, "changed without a journal"
    publish(folder, new)
    assert published(folder) == new
    return "old" if now == old else "new" if torn == new else "completed"


def main(root: Path) -> None:
    old, new = json.loads((root / "trees.json").read_text())
    publish(root / "warm", old)
    found = []
    for kind, before in (("cold", {}), ("warm", old), ("lost state", old)):
        step, alive = 0, False
        while not alive:
            work = root / "work"
            shutil.rmtree(work, ignore_errors=True)
            if before:
                shutil.copytree(root / "warm", work)
            alive = survives(step, work, new)
            found.append((kind, outcome(work, before, new, lost=kind == "lost state")))
            step += 1
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
