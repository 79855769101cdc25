"""A sequence as its page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yardflow.services.sequences.definitions import edits, graph, wording
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

END = "The end"
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
    """A step in the list; ``ways`` are where it leads, if not just to the next. ``problems`` keep
    it from being published, ``warnings`` don't.
    """

    key: str
    number: int
    kind: str
    summary: str
    ways: list[str]
    problems: list[str]
    warnings: list[str]
    can_move_up: bool
    can_move_down: bool


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


def steps_of(draft: Draft, names: Names, remarks: Remarks) -> list[StepItem]:
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
        following = keys[number] if number < len(keys) else None
        target = graph.ways(step)[0] if isinstance(step, Email | Wait | Task) else None
        of_template = remarks.get(step.template_id, []) if isinstance(step, Email) else []
        items.append(
            StepItem(
                key=key,
                number=number,
                kind=KINDS[type(step)],
                summary=wording.summary(step, names, definition.steps),
                ways=[*_ways(step, following, titles)],
                problems=[
                    *problems.get(key, []),
                    *(each.text for each in of_template if each.blocks),
                ],
                warnings=[each.text for each in of_template if not each.blocks],
                can_move_up=edits.can_move_up(definition, key),
                can_move_down=target is not None and edits.can_move_up(definition, target),
            )
        )
    return items


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


def _ways(step: Step, following: str | None, titles: dict[str, str]) -> Iterator[str]:
    def title(way: str | None) -> str:
        return titles.get(way, f"“{way}”") if way is not None else END

    match step:
        case Condition():
            yield f"Yes → {title(step.yes)}"
            yield f"No → {title(step.no)}"
        case Split():
            for number, way in enumerate(step.ways):
                yield f"{chr(ord('A') + number)} → {title(way)}"
        case Exit():
            return
        case _:
            if step.next != following:
                yield f"Then → {title(step.next)}"
