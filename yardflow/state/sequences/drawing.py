"""Where the steps of a sequence and the lines between them are drawn, in pixels from the top left.

A step stands over what it leads to, its branches side by side; where they meet again, the next step
stands under all of them. (A step's place in the tree of dominators is its place in the picture.)
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from yardflow.services.sequences.definitions import graph, wording
from yardflow.services.sequences.definitions.edits import Edge, Join, Place
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Step,
    StepKey,
)

WIDTH, HEIGHT = 264, 76
# Between columns, under a step, under one with branches (whose lines have their names there), and
# over one where branches meet.
_ASIDE, _UNDER, _UNDER_BRANCHES, _OVER_JOIN = 36, 56, 104, 80
# How wide a branch without steps is, and how high the sign of an end.
_EMPTY, _END = 116, 28
_MARGIN, _TOP, _BEND = 32, 56, 36
# How far under the name of a branch its place is, and both under the step.
BEHIND_NAME, _FIRST_PLACE = 32, 78


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a step to another or to the end, as an SVG path; ``back``: to one further up."""

    path: str
    back: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a step, and where its middle is. ``branch`` is what its branch is called."""

    place: Place
    x: int
    y: int
    branch: str = ""


@dataclass
class Drawing:
    """The top left corners of the steps, the middles of the ends, the lines, the places."""

    corners: dict[StepKey, tuple[int, int]] = field(default_factory=dict)
    ends: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    width: int = 0
    height: int = 0


def drawing(definition: Definition) -> Drawing:
    """The picture. What no step leads to stands to the right, each step with what it leads to."""
    drawn = Drawing()
    left, rest, start = _MARGIN, dict(definition.steps), definition.start
    while rest or not drawn.width:
        first = start if start in rest or not rest else _first(rest)
        picture = _Picture(Definition(first, rest, definition.schedule, definition.entry), drawn)
        width, height = picture.draw(left)
        if first and first == start:
            drawn.lines.append(Line(f"M{picture.middle},{_TOP - _BEND}V{_TOP}", back=False))
        if rest and left == _MARGIN:
            drawn.spots.insert(0, Spot(Edge(""), picture.middle, _TOP - _BEND))
        left += width + 2 * _ASIDE
        drawn.width, drawn.height = left, max(drawn.height, height)
        rest = {key: step for key, step in rest.items() if key not in drawn.corners}
    return drawn


def _first(steps: Mapping[StepKey, Step]) -> StepKey:
    """One that none of the others leads to; in a loop, any."""
    led_to = {way for step in steps.values() for way in graph.ways(step)}
    return next((key for key in steps if key not in led_to), next(iter(steps)))


class _Picture:
    """The steps that one step leads to."""

    def __init__(self, definition: Definition, drawn: Drawing) -> None:
        self.start, self.steps, self.drawn = definition.start, definition.steps, drawn
        self.nearest = graph.dominators(definition)
        self.order = [key for key in (self.start, *self.nearest) if key in self.steps]
        self.leading = Counter(
            way for key in self.order for way in graph.ways(self.steps[key]) if way is not None
        )
        self.below: dict[StepKey, list[StepKey]] = {key: [] for key in self.order}
        for key, above in self.nearest.items():
            self.below[above].append(key)
        self.sizes: dict[StepKey, tuple[int, int]] = {}
        self.tracks: dict[tuple[StepKey, int], int] = {}
        self.loops = self.middle = 0

    def draw(self, left: int) -> tuple[int, int]:
        """Adds it to the drawing; how wide and how high it is."""
        if self.start not in self.steps:
            self.drawn.spots.append(Spot(Edge(""), left + WIDTH // 2, _TOP))
            return WIDTH, 2 * _TOP
        for key in reversed(self.order):
            self.sizes[key] = self._size(key)
        width, height = self.sizes[self.start]
        self.middle = left + width // 2
        self.drawn.corners[self.start] = (self.middle - WIDTH // 2, _TOP)
        for key in self.order:
            self._place_below(key)
        for key in self.order:
            self._draw_lines(key, left + width)
        return width + self.loops * _ASIDE, height + 2 * _TOP

    def _size(self, key: StepKey) -> tuple[int, int]:
        columns = self._columns(key)
        width, height = max(WIDTH, _across(columns)), HEIGHT
        if columns:
            height += _UNDER_BRANCHES + max(high for _, high in columns)
        elif self._ends(key):
            height += _UNDER + _END
        for each in self._under(key):
            width = max(width, self.sizes[each][0])
            height += self._over(each) + self.sizes[each][1]
        return width, height

    def _ends(self, key: StepKey) -> bool:
        return any(way not in self.steps for way in graph.ways(self.steps[key]))

    def _columns(self, key: StepKey) -> list[tuple[int, int]]:
        """The sizes of the branches; one that leads to what others lead to is a track."""
        ways = graph.ways(self.steps[key])
        if len(ways) < 2:
            return []
        track = {True: (_EMPTY, 0), False: (_EMPTY, _END)}
        return [
            self.sizes[way] if way and self._is_own(key, way) else track[way in self.steps]
            for way in ways
        ]

    def _under(self, key: StepKey) -> list[StepKey]:
        """What stands in the middle under a step and all of its branches."""
        if len(graph.ways(self.steps[key])) < 2:
            return self.below[key]
        return [each for each in self.below[key] if not self._is_own(key, each)]

    def _over(self, key: StepKey) -> int:
        return _OVER_JOIN if self.leading[key] > 1 else _UNDER

    def _is_own(self, key: StepKey, way: StepKey) -> bool:
        return self.nearest.get(way) == key and self.leading[way] == 1

    def _place_below(self, key: StepKey) -> None:
        corners, columns = self.drawn.corners, self._columns(key)
        middle, bottom = corners[key][0] + WIDTH // 2, corners[key][1] + HEIGHT
        if columns:
            left = middle - _across(columns) // 2
            bottom += _UNDER_BRANCHES
            for number, way in enumerate(graph.ways(self.steps[key])):
                track = self.tracks[key, number] = left + columns[number][0] // 2
                if way and self._is_own(key, way):
                    corners[way] = (track - WIDTH // 2, bottom)
                left += columns[number][0] + _ASIDE
            bottom += max(high for _, high in columns)
        for each in self._under(key):
            bottom += self._over(each)
            corners[each] = (middle - WIDTH // 2, bottom)
            bottom += self.sizes[each][1]

    def _draw_lines(self, key: StepKey, right: int) -> None:
        left, top = self.drawn.corners[key]
        middle, bottom = left + WIDTH // 2, top + HEIGHT
        if self.leading[key] + (key == self.start) > 1:
            self.drawn.spots.append(Spot(Join(key), middle, top - 20))
        names = wording.branches(self.steps[key])
        for number, way in enumerate(graph.ways(self.steps[key])):
            track = self.tracks.get((key, number), middle)
            path = f"M{middle},{bottom}{_across_to(middle, track, bottom)}"
            under = bottom + (_UNDER_BRANCHES if names else _UNDER)
            spot = Spot(Edge(key, number), track, bottom + _UNDER // 2)
            if names:
                spot = Spot(Edge(key, number), track, bottom + _FIRST_PLACE, names[number])
            self.drawn.spots.append(spot)
            self.drawn.lines.append(self._line(path, track, under, way, top, right))

    def _line(
        self, path: str, track: int, under: int, way: StepKey | None, top: int, right: int
    ) -> Line:
        if way is None or way not in self.drawn.corners:
            self.drawn.ends.append((track, under + _END // 2))
            return Line(f"{path}V{under}", back=False)
        left, target = self.drawn.corners[way]
        middle = left + WIDTH // 2
        if target > top:
            meet = target - _OVER_JOIN if track != middle else target
            bend = _across_to(track, middle, meet)
            return Line(f"{path}V{meet}{bend}V{target}", back=False)
        self.loops += 1
        aside = right + self.loops * _ASIDE // 2
        return Line(f"{path}V{under - 12}H{aside}V{target - 36}H{middle}V{target}", back=True)


def _across(columns: list[tuple[int, int]]) -> int:
    return sum(wide for wide, _ in columns) + _ASIDE * (len(columns) - 1)


def _across_to(x: int, to: int, y: int) -> str:
    """A line down that leads aside."""
    return "" if x == to else f"C{x},{y + _BEND} {to},{y} {to},{y + _BEND}"
