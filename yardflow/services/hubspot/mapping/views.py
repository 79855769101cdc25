"""The mapping as people read it: each row with HubSpot's words for its property, and what of it
will not work.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from yardflow.errors import NotFound
from yardflow.models import Direction, HubSpotField, SyncedRecord
from yardflow.services.access import Principal
from yardflow.services.hubspot.connection import scopes
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.mapping import schema, store
from yardflow.services.hubspot.mapping.creating import is_missing
from yardflow.services.hubspot.mapping.fields import FIELDS, OurField
from yardflow.services.hubspot.mapping.kinds import Kind
from yardflow.services.hubspot.mapping.mapped import SENDING, TAKING, Properties
from yardflow.services.hubspot.mapping.problems import Problem, ProblemKind, fits, problems
from yardflow.services.hubspot.mapping.properties import LIFECYCLE, Property, is_closed

MOST_MATCHES, LONGEST_QUERY = 50, 200
_CLOSED = "HubSpot sets it automatically."


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What will not work of a row, in a sentence that says what to do."""

    kind: ProblemKind
    text: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the mapping. ``label`` and ``property_label`` are what people call the field here
    and the property in HubSpot. ``directions`` are those that it can have, ``closed`` says why it
    can't be written, if it can't. ``choices`` are all values of ours, ``options`` HubSpot's by
    their values; both empty where values are free. ``only_forward``: HubSpot only raises it.
    ``missing``: it is a property of our own that is to be created.
    """

    id: int
    version: int
    record: SyncedRecord
    field: str
    label: str
    property: str
    property_label: str
    direction: Direction
    directions: tuple[Direction, ...]
    closed: str
    asks: bool
    may_lower: bool
    only_forward: bool
    values: dict[str, list[str]]
    choices: tuple[str, ...]
    options: Mapping[str, str]
    missing: bool
    problems: tuple[ProblemView, ...] = ()


@dataclass(frozen=True, slots=True)
class MappingView:
    """The whole mapping, with HubSpot's properties as they were at ``read_at``. Until they were
    read, no one knows what will not work. ``reading``: they are being read; ``problem`` says why
    that failed the last time. ``synced`` counts the fields that go either way; ``lacking`` says
    what doesn't for want of a scope.
    """

    connected: bool
    read_at: datetime | None
    reading: bool
    problem: str
    synced: int = 0
    lacking: tuple[str, ...] = ()
    rows: tuple[RowView, ...] = ()


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A property of HubSpot's that a field could be mapped to; ``unfit`` says why it can't, and
    ``closed`` why it can only be read.
    """

    name: str
    label: str
    type: str
    unfit: str = ""
    closed: str = ""


def get(session: Session, principal: Principal) -> MappingView:
    """The mapping, for everyone."""
    connected, known, rows = connection.read(session), schema.read(session), store.rows(session)
    granted = connected.scopes if connected else [scope.name for scope in scopes.SCOPES]
    allowed = [row for row in rows if _is_allowed(row, granted)]
    known_problems = problems(allowed, known.properties) if known.read_at else []
    return MappingView(
        connected is not None,
        known.read_at,
        known.reading,
        known.problem,
        sum(row.direction != Direction.OFF for row in allowed),
        tuple(scope.without for scope in scopes.missing_for_values(granted)),
        tuple(_row(row, known.properties, known_problems) for row in rows),
    )


def _is_allowed(row: HubSpotField, granted: Collection[str]) -> bool:
    """Whether no missing scope keeps a row from being synced."""
    way = scopes.direction_of(row.record, granted)
    return way == Direction.BOTH or (way != Direction.OFF and row.direction in TAKING)


def row(session: Session, principal: Principal, row_id: int) -> RowView:
    """One row of it.

    Raises:
        NotFound: there is no such row.
    """
    for each in get(session, principal).rows:
        if each.id == row_id:
            return each
    raise NotFound.of("mapped field")


def search(
    session: Session, principal: Principal, record: SyncedRecord, field: str, query: str
) -> list[PropertyView]:
    """The properties of a kind of record whose label or name has all these words, at most
    `MOST_MATCHES`: first those that ``field`` fits, then those that can only be read.
    """
    ours = FIELDS.get((record, field))
    words = query[:LONGEST_QUERY].casefold().split()
    matches = [
        PropertyView(
            prop.name, prop.label, prop.type, _unfit(ours, prop) if ours else "", _closed(prop)
        )
        for prop in schema.read(session).properties.get(record, {}).values()
        if all(word in f"{prop.label} {prop.name}".casefold() for word in words)
    ]
    matches.sort(
        key=lambda match: (
            match.unfit != "",
            match.closed != "",
            match.label.casefold(),
            match.name,
        )
    )
    return matches[:MOST_MATCHES]


def _unfit(ours: OurField, prop: Property) -> str:
    if not fits(ours, prop):
        return f"It can't hold {ours.label}."
    return _CLOSED if _closed(prop) and ours.clean is None else ""


def _closed(prop: Property) -> str:
    return _CLOSED if prop.read_only or is_closed(prop.name) else ""


def _row(row: HubSpotField, properties: Properties, all_problems: list[Problem]) -> RowView:
    ours = FIELDS[row.record, row.field]
    prop = properties.get(row.record, {}).get(row.property)
    closed = is_closed(row.property) or (prop is not None and prop.read_only)
    possible = store.directions(row.record, row.field, row.property)
    chooses = ours.kind in (Kind.CHOICE, Kind.CHOICES)
    return RowView(
        id=row.id or 0,
        version=row.version,
        record=row.record,
        field=row.field,
        label=ours.label,
        property=row.property,
        property_label=prop.label if prop else "",
        direction=row.direction,
        directions=tuple(
            each for each in possible if each == row.direction or not closed or each not in SENDING
        ),
        closed=_CLOSED if closed else "",
        asks=row.asks,
        may_lower=row.may_lower,
        only_forward=row.property == LIFECYCLE,
        values=dict(row.values),
        choices=ours.choices if chooses else (),
        options=prop.options if prop and chooses else {},
        missing=bool(properties.get(row.record)) and is_missing(row, properties[row.record]),
        problems=tuple(
            ProblemView(each.kind, each.text) for each in all_problems if each.row is row
        ),
    )
