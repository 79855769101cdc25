"""A sequence as its page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yardflow.services.sequences.definitions import edits, graph, wording
from yardflow.services.sequences.definitions.edits import Edge, Join, Place
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    Exit,
    Split,
    Step,
    Task,
    Wait,
)
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.lifecycle.drafts import Draft
from yardflow.services.sequences.lifecycle.publishing import VersionRow
from yardflow.services.sequences.templates.problems import Problem
from yardflow.state.sequences.drawing import BEHIND_NAME, Drawing, Spot, branches

END = "The end"
# A place where branches meet; the longest text of a place: the key of a step and a number.
_JOIN, _LONGEST_PLACE = "join", 60
# By the id of a template.
Remarks = Mapping[int, list[Problem]]
KINDS: dict[type, str] = {
    Email: "email",
    Wait: "wait",
    Condition: "condition",
    Split: "split",
    Task: "task",
    Exit: "exit",
}


@dataclass
class SequenceView:
    """The sequence. ``window`` and ``entry`` are its rules in words; the others are those of the
    form that edits it.
    """

    id: int = 0
    name: str = ""
    description: str = ""
    status: str = ""
    paused: bool = False
    paused_at: str = ""
    pause_reason: str = ""
    number: int = 0
    event_id: str = ""
    event: str = ""
    owner_id: str = ""
    owner: str = ""
    window: str = ""
    entry: str = ""
    weekdays: list[int] = field(default_factory=list)
    opens: str = ""
    closes: str = ""
    skip_holidays: bool = False
    beside_others: bool = False
    account_limit: str = ""
    on_reply: str = ""
    on_colleague: str = ""
    updated_at: str = ""


@dataclass
class StepItem:
    """A step on the canvas; ``said`` is where it leads and what is wrong, for screen readers.
    ``problems`` keep it from being published, ``warnings`` don't.
    """

    key: str
    number: int
    kind: str
    summary: str
    said: str
    problems: list[str]
    warnings: list[str]
    can_move_up: bool
    can_move_down: bool
    left: int
    top: int


@dataclass
class StepProblem:
    """What is wrong with a step; ``minor``: it can be published all the same."""

    key: str
    number: int
    text: str
    minor: bool


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


@dataclass
class VersionItem:
    """A published version."""

    number: int
    by: str
    at: str
    changes: list[str]


def view_of(draft: Draft) -> SequenceView:
    row, definition = draft.row, draft.definition
    window, entry = definition.schedule, definition.entry
    return SequenceView(
        id=row.id,
        name=row.name,
        description=row.description,
        status=row.status.value,
        paused=row.paused_at is not None,
        paused_at=row.paused_at.isoformat() if row.paused_at else "",
        pause_reason=row.pause_reason,
        number=row.version_number or 0,
        event_id=str(row.event_id or ""),
        event=row.event_name,
        owner_id=str(row.owner_id or ""),
        owner=row.owner_name,
        window=wording.schedule(window),
        entry=wording.entry(entry),
        weekdays=sorted(window.weekdays),
        opens=wording.clock(window.opens),
        closes=wording.clock(window.closes),
        skip_holidays=window.skip_holidays,
        beside_others=entry.beside_others,
        account_limit=str(entry.account_limit or ""),
        on_reply=row.on_reply.value,
        on_colleague=row.on_colleague.value,
        updated_at=row.updated_at.isoformat(),
    )


def steps_of(draft: Draft, names: Names, remarks: Remarks, drawn: Drawing) -> list[StepItem]:
    """The steps in the order of the walk, each with what is wrong with it; ``names`` are what
    templates are called, ``remarks`` what is to be known of them.
    """
    definition, keys = draft.definition, [*graph.in_order(draft.definition)]
    titles = titles_of(definition, names)
    problems: dict[str, list[str]] = {}
    for problem in draft.problems:
        problems.setdefault(problem.step, []).append(problem.sentence)
    items = []
    for number, key in enumerate(keys, 1):
        step = definition.steps[key]
        target = graph.ways(step)[0] if isinstance(step, Email | Wait | Task) else None
        of_template = remarks.get(step.template_id, []) if isinstance(step, Email) else []
        wrong = [*problems.get(key, []), *(each.text for each in of_template if each.blocks)]
        warnings = [each.text for each in of_template if not each.blocks]
        left, top = drawn.corners[key]
        items.append(
            StepItem(
                key=key,
                number=number,
                kind=KINDS[type(step)],
                summary=wording.summary(step, names, definition.steps),
                said=" ".join([*_ways(step, titles), *wrong, *warnings]),
                problems=wrong,
                warnings=warnings,
                can_move_up=edits.can_move_up(definition, key),
                can_move_down=target is not None and edits.can_move_up(definition, target),
                left=left,
                top=top,
            )
        )
    return items


def problems_of(steps: list[StepItem]) -> list[StepProblem]:
    """All that is wrong with steps, what keeps them from being published first."""
    return [
        StepProblem(step.key, step.number, text, minor)
        for minor in (False, True)
        for step in steps
        for text in (step.warnings if minor else step.problems)
    ]


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


def titles_of(definition: Definition, names: Names) -> dict[str, str]:
    """What each step is called where another leads to it."""
    keys = graph.in_order(definition)
    return {
        key: f"{number}. {wording.summary(definition.steps[key], names, definition.steps)}"
        for number, key in enumerate(keys, 1)
    }


def versions_of(rows: list[VersionRow]) -> list[VersionItem]:
    return [
        VersionItem(row.number, row.published_by, row.published_at.isoformat(), row.changes)
        for row in rows
    ]


def _ways(step: Step, titles: dict[str, str]) -> Iterator[str]:
    names = branches(step) or ["Then"]
    for name, way in zip(names, graph.ways(step), strict=False):
        yield f"{name}: {titles.get(way, f'“{way}”') if way is not None else END}."
