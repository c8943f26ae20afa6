"""Publishing small trees, and killing a process that publishes before each of its system calls.

Run as a program (`python -m support.publishing FOLDER`, by test_publish_recovery), it kills a
change from OLD to NEW at every step and prints what became of the site each time: the old one, the
new one, or the new one completed by the next build. Anything else is an error.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from digest.build.publish import Changes, Publisher
from digest.build.publish.stager import RECORD_NAME
from digest.core.diagnostics import Report

Tree = Mapping[str, bytes]

OLD: Tree = {
    "index.html": b"old home",
    "posts/a/index.html": b"old a",
    "posts/gone/index.html": b"gone",
    "tags/x": b"a file where a folder comes",
    "deep/er/page.html": b"a folder where a file comes",
    "style.css": b"same",
}
NEW: Tree = {
    "index.html": b"new home",
    "posts/a/index.html": b"new a",
    "posts/b/index.html": b"b",
    "tags/x/index.html": b"x",
    "deep": b"now a file",
    "style.css": b"same",
}
CALLS = ("replace", "rename", "unlink", "rmdir", "mkdir", "write", "fsync", "open", "lstat")


def publish(folder: Path, tree: Tree, report: Report | None = None) -> Changes | None:
    """Publish a tree into `folder`/public; None where the report says why it was refused."""
    with Publisher(folder / "public", folder / "state") as publisher:
        for path, data in tree.items():
            publisher.stage(path, data)
        return publisher.commit(Report() if report is None else report)


def published(folder: Path) -> dict[str, bytes]:
    """Return what lies in `folder`/public, but for the record of it."""
    root = folder / "public"
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    files.pop(RECORD_NAME, None)
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


def survives(step: int, folder: Path, tree: Tree) -> bool:
    """Publish in a process that is killed at a step; return whether it ended before that."""
    child = os.fork()
    if child == 0:
        die_at(step)
        os._exit(0 if publish(folder, tree) is not None else 1)
    _, status = os.waitpid(child, 0)
    return status == 0


def outcome(folder: Path, old: Tree, new: Tree, *, lost: bool) -> str:
    """Return what became of a site whose change was killed; `lost` deletes its state first."""
    torn = published(folder)
    torn.pop(RECORD_NAME + ".new", None)
    pending = (folder / "state/journal").exists()
    if lost:
        shutil.rmtree(folder / "state", ignore_errors=True)
        assert publish(folder, new) is not None
        assert published(folder) == new
        return "completed" if pending else "old"
    with Publisher(folder / "public", folder / "state"):
        now = published(folder)
    assert now in (old, new), now
    assert pending or torn == now, "changed without a journal"
    assert publish(folder, new) is not None
    assert published(folder) == new
    return "old" if now == old else "new" if torn == new else "completed"


def main(root: Path) -> None:
    publish(root / "warm", OLD)
    found = []
    before: Tree
    for kind, before in (("cold", {}), ("warm", OLD), ("lost state", OLD)):
        step, alive = 0, False
        while not alive:
            work = root / "work"
            shutil.rmtree(work, ignore_errors=True)
            if before:
                shutil.copytree(root / "warm", work)
            alive = survives(step, work, NEW)
            found.append((kind, outcome(work, before, NEW, lost=kind == "lost state")))
            step += 1
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
