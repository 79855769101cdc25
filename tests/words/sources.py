"""What the product says and what its code calls things, collected from the source.

Texts are read from the syntax tree, not from a rendered page: so also what only an error, an empty
list or a job's note says is there, wherever it is shown. Not seen are texts that are made of single
words at run time, and what scripts in ``assets/`` write.
"""

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# The sandbox speaks as the providers do.
_FOREIGN = "yardflow/sandbox/"
# Arguments that hold no text for people.
_NO_TEXT = frozenset(
    {"class_name", "style", "id", "html_for", "href", "src", "name", "type", "key", "custom_attrs"}
)
# Calls whose texts are for logs, databases and patterns.
_NOT_SHOWN = re.compile(
    r"text|CheckConstraint|Index|(re|log|_?logger|self\._log)\.\w+|logging\..*|(\w+\.)*(refusals|failed_pages)\.note"
)
_SQL = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|COPY \w+|\w+\)? AS \w+|JOIN|WHERE)\b"
)
_WORDS = re.compile(r"\s[^\W\d_]{2}|[^\W\d_]{2}\s|^[A-Z][a-z]+\b")
# What can be one: a number before any of these has to care for it.
_COUNTED = re.compile(
    r" (accounts|attempts|bulk runs|cells|characters|charges|columns|companies|contacts|days|"
    r"duplicates|emails|errors|events|fields|files|hours|imports|jobs|minutes|people|records|"
    r"requests|rows|runs|seconds|suggestions|tokens|weeks|workers)\b"
)


@dataclass(frozen=True)
class Said:
    """A text or a name, and where it stands (``file:line``)."""

    place: str
    text: str


def files(*folders: str) -> list[str]:
    """Our own Python files below these folders, as paths from the project's root."""
    below = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    paths = (path.relative_to(ROOT).as_posix() for path in below)
    return [path for path in paths if not path.startswith(_FOREIGN)]


def rooms(*folders: str) -> dict[str, list[str]]:
    """The files by the folder that they are in."""
    return _by_folder(files(*folders))


def documents() -> dict[str, list[str]]:
    """The documents and the programs beside the packages, by folder. The glossary is apart: it
    has the words that are not said."""
    paths = [*ROOT.glob("*.md"), *ROOT.glob("*.py"), *(ROOT / "docs").rglob("*.md")]
    relative = sorted(path.relative_to(ROOT).as_posix() for path in paths)
    return _by_folder([path for path in relative if path != "docs/glossary.md"])


def _by_folder(paths: list[str]) -> dict[str, list[str]]:
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(path.rpartition("/")[0] or ".", []).append(path)
    return by_folder


def texts(path: str) -> list[Said]:
    """What a file says to people; ``{}`` stands for what is only known at run time."""
    return _read(path).said


def uneven(path: str) -> list[Said]:
    """Counts that go wrong for one: ``f"{n} rows"`` without a condition around it."""
    return _read(path).uneven


def names(path: str) -> Iterator[Said]:
    """What a file gives names to: functions, classes, arguments, variables, fields."""
    for node in _nodes(path):
        name = _bound(node)
        if name:
            yield Said(f"{path}:{node.lineno}", name)  # type: ignore[attr-defined]


def remarks(path: str) -> Iterator[Said]:
    """The docstrings and comments of a Python file, or the lines of a document."""
    if not path.endswith(".py"):
        lines = enumerate(source(path).splitlines(), 1)
        yield from (Said(f"{path}:{number}", line) for number, line in lines)
        return
    for node in _nodes(path):
        if isinstance(node, ast.Expr):
            yield Said(f"{path}:{node.lineno}", str(node.value.value))  # type: ignore[attr-defined]
    yield from _comments(path)


def _comments(path: str) -> Iterator[Said]:
    """Without the files that have no sign of one: to read tokens takes longer than all else."""
    if "#" in source(path):
        for token in tokenize.generate_tokens(StringIO(source(path)).readline):
            if token.type == tokenize.COMMENT:
                yield Said(f"{path}:{token.start[0]}", token.string)


def source(path: str) -> str:
    """A file as it is written."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def _read(path: str) -> "_Texts":
    reader = _Texts(path)
    reader.visit(ast.parse(source(path)))
    return reader


@cache
def _nodes(path: str) -> tuple[ast.AST, ...]:
    """Where a file gives a name, and its docstrings: each file is gone through once."""
    return tuple(node for node in _below(ast.parse(source(path))) if _bound(node) or _is_doc(node))


def _below(root: ast.AST) -> Iterator[ast.AST]:
    """As `ast.walk`, without what says only that a name is read or written: half of all nodes."""
    rest = [root]
    while rest:
        node = rest.pop()
        yield node
        for field in node._fields:
            part = getattr(node, field, None)
            if isinstance(part, list):
                rest.extend(each for each in part if isinstance(each, ast.AST))
            elif isinstance(part, ast.AST) and field not in ("ctx", "op"):
                rest.append(part)


def _is_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _bound(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return node.attr
    return ""


class _Texts(ast.NodeVisitor):
    def __init__(self, path: str) -> None:
        self.said: list[Said] = []
        self.uneven: list[Said] = []
        self._path = path
        self._conditions = 0

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring is for who reads the code
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(_last_name(target) == "__all__" for target in node.targets):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if _NOT_SHOWN.fullmatch(ast.unparse(node.func)):
            return
        conditional = _last_name(node.func) == "cond" and _asks_for_one(node.args[0])
        self._conditions += conditional
        self.visit(node.func)
        for before, argument in zip([None, *node.args], node.args, strict=False):
            self._after(before, argument)
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg not in _NO_TEXT:
                self.visit(keyword.value)
        self._conditions -= conditional

    def visit_IfExp(self, node: ast.IfExp) -> None:
        conditional = _asks_for_one(node.test)
        self._conditions += conditional
        self.generic_visit(node)
        self._conditions -= conditional

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._add(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = node.values
        for before, part in zip([None, *parts], parts, strict=False):
            self._after(before.value if isinstance(before, ast.FormattedValue) else None, part)
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)
        whole = (p.value if isinstance(p, ast.Constant) else "{}" for p in parts)
        self._add(node, "".join(str(part) for part in whole))

    def _add(self, node: ast.expr, text: str) -> None:
        if _WORDS.search(text) and not _SQL.search(text):
            self.said.append(Said(f"{self._path}:{node.lineno}", text))

    def _after(self, count: ast.expr | None, text: ast.expr) -> None:
        """A text after a value: `` rows`` behind a number that may be one."""
        if count is None or isinstance(count, ast.Constant) or self._conditions:
            return
        limit = _last_name(count)
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and not limit.isupper():
            noun = _COUNTED.match(text.value)
            if noun:
                self.uneven.append(Said(f"{self._path}:{text.lineno}", f"{{}}{noun[0]}"))


def _asks_for_one(test: ast.expr) -> bool:
    return any(isinstance(part, ast.Constant) and part.value == 1 for part in ast.walk(test))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def described(schema: dict[str, Any], place: str = "") -> Iterator[Said]:
    """What an OpenAPI document says in sentences; names in backticks are no part of them."""
    for key, part in _parts(schema):
        at = f"{place}/{key}"
        if key in ("description", "summary") and isinstance(part, str):
            yield Said(at, re.sub(r"`+[^`]*`+", "", part))
        elif isinstance(part, dict | list):
            yield from described(part, at)


def named(schema: dict[str, Any], place: str = "") -> Iterator[Said]:
    """What an OpenAPI document gives names to: shapes, fields, parameters, values."""
    for key, part in _parts(schema):
        at = f"{place}/{key}"
        if key in ("properties", "schemas") and isinstance(part, dict):
            yield from (Said(f"{at}/{name}", name) for name in part)
        if key == "parameters" and isinstance(part, list):
            yield from (Said(f"{at}/{field['name']}", field["name"]) for field in part)
        if key in ("enum", "tags") and isinstance(part, list):
            yield from (Said(f"{at}/{value}", str(value)) for value in part)
        elif isinstance(part, dict | list):
            yield from named(part, at)


def _parts(node: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(node, dict):
        return [(str(key), part) for key, part in node.items()]
    return [(str(at), part) for at, part in enumerate(node)]
