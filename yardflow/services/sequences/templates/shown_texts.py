"""Which texts of a person a template shows as they are, and by what else its writing goes.

Who has texts of their own in the same places, and all else in common with someone, gets the same
email but for these texts. So it is written once.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lcm

from yardflow.services.sequences.templates.rendering import Compiled
from yardflow.services.sequences.templates.syntax import (
    Choice,
    Inserted,
    Literal,
    Name,
    Node,
    Output,
    Test,
    Wordings,
    shown,
)
from yardflow.services.sequences.templates.variables import is_personal

BODY = ("html", "text")


@dataclass(frozen=True, slots=True)
class ShownTexts:
    """The texts of a person in a template's HTML and text: the name of each value, and what stands
    there where it is blank. ``others`` are the names of all other values, and ``ways`` is after how
    many numbers of a wording the same ones come again.
    """

    places: tuple[tuple[str, str], ...]
    others: tuple[str, ...]
    ways: int

    def of(self, values: Mapping[str, str]) -> list[str]:
        """A person's texts, in order."""
        return [shown(values.get(name)) or fallback for name, fallback in self.places]

    def rest(self, values: Mapping[str, str], wording: int) -> Hashable:
        """All else that the email of a person goes by."""
        return wording % self.ways, *map(values.get, self.others)


def shown_texts(template: Compiled) -> ShownTexts | None:
    """The texts in a template; None where one is changed before it is shown."""
    places: dict[tuple[str, str], None] = {}
    others: dict[str, None] = {}
    for part in BODY:
        for node in _read(template.parts[part].nodes, template, html=part == "html"):
            if isinstance(node, Test):
                others |= dict.fromkeys(_names(node.left, node.right))
            elif isinstance(node.operand, Name) and is_personal(node.operand.name):
                fallback = _fallback(node)
                if fallback is None:
                    return None
                places[node.operand.name, fallback] = None
            else:
                operands = [each for filter_ in node.filters for each in filter_.operands]
                others |= dict.fromkeys(_names(node.operand, *operands))
    return ShownTexts((*places,), (*others,), lcm(*range(1, template.wordings + 1)))


def _read(nodes: Sequence[Node], template: Compiled, *, html: bool) -> Iterator[Output | Test]:
    """What reads values, in snippets too."""
    for node in nodes:
        match node:
            case Output():
                yield node
            case Choice(ways):
                for condition, block in ways:
                    yield from condition.tests if condition else ()
                    yield from _read(block.nodes, template, html=html)
            case Wordings(blocks):
                for block in blocks:
                    yield from _read(block.nodes, template, html=html)
            case Inserted(name) if form := template.snippets[html].get(name):
                yield from _read(form.block.nodes, template, html=html != bool(form.turned))


def _names(*operands: Literal | Name) -> Iterator[str]:
    return (each.name for each in operands if isinstance(each, Name))


def _fallback(output: Output) -> str | None:
    """What is shown where the value is blank; None where the text itself is changed."""
    match output.filters:
        case ():
            return ""
        case (only,) if only.name == "default" and isinstance(only.operands[0], Literal):
            return only.operands[0].text
    return None
