"""Settings written in JavaScript or Python, read without running any of it."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_COMMENT = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""",
    re.DOTALL,
)


_TEXT = r"""(?:'([^']*)'|"([^"]*)"|`([^`$]*)`)"""
_OTHER_VALUE = r"(?:[\w.]+\s*(?:\|\||\?\?)\s*)?"
"""What comes from the environment of a build, in front of the value for its absence."""
_STRING = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`")


def strip_comments(text: str) -> str:
    """Return a script without its comments; what looks like one inside a string stays."""
    return _COMMENT.sub(lambda match: match["kept"] or " ", text)


def find_js_setting(text: str, name: str) -> str | None:
    """Return the string that a script sets `name` to (`name: "…"`, `name = "…"`), or None.

    Of several, the one in the fewest braces and brackets: a site's title is no feed's.
    """
    matches = re.finditer(rf"(?<![\w.]){name}['\"]?\s*[:=]\s*{_OTHER_VALUE}{_TEXT}", text)
    found = min(matches, key=lambda match: _depth(text, match.start()), default=None)
    return next((each for each in found.groups() if each is not None), None) if found else None


def _depth(text: str, end: int) -> int:
    """Return how many braces and brackets are open at an offset, those in strings left out."""
    before = _STRING.sub("", text[:end])
    return sum(map(before.count, "{[")) - sum(map(before.count, "}]"))


_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_ENVIRONMENT = frozenset({"os.environ.get", "os.getenv", "environ.get", "getenv"})
_LONGEST = 100_000
"""Most characters of a text that is put together."""


class _UnknownError(Exception):
    """A value that only running the program would give."""


def read_python_settings(text: str, known: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the settings (names in upper case) that can be told, and the names of the others.

    `known` are names that were set before, by a file that this one imports.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        raise ValueError(f"line {line}: {getattr(error, 'msg', error)}") from error
    names = dict(known)
    computed: dict[str, None] = {}
    _follow(tree.body, names, computed)
    return {name: value for name, value in names.items() if name.isupper()}, list(computed)


def _follow(body: Iterable[ast.stmt], names: dict[str, Any], computed: dict[str, None]) -> None:
    for node in body:
        if isinstance(node, ast.If):
            try:
                chosen = node.body if _evaluate(node.test, names) else node.orelse
            except _UnknownError:
                _forget(node, names, computed)
                continue
            _follow(chosen, names, computed)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, names, computed)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            _assign(node.target, node.value, names, computed)


def _forget(branches: ast.If, names: dict[str, Any], computed: dict[str, None]) -> None:
    """Count as unknown what is set under a condition that is unknown."""
    for node in ast.walk(branches):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.pop(node.id, None)
            if node.id.isupper():
                computed[node.id] = None


def _assign(
    target: ast.expr, value: ast.expr, names: dict[str, Any], computed: dict[str, None]
) -> None:
    if not isinstance(target, ast.Name):
        return
    try:
        names[target.id] = _evaluate(value, names)
        computed.pop(target.id, None)
    except _UnknownError:
        names.pop(target.id, None)
        if target.id.isupper():
            computed[target.id] = None


def _evaluate(node: ast.expr, names: Mapping[str, Any]) -> Any:
    try:
        return _value(node, names)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise _UnknownError from error


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            if node.id not in names:
                raise _UnknownError
            return names[node.id]
        case ast.Tuple() | ast.List():
            found = [_value(each, names) for each in node.elts]
            return found if isinstance(node, ast.List) else tuple(found)
        case ast.Set():
            return {_value(each, names) for each in node.elts}
        case ast.Dict():
            return {
                _value(key, names): _value(value, names)
                for key, value in zip(node.keys, node.values, strict=True)
                if key is not None
            }
        case ast.IfExp():
            return _value(node.body if _value(node.test, names) else node.orelse, names)
        case ast.JoinedStr():
            return "".join(str(_value(each, names)) for each in node.values)
        case ast.FormattedValue(format_spec=None, conversion=-1):
            return _value(node.value, names)
        case _:
            return _result(node, names)


def _result(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return what an operation comes to."""
    match node:
        case ast.UnaryOp() if type(node.op) in _UNARY:
            return _UNARY[type(node.op)](_value(node.operand, names))
        case ast.BinOp(op=ast.Add()):
            left, right = _value(node.left, names), _value(node.right, names)
            if len(str(left)) + len(str(right)) > _LONGEST:
                raise _UnknownError
            return left + right
        case ast.BoolOp():
            stop = isinstance(node.op, ast.Or)
            value: Any = None
            for each in node.values:
                value = _value(each, names)
                if bool(value) is stop:
                    break
            return value
        case ast.Compare(ops=[op], comparators=[other]) if type(op) in _COMPARE:
            return _COMPARE[type(op)](_value(node.left, names), _value(other, names))
        case ast.Call(args=[_, default]) if ast.unparse(node.func) in _ENVIRONMENT:
            return _value(default, names)
    raise _UnknownError
