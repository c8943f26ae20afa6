"""An earlier commit of the site, checked out beside it, and which problems are new since then."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from digest.core.diagnostics import Diagnostic, DigestError

_LINE_NUMBER = re.compile(r"(?<=\bline )\d+|(?<=:)\d+(?=\b)")


class Baseline(Struct, frozen=True, kw_only=True):
    """An earlier state of a site: the folder it is checked out in, and what changed since.

    `renamed` maps former paths to present ones, `changed` are the present paths of files that are
    new or differ; both are relative to the site's root.
    """

    root: Path
    renamed: Mapping[str, str]
    changed: frozenset[str]


@contextmanager
def check_out_baseline(root: Path, ref: str) -> Iterator[Baseline]:
    """Check out the site as it was where this change began, in a temporary folder.

    That is the merge base of `ref` and HEAD; where a shallow clone does not reach back to it, `ref`
    itself. The repository, its index and the work tree stay as they are. Raise `DigestError`
    without git, a repository or such a commit.
    """
    top, inside = _find_repository(root)
    commit = _find_commit(top, ref)
    start = _ask(top, "merge-base", commit, "HEAD") or commit
    with TemporaryDirectory(prefix="digest-since-") as folder:
        target = Path(folder).resolve()
        _check_out(top, start, inside, target)
        site = target / inside
        site.mkdir(parents=True, exist_ok=True)
        renamed, changed = _list_changes(top, start, inside)
        yield Baseline(root=site, renamed=renamed, changed=changed)


def find_new_problems(
    now: Iterable[Diagnostic], before: Iterable[Diagnostic], renamed: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return the problems that were not there before; being moved in a file makes none new."""
    known = Counter(_identity(found, renamed.get(found.path, found.path)) for found in before)
    new = []
    for found in now:
        identity = _identity(found, found.path)
        if known[identity]:
            known[identity] -= 1
        else:
            new.append(found)
    return tuple(new)


def _identity(found: Diagnostic, path: str) -> tuple[str, str, str]:
    """Return what makes two diagnostics the same problem: line numbers do not count."""
    return path, found.code, _LINE_NUMBER.sub("*", found.message)


def _find_repository(root: Path) -> tuple[Path, str]:
    """Return the top of the work tree that holds the site, and the site's folder below it."""
    answer = _ask(root, "rev-parse", "--show-toplevel", "--show-prefix")
    if answer is None:
        place = root.resolve()
        raise DigestError(f"--since compares with a state in git, and {place} is in no repository")
    top, _, inside = answer.partition("\n")
    return Path(top), inside.strip("/")


def _find_commit(top: Path, ref: str) -> str:
    if ref.startswith("-"):
        raise DigestError(f'"{ref}" is no name of a commit')
    commit = _ask(top, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if commit is not None:
        return commit
    if _ask(top, "rev-parse", "--is-shallow-repository") == "true":
        raise DigestError(
            f'this clone is shallow and has no commit "{ref}": fetch it first '
            f"(git fetch --depth=1 {_describe_source(top, ref)}), or clone with the whole history"
        )
    raise DigestError(f'the repository has no commit "{ref}"')


def _describe_source(top: Path, ref: str) -> str:
    """Return the arguments with which `git fetch` brings a commit here under its name."""
    remote, _, branch = ref.removeprefix("refs/remotes/").partition("/")
    if branch and remote in (_ask(top, "remote") or "").split():
        return f"{remote} {branch}:refs/remotes/{remote}/{branch}"
    return f"origin {ref}"


def _check_out(top: Path, commit: str, inside: str, target: Path) -> None:
    """Write the files of a commit below `target`, with an index of our own."""
    settings = {**os.environ, "GIT_INDEX_FILE": str(target / ".index")}
    below = ["--", f"{inside}/"] if inside else []
    paths = _run(top, ["ls-tree", "-r", "-z", "--name-only", commit, *below])
    _run(top, ["read-tree", commit], settings=settings)
    place = f"--prefix={target.as_posix()}/"
    _run(top, ["checkout-index", "-q", "-z", "--stdin", place], settings=settings, given=paths)
    (target / ".index").unlink(missing_ok=True)


def _list_changes(top: Path, commit: str, inside: str) -> tuple[dict[str, str], frozenset[str]]:
    """Return the renames (former path → present path) and the changed files since a commit.

    Git sees renames only of files that are in its index. So all files, new ones too, are added to
    an index and an object store of our own.
    """
    with TemporaryDirectory(prefix="digest-now-") as folder:
        settings = {
            **os.environ,
            "GIT_INDEX_FILE": str(Path(folder, "index")),
            "GIT_OBJECT_DIRECTORY": folder,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(_git_path(top, "objects")),
        }
        index = _git_path(top, "index")
        if index.is_file():
            # What git has looked at already need not be hashed again.
            shutil.copy2(index, settings["GIT_INDEX_FILE"])
        where = ["--", inside or "."]
        _run(top, ["add", "--all", *where], settings=settings)
        arguments = ["diff", "--cached", "--name-status", "-z", "-M", commit, *where]
        answer = os.fsdecode(_run(top, arguments, settings=settings))
    start = f"{inside}/" if inside else ""
    renamed, changed = {}, set()
    parts = iter(part.removeprefix(start) for part in answer.split("\0"))
    for status in parts:
        path = next(parts, "")
        if status.startswith("R"):
            renamed[path] = path = next(parts)
        if path and not status.startswith("D"):
            changed.add(path)
    return renamed, frozenset(changed)


def _git_path(top: Path, name: str) -> Path:
    """Return the path of a file of git's own, in a linked work tree too."""
    return top / os.fsdecode(_run(top, ["rev-parse", "--git-path", name])).strip()


def _ask(folder: Path, *arguments: str) -> str | None:
    """Return the output of git, or None where it fails."""
    try:
        return os.fsdecode(_run(folder, list(arguments))).strip()
    except DigestError:
        return None


def _run(
    folder: Path,
    arguments: list[str],
    *,
    settings: Mapping[str, str] | None = None,
    given: bytes = b"",
) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=given,
            capture_output=True,
            check=True,
            env=settings,
        )
    except FileNotFoundError:
        raise DigestError("--since needs git, and there is none on this machine") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise DigestError(f"git {arguments[0]}: {said or 'failed'}") from None
    return done.stdout
