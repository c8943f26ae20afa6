"""The site as it was at an earlier state of its repository, and what has come up since then."""

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


class Past(Struct, frozen=True, kw_only=True):
    """An earlier state of a site: its folder, and what has become of files since.

    `renamed` gives the present names of those renamed, `changed` those that are not as they were.
    """

    root: Path
    renamed: Mapping[str, str]
    changed: frozenset[str]


@contextmanager
def visit_past(root: Path, ref: str) -> Iterator[Past]:
    """Lay out, in a folder of its own, the site as it was where this change began.

    That is the last commit that `ref` and the present have in common; where a shallow clone does
    not reach back to it, `ref` itself. The repository and the work tree stay as they are.
    """
    top, inside = _find_repository(root)
    commit = _find_commit(top, ref)
    start = _ask(top, "merge-base", commit, "HEAD") or commit
    with TemporaryDirectory(prefix="digest-since-") as folder:
        target = Path(folder).resolve()
        _check_out(top, start, inside, target)
        past = target / inside
        past.mkdir(parents=True, exist_ok=True)
        renamed, changed = _list_changes(top, start, inside)
        yield Past(root=past, renamed=renamed, changed=changed)


def find_news(
    now: Iterable[Diagnostic], before: Iterable[Diagnostic], renamed: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Give the problems that were not there before; those that only moved in their file were."""
    known = Counter(_essence(found, renamed.get(found.path, found.path)) for found in before)
    news = []
    for found in now:
        essence = _essence(found, found.path)
        if known[essence]:
            known[essence] -= 1
        else:
            news.append(found)
    return tuple(news)


def _essence(found: Diagnostic, path: str) -> tuple[str, str, str]:
    return path, found.code, _LINE_NUMBER.sub("*", found.message)


def _find_repository(root: Path) -> tuple[Path, str]:
    """Give the top of the work tree the site lies in, and its folder there, joined with "/"."""
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
    """Give what `git fetch` must be told to bring a commit here under its name."""
    remote, _, branch = ref.removeprefix("refs/remotes/").partition("/")
    if branch and remote in (_ask(top, "remote") or "").split():
        return f"{remote} {branch}:refs/remotes/{remote}/{branch}"
    return f"origin {ref}"


def _check_out(top: Path, commit: str, inside: str, target: Path) -> None:
    """Write the files of a commit below `target`, as a checkout would, by an index of its own."""
    settings = {**os.environ, "GIT_INDEX_FILE": str(target / ".index")}
    paths = _run(top, ["ls-tree", "-r", "-z", "--name-only", commit, "--", f"{inside}/"]
                 if inside else ["ls-tree", "-r", "-z", "--name-only", commit])  # fmt: skip
    _run(top, ["read-tree", commit], settings=settings)
    place = f"--prefix={target.as_posix()}/"
    _run(top, ["checkout-index", "-q", "-z", "--stdin", place], settings=settings, given=paths)
    (target / ".index").unlink(missing_ok=True)


def _list_changes(top: Path, commit: str, inside: str) -> tuple[dict[str, str], frozenset[str]]:
    """Give what has come of files since then, from the site's root: new names, and what changed.

    Git sees renames only of files that it knows. So all there are, new ones too, are made known
    to an index and a store of objects of our own.
    """
    with TemporaryDirectory(prefix="digest-now-") as folder:
        settings = {
            **os.environ,
            "GIT_INDEX_FILE": str(Path(folder, "index")),
            "GIT_OBJECT_DIRECTORY": folder,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(_own_file(top, "objects")),
        }
        index = _own_file(top, "index")
        if index.is_file():
            # What git has looked at already need not be hashed again.
            shutil.copy2(index, settings["GIT_INDEX_FILE"])
        where = ["--", inside or "."]
        _run(top, ["add", "--all", *where], settings=settings)
        asked = ["diff", "--cached", "--name-status", "-z", "-M", commit, *where]
        answer = os.fsdecode(_run(top, asked, settings=settings))
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


def _own_file(top: Path, name: str) -> Path:
    """Give where git keeps something of its own, in a linked work tree too."""
    return top / os.fsdecode(_run(top, ["rev-parse", "--git-path", name])).strip()


def _ask(folder: Path, *arguments: str) -> str | None:
    """Give git's answer, or None where it has none."""
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
            input=given, capture_output=True, check=True, env=settings,
        )  # fmt: skip
    except FileNotFoundError:
        raise DigestError("--since needs git, and there is none on this machine") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise DigestError(f"git {arguments[0]}: {said or 'failed'}") from None
    return done.stdout
