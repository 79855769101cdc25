"""Texts that a careless pattern or loop takes forever over, and whether a reader does.

Cost is CPU time of this thread, never time on the wall, and only how it grows is judged: four times
the text may take eight times as long, and whatever takes less than a moment is quick enough.
What shorter texts have decided is not read in full.
"""

import ast
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from yardflow.errors import YardFlowError
from yardflow.integrations.website.ssrf_guard import NotPermitted

PRODUCT = Path(__file__).resolve().parents[2]
LARGEST = 250_000
# From small to large, so that what grows with the square is caught before it takes minutes.
SIZES = (LARGEST >> 10, LARGEST >> 8, LARGEST >> 6, LARGEST >> 4, LARGEST >> 2, LARGEST)
MOMENT_S = 0.12
# The sandbox stands in for providers and takes nothing from outside.
_NOT_OURS = ("yardflow/sandbox/",)
_NAMED = re.compile(r"\bre\b")


@dataclass(frozen=True, slots=True)
class Worst:
    """One sign or word over and over, between a beginning and an end that let a pattern hope."""

    unit: str
    before: str = ""
    behind: str = ""

    def of(self, size: int) -> str:
        """So many characters of it, or a few more."""
        return self.before + self.unit * (size // len(self.unit)) + self.behind

    def __str__(self) -> str:
        return f"{self.before!r} + {self.unit!r} * n + {self.behind!r}"


ACCENTS, UNSEEN, LETTERS = "\u0301\u0316", "\u200b\ufeff", "\U0001d518\u00e9"
UNITS = (
    *(" ", "\t", "\n", "\r\n", "\u00a0", UNSEEN, ACCENTS, "\u0f73", LETTERS, "\ufdfa"),
    *("1", "1 ", "-", ".", "a.", "a@a.", "a@", "@", "a", "é", "x", "x1 ", "+"),
    *("(", "[", "<", "{", ")", '"', "'", "“", "o' ", "\\", "/", "x/", "%", "%41", "&", "&#"),
    *(";", ',"', ";'", "\t'=", "=", "a,", "jr,x,", "dr ", "inc ", "key ", "a b", "a: ", "-a"),
)
WORST = (
    *(Worst(unit) for unit in UNITS),
    Worst(" ", "1", "1x"),
    Worst(" ", "+1 415", "x1x"),
    Worst("1", "x", "x"),
    Worst("a.", "a@", "@"),
    Worst("a", "a@", "!"),
    Worst("a.", "https://", "/ "),
    Worst(ACCENTS, "https://e", ".com"),
    Worst(ACCENTS, "a@e", ".com"),
    Worst("\ud800", "a"),
)
PAGES = (
    *(Worst(unit) for unit in ("<", "<a ", "<!--", "<![", "</", "&#", '<a a="', "<script>", " ")),
    Worst('{"@graph":[', '<script type="application/ld+json">'),
    Worst("Organization", '<script type="application/ld+json">{"@type":"', '"}</script>'),
)


def slow(reads: Callable[[str], object], texts: Iterable[Worst] = WORST) -> str:
    """The first text that takes more than its length; empty when none does."""
    for worst in texts:
        costs: list[float] = []
        for size in SIZES:
            before = max([MOMENT_S / 8, *costs[-1:]])
            costs.append(_cost(reads, worst.of(size)))
            # Once more, should the machine have stumbled; another text, should that be remembered.
            if (
                costs[-1] > 8 * before
                and _cost(reads, worst.of(size + len(worst.unit))) > 8 * before
            ):
                return f"{worst}, n = {size}: {costs[-1]:.2f} s of CPU after {before:.2f} s"
            if _is_decided(costs, LARGEST // size):
                break
    return ""


def _is_decided(costs: list[float], longer: int) -> bool:
    """Whether even the largest text, so many times longer, would be quick enough.

    It is below a moment though all of the cost grew with the square; or no more than two sizes are
    left, and the parabola through the last three costs (c + a·n + b·n²) stays well below eight
    times at each.
    """
    if costs[-1] * longer**2 < MOMENT_S:
        return True
    if longer > 16 or len(costs) < 3:
        return False
    last, *foretold = _foretold(*costs[-3:], longer)
    for cost in foretold:
        if cost >= 6 * max(last, MOMENT_S / 8):
            return False
        last = cost
    return True


def _foretold(first: float, second: float, third: float, longer: int) -> Iterator[float]:
    """The last of three costs, and those of each size up to the largest, by their parabola."""
    more, bent = third - second, max(0.0, (third - second) - 4 * (second - first))
    yield third
    while longer > 1:
        bent, longer = 16 * bent, longer // 4
        more = 4 * more + bent
        third += more
        yield third


def pattern_sites() -> set[str]:
    """Where the product makes or uses a pattern: ``package.module:NAME``, or its function."""
    sites: set[str] = set()
    for folder in ("yardflow", "actors"):
        for file in sorted((PRODUCT / folder).rglob("*.py")):
            path = file.relative_to(PRODUCT).as_posix()
            # Most files name no pattern; to parse them all takes seconds.
            if not path.startswith(_NOT_OURS) and _NAMED.search(source := file.read_text()):
                module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
                for statement in ast.parse(source).body:
                    sites |= {f"{module}:{name}" for name in _sites(statement, "")}
    return sites


def _sites(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        name = node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign) and not name:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        name = getattr(target, "id", "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of = node.func.value
        if isinstance(of, ast.Name) and of.id == "re" and node.func.attr != "escape":
            yield name
    for child in ast.iter_child_nodes(node):
        yield from _sites(child, name)


def _cost(reads: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    with suppress(ValueError, YardFlowError, NotPermitted):  # a refusal is an answer too
        reads(text)
    return time.thread_time() - began
