"""The drawing of a sequence as its page shows it: lines, ends, and places for steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yardflow.services.sequences.definitions import edits, graph
from yardflow.services.sequences.definitions.edits import Edge, Join, Place
from yardflow.services.sequences.definitions.steps import Definition
from yardflow.state.sequences.drawing import BEHIND_NAME, Drawing, Spot

# A place where branches meet; the longest text of a place: the key of a step and a number.
_JOIN, _LONGEST_PLACE = "join", 60


@dataclass
class LineItem:
    """A line between steps; ``back``: in a loop."""

    path: str
    back: bool


@dataclass
class SpotItem:
    """A place for a step, as ``key/0`` or ``key/join``, the step that it ``leads`` to, and what its
    button says; ``branch`` is what the branch is called that it is on, ``name_y`` where that is.
    """

    place: str
    leads: str
    x: int
    y: int
    says: str
    branch: str
    name_y: int


@dataclass
class Picture:
    """The canvas: its size, its lines, the middles of its ends, the places for steps."""

    width: int = 0
    height: int = 0
    lines: list[LineItem] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)
    spots: list[SpotItem] = field(default_factory=list)


def picture_of(definition: Definition, drawn: Drawing) -> Picture:
    """The canvas with what its places are called."""
    numbers = {key: number for number, key in enumerate(graph.in_order(definition), 1)}
    return Picture(
        drawn.width,
        drawn.height,
        [LineItem(line.path, line.back) for line in drawn.lines],
        drawn.ends,
        [
            SpotItem(
                place_text(spot.place),
                edits.target_of(definition, spot.place) or "",
                spot.x,
                spot.y,
                _says(spot, numbers),
                spot.branch,
                spot.y - BEHIND_NAME,
            )
            for spot in drawn.spots
        ],
    )


def place_text(place: Place) -> str:
    """A place as the browser has it (`place_of`)."""
    return f"{place.key}/{_JOIN}" if isinstance(place, Join) else f"{place.source}/{place.way}"


def place_of(text: str) -> Place | None:
    """The place that the browser means."""
    key, _, way = text[:_LONGEST_PLACE].partition("/")
    if way == _JOIN:
        return Join(key)
    return Edge(key, int(way)) if way.isascii() and way.isdigit() and len(way) < 3 else None


def _says(spot: Spot, numbers: Mapping[str, int]) -> str:
    match spot.place:
        case Join(key):
            return f"Add a step before step {numbers[key]}"
        case Edge("", _):
            return "Add a step at the start" if numbers else "Add the first step"
        case Edge(source, _) if spot.branch:
            return f"Add a step after step {numbers[source]}, {spot.branch}"
        case Edge(source, _):
            return f"Add a step after step {numbers[source]}"
