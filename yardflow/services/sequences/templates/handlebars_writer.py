"""Our language as SendGrid's Handlebars, from what `parser.py` made of a template."""

from html import escape

from yardflow.services.sequences.templates.handlebars import Translation, Untranslatable
from yardflow.services.sequences.templates.rendering import Compiled, Refused, Source, compiled
from yardflow.services.sequences.templates.syntax import (
    DEEPEST_SNIPPET,
    Block,
    Choice,
    Condition,
    Inserted,
    Literal,
    Name,
    Node,
    Operand,
    Output,
    Test,
    Text,
)

_WORDS = {"==": "equals", "!=": "notEquals"}


def to_handlebars(source: Source, part: str) -> Translation:
    """A part of a template as SendGrid takes it. A condition compares with capitals there."""
    writer = _Writer(part == "html")
    try:
        template = compiled(source)
    except Refused as problem:
        writer.made.problems.append(Untranslatable(problem.line, "", problem.reason))
        return writer.made
    writer.block(template.parts[part], template, 0)
    return writer.made


class _Writer:
    """Writes nodes in order. Beside HTML values are not escaped: a subject with ``&amp;`` is what
    SendGrid's users complain of most.
    """

    def __init__(self, html: bool) -> None:
        self.made, self._html = Translation(), html
        self._line = 1

    def block(self, block: Block, template: Compiled, depth: int) -> None:
        for node in block.nodes:
            self._line = getattr(node, "line", self._line)
            try:
                self._node(node, template, depth)
            except ValueError as problem:
                self.made.refuse(self._line, "", str(problem))

    def _node(self, node: Node, template: Compiled, depth: int) -> None:
        match node:
            case Text(text=text):
                self._write(text)
            case Output():
                self._write(self._value(node))
            case Choice(ways=ways):
                self._ways(ways, template, depth)
            case Inserted(name=name):
                self._snippet(name, template, depth)
            case _:
                raise ValueError("SendGrid has no {% variant %}.")

    def _value(self, node: Output) -> str:
        if isinstance(node.operand, Literal):
            if node.filters:
                raise ValueError(f"SendGrid has no filter {node.filters[0].name}.")
            return escape(node.operand.text) if self._html else node.operand.text
        expression = node.operand.name
        for each in node.filters:
            if each.name != "default" or len(node.filters) > 1:
                raise ValueError(f"SendGrid has no filter {each.name}.")
            (fallback,) = each.operands
            if not isinstance(fallback, Literal) or '"' in fallback.text:
                raise ValueError("SendGrid takes only a plain text as a fallback.")
            expression = f'insert {expression} "default={fallback.text}"'
        return f"{{{{{expression}}}}}" if self._html else f"{{{{{{{expression}}}}}}}"

    def _ways(
        self, ways: tuple[tuple[Condition | None, Block], ...], template: Compiled, depth: int
    ) -> None:
        (condition, block), others = ways[0], ways[1:]
        if condition is None:
            self.block(block, template, depth)
            return
        word, operands = _tested(condition)
        self._write(f"{{{{#{word} {operands}}}}}")
        self.block(block, template, depth)
        if others:
            self._write("{{else}}")
            self._ways(others, template, depth)
        self._write(f"{{{{/{word}}}}}")

    def _snippet(self, name: str, template: Compiled, depth: int) -> None:
        form = template.snippets[self._html].get(name)
        if form is None or form.turned is not None or depth >= DEEPEST_SNIPPET:
            kind = "HTML" if self._html else "text"
            raise ValueError(f"The snippet {name} has no {kind} of its own.")
        self.block(form.block, template, depth + 1)

    def _write(self, text: str) -> None:
        self.made.written.append(text)


def _tested(condition: Condition) -> tuple[str, str]:
    """The word, and what it is asked about."""
    tests = condition.tests
    if len(tests) == 1 and not tests[0].operator:
        return ("unless" if condition.negated else "if"), _operand(tests[0].left)
    if condition.negated:
        raise ValueError("SendGrid has {{#unless}} for a single value alone.")
    if len(tests) == 1 and tests[0].operator in _WORDS:
        left, right = _operand(tests[0].left), _operand(tests[0].right)
        return _WORDS[tests[0].operator], f"{left} {right}"
    if len(tests) == 2 and not any(test.operator for test in tests):
        return ("or" if condition.any_of else "and"), " ".join(map(_left, tests))
    raise ValueError("SendGrid has no condition like this.")


def _left(test: Test) -> str:
    return _operand(test.left)


def _operand(operand: Operand) -> str:
    if isinstance(operand, Name):
        return operand.name
    if '"' in operand.text:
        raise ValueError("SendGrid takes no quotation marks in a text that is compared.")
    return f'"{operand.text}"'
