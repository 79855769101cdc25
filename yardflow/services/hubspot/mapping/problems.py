"""What of a mapping will not work, and what to do about it, before anything is synced by it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping.defaults import OWN_PREFIX
from yardflow.services.hubspot.mapping.fields import FIELDS, OurField
from yardflow.services.hubspot.mapping.kinds import Kind
from yardflow.services.hubspot.mapping.mapped import SENDING, TAKING, Properties, Row
from yardflow.services.hubspot.mapping.properties import (
    DEAL_STAGE,
    OBJECTS,
    PIPELINE,
    PRIMARY_COMPANY,
    Property,
    PropertyType,
    is_closed,
)

_STRING, _ENUMERATION = PropertyType.STRING, PropertyType.ENUMERATION
_FITTING: dict[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset({_STRING, _ENUMERATION, PropertyType.NUMBER}),
    Kind.EMAIL: frozenset({_STRING}),
    Kind.PHONE: frozenset({_STRING, PropertyType.PHONE_NUMBER}),
    Kind.ADDRESS: frozenset({_STRING}),
    Kind.COUNTRY: frozenset({_STRING, _ENUMERATION}),
    Kind.NUMBER: frozenset({PropertyType.NUMBER, _STRING}),
    Kind.BOOLEAN: frozenset({PropertyType.BOOL, _STRING}),
    Kind.DATE: frozenset({PropertyType.DATE, PropertyType.DATETIME}),
    Kind.MOMENT: frozenset({PropertyType.DATETIME}),
    Kind.CHOICE: frozenset({_ENUMERATION, _STRING}),
    Kind.CHOICES: frozenset({_ENUMERATION}),
    Kind.OWNER: frozenset({_ENUMERATION}),
    Kind.COMPANY: frozenset({PropertyType.NUMBER}),
}
_OWN_TYPES = {Kind.NUMBER: PropertyType.NUMBER, Kind.DATE: PropertyType.DATE}
# Without these HubSpot makes no deal.
_NEEDED_OF_DEALS = {"dealname": "a name", "dealstage": "a stage"}


class ProblemKind(StrEnum):
    """What is the matter. ``create``: the property is one of our own, which a person has created
    in HubSpot.
    """

    CREATE = "create"
    MISSING = "missing"
    READ_ONLY = "read_only"
    WRONG_TYPE = "wrong_type"
    NOT_FILLED_HERE = "not_filled_here"
    TWO_ON_ONE = "two_on_one"
    TWO_INTO_ONE = "two_into_one"
    OPTION_MISSING = "option_missing"
    OPTION_TWICE = "option_twice"
    OTHER_PIPELINE = "other_pipeline"
    NOT_MAPPED = "not_mapped"


@dataclass(frozen=True, slots=True)
class Problem:
    """What will not work about one row of a mapping, in a sentence that says what to do."""

    kind: ProblemKind
    row: Row
    text: str


def problems(rows: Sequence[Row], properties: Properties) -> list[Problem]:
    """All that will not work of a mapping, in the order of its rows; what is off has none."""
    active = [row for row in rows if row.direction != Direction.OFF]
    of_rows = [problem for row in active for problem in _of_row(row, properties)]
    of_stages = _of_stages(active, properties)
    return [*of_rows, *_of_several(active), *of_stages, *_of_deals(active)]


def fits(field: OurField, prop: Property) -> bool:
    """Whether a property is of a type that can hold a field."""
    holds_several = field.kind != Kind.CHOICES or prop.several
    return prop.type in _FITTING[field.kind] and holds_several


def new_property(row: Row) -> Property:
    """The property that is to be created in HubSpot for a row whose problem is ``create``."""
    field = FIELDS[row.record, row.field]
    choices = field.kind in (Kind.CHOICE, Kind.CHOICES)
    kind = _ENUMERATION if choices else _OWN_TYPES.get(field.kind, _STRING)
    return Property(
        row.property,
        f"YardFlow {field.label}",
        kind,
        several=field.kind == Kind.CHOICES,
        options={choice: choice for choice in field.choices},
    )


def _of_row(row: Row, properties: Properties) -> Iterator[Problem]:
    field, prop = FIELDS[row.record, row.field], properties.get(row.record, {}).get(row.property)
    if row.direction in TAKING and field.clean is None:
        yield Problem(
            ProblemKind.NOT_FILLED_HERE,
            row,
            f"{field.label} follows from other records here, so HubSpot can't fill it. "
            "Sync it to HubSpot only.",
        )
    # Which company a contact belongs to is an association, whatever HubSpot says of its property.
    closed = row.property != PRIMARY_COMPANY and (
        is_closed(row.property) or (prop and prop.read_only)
    )
    if row.direction in SENDING and closed:
        yield Problem(
            ProblemKind.READ_ONLY,
            row,
            f"HubSpot sets {prop.label if prop else row.property} automatically. "
            "Sync it from HubSpot only, or choose another property.",
        )
    elif prop is None:
        yield _missing(row, field)
    if prop is not None:
        yield from _of_values(row, field, prop)


def _missing(row: Row, field: OurField) -> Problem:
    where = OBJECTS[row.record]
    if row.property.startswith(OWN_PREFIX):
        return Problem(
            ProblemKind.CREATE,
            row,
            f"HubSpot's {where} don't have the property {row.property} yet. Create it, or turn "
            f"{field.label} off.",
        )
    return Problem(
        ProblemKind.MISSING,
        row,
        f"HubSpot's {where} have no property {row.property}. Choose another one for {field.label}, "
        "or turn it off.",
    )


def _of_values(row: Row, field: OurField, prop: Property) -> Iterator[Problem]:
    if not fits(field, prop):
        yield Problem(
            ProblemKind.WRONG_TYPE,
            row,
            f"{prop.label} in HubSpot can't hold {field.label}. Choose a property of another type.",
        )
        return
    for value, count in Counter(_values_there(row)).items():
        if count > 1:
            yield Problem(
                ProblemKind.OPTION_TWICE,
                row,
                f"{prop.label} {_label(prop, value)} stands for several values of {field.label}. "
                "Leave it at one of them.",
            )
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        yield from _of_options(row, field, prop)


def _of_options(row: Row, field: OurField, prop: Property) -> Iterator[Problem]:
    values = row.values or {choice: [choice] for choice in field.choices}
    if prop.type == _ENUMERATION and not prop.options_elsewhere:
        for value in dict.fromkeys(v for each in values.values() for v in each):
            if value not in prop.options:
                yield Problem(
                    ProblemKind.OPTION_MISSING,
                    row,
                    f"{prop.label} in HubSpot has no option {value}. Choose one of: "
                    f"{', '.join(prop.options.values())}.",
                )
    unknown = [ours for ours in values if ours not in field.choices]
    if unknown:
        yield Problem(
            ProblemKind.OPTION_MISSING,
            row,
            f"{field.label} has no value {unknown[0]}. Choose one of: {', '.join(field.choices)}.",
        )


def _of_several(rows: Sequence[Row]) -> Iterator[Problem]:
    ours_by_property: dict[tuple[str, str], Row] = {}
    incoming: dict[tuple[str, str], Row] = {}
    for row in rows:
        label = FIELDS[row.record, row.field].label
        first = ours_by_property.setdefault((row.record, row.property), row)
        if first is not row:
            other = FIELDS[first.record, first.field].label
            yield Problem(
                ProblemKind.TWO_ON_ONE,
                row,
                f"{other} and {label} are both mapped to {row.property}. Turn one of them off.",
            )
        if row.direction not in TAKING:
            continue
        first = incoming.setdefault((row.record, row.field), row)
        if first is not row:
            yield Problem(
                ProblemKind.TWO_INTO_ONE,
                row,
                f"{label} would come from {first.property} and from {row.property}. "
                "Sync one of them to HubSpot only.",
            )


def _of_stages(rows: Sequence[Row], properties: Properties) -> Iterator[Problem]:
    """HubSpot refuses a deal at a stage of another pipeline than its own."""
    described = properties.get(SyncedRecord.TARGET, {})
    deals = {row.property: row for row in rows if row.record == SyncedRecord.TARGET}
    if not {DEAL_STAGE, PIPELINE} <= deals.keys() & described.keys():
        return
    stage, pipelines = described[DEAL_STAGE], _values_there(deals[PIPELINE])
    for value in _values_there(deals[DEAL_STAGE]):
        if stage.pipelines.get(value, value) not in {*pipelines, value}:
            yield Problem(
                ProblemKind.OTHER_PIPELINE,
                deals[DEAL_STAGE],
                f"{_label(stage, value)} is a stage of another pipeline than the one of your deals."
                " Choose a stage of that pipeline, or another pipeline.",
            )


def _values_there(row: Row) -> list[str]:
    return [value for each in row.values.values() for value in each]


def _of_deals(rows: Sequence[Row]) -> Iterator[Problem]:
    deals = [row for row in rows if OBJECTS[row.record] == "deals"]
    sent = {row.property for row in deals if row.direction in SENDING}
    if not deals:
        return
    for name, what in _NEEDED_OF_DEALS.items():
        if name not in sent:
            yield Problem(
                ProblemKind.NOT_MAPPED,
                deals[0],
                f"HubSpot makes no deal without {what}. Sync a field to {name}.",
            )


def _label(prop: Property, value: str) -> str:
    return prop.options.get(value, value)
