"""What a template is once it is parsed, and how a person's values are put into it.

A small part of Liquid: values with filters, conditions, snippets, wordings. There are no loops, no
assignments and no attributes, so a template takes as long as it is, and what it writes is counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Protocol
from urllib.parse import quote

from yardflow.services.records.values.fields import printable
from yardflow.services.sequences.templates.variables import is_personal

LONGEST_OUTPUT, DEEPEST_SNIPPET, MOST_SNIPPETS = 400_000, 5, 100
LONGEST_VALUE = 10_000


class Unusable(ValueError):
    """A template can't be used; ``line`` is where, from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.line, self.reason = line, reason


class Tagging(Protocol):
    """Gives the tag that is written in place of a person's text; "" where there is to be none."""

    def of(self, text: str) -> str: ...


def shown(text: str | None) -> str:
    """A value as it is shown; "" where it is blank."""
    text = (text or "")[:LONGEST_VALUE]
    # Nearly all are: to look for what can't be seen takes ten times as long.
    return (text if text.isascii() and text.isprintable() else printable(text)).strip()


@dataclass(slots=True)
class Run:
    """One part being written for one person. ``wording`` is the number that chooses among several
    wordings; ``missing`` collects the names of values that were needed and not there. ``snippets``
    are by whether they are for HTML, and by name.
    """

    values: Mapping[str, str]
    snippets: Mapping[bool, Mapping[str, "Form"]]
    html: bool
    wording: int
    missing: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    room: int = LONGEST_OUTPUT
    depth: int = 0
    inserted: int = 0
    tags: Tagging | None = None

    def value(self, name: str) -> str:
        """The value called so, "" if it is blank."""
        return shown(self.values.get(name))

    def write(self, text: str, line: int) -> None:
        """Adds to what is written.

        Raises:
            Unusable: there is too much.
        """
        self.room -= len(text)
        if self.room < 0:
            raise Unusable(line, "The email becomes too large here. Shorten it.")
        self.written.append(text)


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotation marks, or a number."""

    text: str

    def of(self, run: Run) -> str:
        """The text."""
        return self.text


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a value, as ``contact.first_name``."""

    name: str

    def of(self, run: Run) -> str:
        """The value, "" if it is blank."""
        return run.value(self.name)


Operand = Literal | Name


def _truncated(text: str, most: str) -> str:
    limit = int(most)
    return text if len(text) <= limit else f"{text[: max(limit - 1, 0)].rstrip()}…"


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


# Each with how many values it takes beside its own. None makes a long text of a short one.
FILTERS: Mapping[str, tuple[Callable[..., str], int]] = {
    "default": (lambda text, other: text or other, 1),
    "upcase": (str.upper, 0),
    "downcase": (str.lower, 0),
    "capitalize": (_capitalized, 0),
    "truncate": (_truncated, 1),
    "append": (lambda text, more: text + more, 1),
    "prepend": (lambda text, more: more + text, 1),
    "url_encode": (lambda text: quote(text, safe=""), 0),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is done to a value before it is shown."""

    name: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A value that is shown, with what is done to it before."""

    operand: Operand
    filters: tuple[Filter, ...]
    line: int

    def render(self, run: Run) -> None:
        """Writes the value. It is missing where it is blank and has no fallback."""
        text = self.operand.of(run)
        missing = [] if text else _blank(run, (self.operand,))
        for each in self.filters:
            texts = [operand.of(run) for operand in each.operands]
            if each.name == "default":
                missing = missing if text or not shown(texts[0]) else []
            else:
                missing += _blank(run, each.operands)
            text = FILTERS[each.name][0](text, *texts)
        if missing:
            run.missing += missing
        tag = run.tags.of(text) if run.tags is not None and self._is_personal else ""
        if tag:
            run.room -= len(text)
        elif run.html:
            text = escape(text).replace("\n", "<br>")
        run.write(tag or text, self.line)

    @property
    def _is_personal(self) -> bool:
        return isinstance(self.operand, Name) and is_personal(self.operand.name)


@dataclass(frozen=True, slots=True)
class Text:
    """What is written as it stands."""

    text: str
    line: int

    def render(self, run: Run) -> None:
        """Writes it."""
        run.write(self.text, self.line)


@dataclass(frozen=True, slots=True)
class Test:
    """Whether a value is there (``operator`` ""), is another, or contains it."""

    left: Operand
    operator: str
    right: Operand

    def holds(self, run: Run) -> bool:
        """Whether it does for this person; capitals don't count."""
        left, right = self.left.of(run).casefold(), self.right.of(run).casefold()
        match self.operator:
            case "==":
                return left == right
            case "!=":
                return left != right
            case "contains":
                return bool(right) and right in left
        return bool(left)


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests of which all hold, or with ``any_of`` one; ``negated``: unless they do."""

    tests: tuple[Test, ...]
    any_of: bool
    negated: bool = False

    def holds(self, run: Run) -> bool:
        """Whether it does for this person."""
        results = (test.holds(run) for test in self.tests)
        return (any(results) if self.any_of else all(results)) != self.negated


@dataclass(frozen=True, slots=True)
class Choice:
    """The first block whose condition holds; None holds always."""

    ways: tuple[tuple[Condition | None, "Block"], ...]

    def render(self, run: Run) -> None:
        """Writes that block alone: what it doesn't show is not missing."""
        for condition, block in self.ways:
            if condition is None or condition.holds(run):
                block.render(run)
                return


@dataclass(frozen=True, slots=True)
class Wordings:
    """Ways of saying the same; a person is written one of them."""

    blocks: tuple["Block", ...]

    def render(self, run: Run) -> None:
        """Writes the one that the run's number chooses."""
        self.blocks[run.wording % len(self.blocks)].render(run)


@dataclass(frozen=True, slots=True)
class Inserted:
    """A snippet in its place."""

    name: str
    line: int

    def render(self, run: Run) -> None:
        """Writes the snippet; it is missing where there is none of this name.

        Raises:
            Unusable: snippets within snippets don't end.
        """
        form = run.snippets[run.html].get(self.name)
        if form is None:
            run.missing.append(f"snippet {self.name}")
            return
        run.depth, run.inserted = run.depth + 1, run.inserted + 1
        if run.depth > DEEPEST_SNIPPET or run.inserted > MOST_SNIPPETS:
            raise Unusable(self.line, "Too many snippets are within snippets here.")
        if form.turned is None:
            form.block.render(run)
        else:
            other = replace(run, html=not run.html, written=[])
            form.block.render(other)
            run.inserted = other.inserted
            run.write(form.turned("".join(other.written)), self.line)
        run.depth -= 1


Node = Text | Output | Choice | Wordings | Inserted


@dataclass(frozen=True, slots=True)
class Block:
    """Some of a template. The whole of it knows what it uses: names of values and of snippets, each
    with the line of its first use, and the most wordings there are of anything.
    """

    nodes: tuple[Node, ...]
    names: Mapping[str, int] = field(default_factory=dict)
    snippets: Mapping[str, int] = field(default_factory=dict)
    wordings: int = 1

    def render(self, run: Run) -> None:
        """Writes all of it."""
        for node in self.nodes:
            node.render(run)


@dataclass(frozen=True, slots=True)
class Form:
    """A snippet as HTML or text. ``turned`` makes it of the other, where only that is there."""

    block: Block
    turned: Callable[[str], str] | None = None


def _blank(run: Run, operands: tuple[Operand, ...]) -> list[str]:
    return [each.name for each in operands if isinstance(each, Name) and not each.of(run)]
