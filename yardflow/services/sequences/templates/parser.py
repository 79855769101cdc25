"""Parses what people write in a template. It reads each character once, whatever is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yardflow.services.sequences.templates.syntax import (
    FILTERS,
    Block,
    Choice,
    Condition,
    Filter,
    Inserted,
    Literal,
    Name,
    Node,
    Operand,
    Output,
    Test,
    Text,
    Unusable,
    Wordings,
)

DEEPEST, MOST_NODES, LONGEST_EXPRESSION = 10, 5_000, 300
_OPENING = re.compile(r"\{[{%]")
_WORD = re.compile(
    r"""\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<name>[A-Za-z][\w.]*)"""
    r"""|(?P<number>\d{1,6})(?!\w)|(?P<sign>==|!=|[|:,]))""",
    re.ASCII,
)
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)?", re.ASCII)
_NOTHING = {"blank", "empty", "nil"}
_TAGS = "if, unless, snippet, variant and comment"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text, a value (``{{ … }}``) or a tag (``{% … %}``), and its first line."""

    kind: str
    body: str
    line: int


def parsed(text: str) -> Block:
    """The template in ``text``.

    Raises:
        Unusable: something in it can't be understood, with its line.
    """
    return _Parser(text).whole()


def _pieces(text: str) -> Iterator[_Piece]:
    position, line = 0, 1
    while opening := _OPENING.search(text, position):
        if opening.start() > position:
            yield _Piece("text", text[position : opening.start()], line)
            line += text.count("\n", position, opening.start())
        sign, closing = opening.group(), "}}" if opening.group() == "{{" else "%}"
        end = text.find(closing, opening.end())
        body = text[opening.end() : end] if end >= 0 else ""
        if end < 0 or "{{" in body or "{%" in body:
            raise Unusable(line, f"{sign} has no {closing}.")
        if len(body) > LONGEST_EXPRESSION:
            raise Unusable(line, f"Enter at most {LONGEST_EXPRESSION} characters in {sign}.")
        yield _Piece("value" if sign == "{{" else "tag", body.strip(), line)
        line += body.count("\n")
        position = end + 2
    if position < len(text):
        yield _Piece("text", text[position:], line)


class _Parser:
    """Reads the pieces in order; blocks within blocks are calls within calls, so they are few."""

    def __init__(self, text: str) -> None:
        self.pieces = _pieces(text)
        self.names: dict[str, int] = {}
        self.snippets: dict[str, int] = {}
        self.wordings, self.depth, self.count = 1, 0, 0

    def whole(self) -> Block:
        nodes, end = self.block(())
        assert end is None
        return Block(nodes, self.names, self.snippets, self.wordings)

    def block(
        self, ends: tuple[str, ...], start: _Piece | None = None
    ) -> tuple[tuple[Node, ...], _Piece | None]:
        """The nodes until a tag that ends the block, and that tag."""
        nodes: list[Node] = []
        for piece in self.pieces:
            self.count += 1
            if self.count > MOST_NODES:
                raise Unusable(piece.line, "There is too much in this template. Shorten it.")
            if piece.kind == "tag" and piece.body.partition(" ")[0] in ends:
                return tuple(nodes), piece
            node = self.node(piece)
            if node is not None:
                nodes.append(node)
        if start is not None:
            word = start.body.partition(" ")[0]
            raise Unusable(start.line, f"{{% {word} %}} has no {{% end{word} %}}.")
        return tuple(nodes), None

    def node(self, piece: _Piece) -> Node | None:
        if piece.kind == "text":
            return Text(piece.body, piece.line)
        if piece.kind == "value":
            return self.output(_Words(piece))
        return self.tag(piece)

    def tag(self, piece: _Piece) -> Node | None:
        word, _, rest = piece.body.partition(" ")
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unusable(piece.line, f"Blocks are within blocks more than {DEEPEST} times.")
        try:
            match word:
                case "if" | "unless":
                    return self.choice(piece, word)
                case "variant":
                    return self.variant(piece)
                case "snippet":
                    return self.snippet(_Words(_Piece("tag", rest, piece.line)))
                case "comment":
                    self.comment(piece)
                    return None
        finally:
            self.depth -= 1
        raise Unusable(piece.line, f"Templates have no {{% {word[:40]} %}}, only {_TAGS}.")

    def comment(self, start: _Piece) -> None:
        for piece in self.pieces:
            if piece.kind == "tag" and piece.body == "endcomment":
                return
        raise Unusable(start.line, "{% comment %} has no {% endcomment %}.")

    def choice(self, piece: _Piece, word: str) -> Choice:
        ends = ("elsif", "else", f"end{word}")
        condition: Condition | None = self.condition(piece, negated=word == "unless")
        ways = []
        while True:
            nodes, end = self.block(ends, piece)
            assert end is not None
            ways.append((condition, Block(nodes)))
            if end.body == f"end{word}":
                return Choice(tuple(ways))
            if condition is None:
                raise Unusable(end.line, "Nothing can follow {% else %}.")
            condition = None if end.body == "else" else self.condition(end)

    def variant(self, piece: _Piece) -> Wordings:
        blocks = []
        while True:
            nodes, end = self.block(("or", "endvariant"), piece)
            assert end is not None
            blocks.append(Block(nodes))
            if end.body == "endvariant":
                self.wordings = max(self.wordings, len(blocks))
                return Wordings(tuple(blocks))

    def snippet(self, words: "_Words") -> Inserted:
        name = words.operand(self.names)
        if not isinstance(name, Literal):
            raise words.wrong('Name the snippet in quotation marks: {% snippet "footer" %}.')
        words.end()
        self.snippets.setdefault(name.text, words.line)
        return Inserted(name.text, words.line)

    def output(self, words: "_Words") -> Output:
        operand, filters = words.operand(self.names), []
        while words.sign("|"):
            filters.append(self.filter(words))
        words.end()
        return Output(operand, tuple(filters), words.line)

    def filter(self, words: "_Words") -> Filter:
        name = words.word()
        operands: list[Operand] = []
        if name not in FILTERS:
            raise words.wrong(f"There is no filter {name!r}, only {', '.join(FILTERS)}.")
        while words.sign(":" if not operands else ","):
            operands.append(words.operand(self.names))
        most = FILTERS[name][1]
        if len(operands) != most:
            raise words.wrong(f"{name} takes {'one value' if most else 'no value'}.")
        if name == "truncate" and not (
            isinstance(operands[0], Literal) and operands[0].text.isdigit()
        ):
            raise words.wrong("truncate takes a number.")
        return Filter(name, tuple(operands))

    def condition(self, piece: _Piece, *, negated: bool = False) -> Condition:
        words = _Words(_Piece("tag", piece.body.partition(" ")[2], piece.line))
        tests, joined = [self.test(words)], set()
        while word := words.one_of("and", "or"):
            joined.add(word)
            tests.append(self.test(words))
        words.end()
        if len(joined) > 1:
            raise words.wrong("Use either and or or in one condition, not both.")
        return Condition(tuple(tests), joined == {"or"}, negated)

    def test(self, words: "_Words") -> Test:
        left = words.operand(self.names)
        operator = words.sign("==") or words.sign("!=") or words.one_of("contains")
        return Test(left, operator, words.operand(self.names) if operator else Literal(""))


class _Words:
    """The words of a value or a tag, one after the other."""

    def __init__(self, piece: _Piece) -> None:
        self.line, self.body, self.position = piece.line, piece.body, 0

    def wrong(self, reason: str) -> Unusable:
        return Unusable(self.line, reason)

    def operand(self, names: dict[str, int]) -> Operand:
        match = self._next()
        if match is None or match["sign"]:
            raise self.wrong("A value is missing.")
        if (name := match["name"]) is None:
            return Literal(match["double"] or match["single"] or match["number"] or "")
        if name in _NOTHING:
            return Literal("")
        if not _NAME.fullmatch(name):
            raise self.wrong(f"{name[:60]} is no value that a template can use.")
        names.setdefault(name, self.line)
        return Name(name)

    def word(self) -> str:
        match = self._next()
        if match is None or not match["name"]:
            raise self.wrong("The name of a filter is missing.")
        return match["name"]

    def sign(self, sign: str) -> str:
        return self._take("sign", (sign,))

    def one_of(self, *words: str) -> str:
        return self._take("name", words)

    def end(self) -> None:
        rest = self.body[self.position :].strip()
        if rest:
            raise self.wrong(f"We can't read {rest[:40]!r}.")

    def _take(self, kind: str, texts: tuple[str, ...]) -> str:
        match = _WORD.match(self.body, self.position)
        if match is None or match[kind] not in texts:
            return ""
        self.position = match.end()
        return match[kind]

    def _next(self) -> re.Match[str] | None:
        match = _WORD.match(self.body, self.position)
        if match is None and self.body[self.position :].strip():
            self.end()
        if match is not None:
            self.position = match.end()
        return match
