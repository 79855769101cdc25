"""A sequence as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yardflow.services.sequences.definitions import edits, graph, wording
from yardflow.services.sequences.definitions.kinds import kind_of
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Email,
    Split,
    Step,
    Task,
    Wait,
)
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.forecast.open_draft import OpenDraft
from yardflow.services.sequences.lifecycle.drafts import Draft
from yardflow.services.sequences.lifecycle.publishing import VersionRow
from yardflow.state.sequences.drawing import Drawing
from yardflow.state.sequences.step_form import part_field

END, MISSING = "The end", "A missing step"
_NO_END = "No way leads from here to the end: contacts only leave by a reply or by hand."
_NO_DIFFERENCE = "All branches lead to the same place, so the split makes no difference."


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
    skip_open_deals: bool = False
    updated_at: str = ""


@dataclass
class StepItem:
    """A step on the canvas; ``said`` is where it leads and what is wrong, for screen readers.
    ``problems`` keep it from being published, ``warnings`` don't, of which ``no_fallback`` is about
    values that its ``template`` shows; ``wrong`` are the problems by the part of the step's JSON.
    """

    key: str
    number: int
    kind: str
    summary: str
    said: str
    problems: list[str]
    warnings: list[str]
    wrong: list[tuple[str, str]]
    no_fallback: str
    template: str
    can_move_up: bool
    can_move_down: bool
    left: int
    top: int


@dataclass
class StepProblem:
    """What is wrong with a step, and the field that it is about; ``minor``: it can be published all
    the same. ``template`` is the id of one that shows values without a fallback.
    """

    key: str
    number: int
    text: str
    minor: bool
    field: str
    template: str = ""


@dataclass
class EditorItem:
    """Someone else who has the draft open."""

    name: str
    since: str


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
        opens=f"{window.opens:%H:%M}",
        closes=f"{window.closes:%H:%M}",
        skip_holidays=window.skip_holidays,
        beside_others=entry.beside_others,
        account_limit=str(entry.account_limit or ""),
        on_reply=row.on_reply.value,
        on_colleague=row.on_colleague.value,
        skip_open_deals=row.skip_open_deals,
        updated_at=row.updated_at.isoformat(),
    )


def steps_of(read: OpenDraft, names: Names, drawn: Drawing) -> list[StepItem]:
    """The steps in the order of the walk, each with what is wrong with it; ``names`` are what
    templates are called.
    """
    draft, remarks, dates = read.draft, read.remarks, read.outlook.steps
    definition, keys = draft.definition, [*graph.in_order(draft.definition)]
    titles = titles_of(definition, names)
    endless = {*graph.without_end(definition)}
    before = edits.before_each(definition)
    problems: dict[str, list[tuple[str, str]]] = {}
    for problem in draft.problems:
        problems.setdefault(problem.step, []).append((problem.part, problem.sentence))
    items = []
    for number, key in enumerate(keys, 1):
        step = definition.steps[key]
        target = graph.ways(step)[0] if isinstance(step, Email | Wait | Task) else None
        of_template = remarks.get(step.template_id, []) if isinstance(step, Email) else []
        wrong = [
            *problems.get(key, []),
            *(("templateId", each.text) for each in of_template if each.blocks),
        ]
        sentences = [sentence for _, sentence in wrong]
        warnings = [each.text for each in of_template if not each.blocks]
        if key in dates and dates[key].late:
            warnings.append(dates[key].late)
        if key in endless:
            warnings.append(_NO_END)
        if isinstance(step, Split) and len({*step.ways}) == 1:
            warnings.append(_NO_DIFFERENCE)
        left, top = drawn.corners[key]
        items.append(
            StepItem(
                key=key,
                number=number,
                kind=kind_of(step).name,
                summary=wording.summary(step, names, definition.steps),
                said=" ".join([*_ways(step, titles), *sentences, *warnings]),
                problems=sentences,
                warnings=warnings,
                wrong=wrong,
                no_fallback=next((each.text for each in of_template if each.variables), ""),
                template=str(step.template_id) if isinstance(step, Email) else "",
                can_move_up=key in before,
                can_move_down=target in before and before[target] == key,
                left=left,
                top=top,
            )
        )
    return items


def problems_of(steps: list[StepItem]) -> list[StepProblem]:
    """All that is wrong with steps, what keeps them from being published first."""
    blocking = [
        StepProblem(step.key, step.number, text, False, part_field(part))
        for step in steps
        for part, text in step.wrong
    ]
    minor = [
        StepProblem(
            step.key,
            step.number,
            text,
            True,
            "template",
            step.template if text == step.no_fallback else "",
        )
        for step in steps
        for text in step.warnings
    ]
    return [*blocking, *minor]


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
    names = wording.branches(step) or ["Then"]
    for name, way in zip(names, graph.ways(step), strict=False):
        yield f"{name}: {titles.get(way, f'“{way}”') if way is not None else END}."
