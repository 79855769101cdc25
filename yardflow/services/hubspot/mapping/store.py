"""The mapping as it is kept: read by all who sync, changed by administrators."""

from collections.abc import Mapping, Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Direction, HubSpotField, SyncedRecord
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.mapping.defaults import DEFAULTS
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.hubspot.mapping.mapped import SENDING, TAKING
from yardflow.services.hubspot.mapping.properties import is_closed
from yardflow.services.records.values.fields import LARGEST_ID

# HubSpot's longest name of a property, and more options than it allows.
LONGEST_NAME, LONGEST_OPTION, MOST_OPTIONS = 100, 3_000, 5_000


def add_defaults(session: Session) -> None:
    """Adds the rows of the mapping to begin with, where there is none: what a person removed stays
    removed. From then on changes of records are noted.
    """
    if rows(session):
        return
    defaults = [
        {
            "record": row.record,
            "field": row.field,
            "property": row.property,
            "direction": row.direction,
            "values": row.values,
            "updated_at": clock.now(),
        }
        for row in DEFAULTS
    ]
    session.execute(insert(HubSpotField).values(defaults).on_conflict_do_nothing())


def rows(session: Session) -> Sequence[HubSpotField]:
    """The whole mapping, in the order in which it was made."""
    return session.exec(select(HubSpotField).order_by(col(HubSpotField.id))).all()


def add(
    session: Session,
    principal: Principal,
    record: SyncedRecord,
    field: str,
    name: str,
    direction: Direction = Direction.OFF,
) -> HubSpotField:
    """Adds a row for a field and a property.

    Raises:
        Forbidden: only administrators change the mapping.
        Invalid: there is no such field, no property can have this name, or the field can't go this
            way.
        Conflict: there is such a row, or its property or field is taken.
    """
    require_admin(principal)
    if (record, field) not in FIELDS:
        raise Invalid("Choose a field.", {"field": "Choose one of the fields of this record."})
    row = HubSpotField(record=record, field=field, property=_name(name), direction=direction)
    _check_direction(row)
    row.updated_by = principal.user_id
    _save(session, row)
    _note(session, principal, row, None)
    return row


def change(
    session: Session,
    principal: Principal,
    row_id: int,
    version: int | None,
    *,
    direction: Direction,
    asks: bool = False,
    may_lower: bool = False,
    values: Mapping[str, Sequence[str]] | None = None,
    name: str | None = None,
) -> HubSpotField:
    """Changes a row of the mapping; ``values`` stay as they are where None is given, and so does
    the property unless another ``name`` is. Another property begins without values.

    Raises:
        Forbidden: only administrators change the mapping.
        NotFound: there is no such row.
        Invalid: the values are none, or the field can't go this way.
        Conflict: someone changed it since ``version``, or its property or field is taken.
    """
    row = _locked(session, principal, row_id, version)
    before = _shown(row)
    row.direction, row.asks, row.may_lower = direction, asks, may_lower
    if name is not None and name != row.property:
        row.property, row.values = _name(name), {}
    _check_direction(row)
    if values is not None:
        row.values = _values(values, FIELDS[row.record, row.field].choices)
    row.updated_by = principal.user_id
    _save(session, row)
    _note(session, principal, row, before)
    return row


def remove(session: Session, principal: Principal, row_id: int, version: int | None) -> None:
    """Removes a row: its field and its property are as if they had never met. What either side has
    stays.

    Raises:
        Forbidden: only administrators change the mapping.
        NotFound: there is no such row.
        Conflict: someone changed it since ``version``.
    """
    row = _locked(session, principal, row_id, version)
    names = {"field": f"{row.record}.{row.field}", "property": row.property}
    before = _shown(row) | names
    session.delete(row)
    audit.record(
        session, principal, "hubspot_field.deleted", "hubspot_field", row_id, before=before
    )


def _locked(
    session: Session, principal: Principal, row_id: int, version: int | None
) -> HubSpotField:
    require_admin(principal)
    row = (
        session.get(HubSpotField, row_id, with_for_update=True)
        if 0 < row_id <= LARGEST_ID
        else None
    )
    if row is None:
        raise NotFound.of("mapped field")
    if version is not None and row.version != version:
        raise Conflict("Someone else just changed this field. Reload the page and try again.")
    return row


def _check_direction(row: HubSpotField) -> None:
    """Raises `Invalid` where a row would fill or write what can't be."""
    label = _label(row)
    if row.direction not in directions(row.record, row.field, row.property):
        text = (
            f"HubSpot sets {row.property} automatically. Sync it from HubSpot only."
            if is_closed(row.property) and row.direction in SENDING
            else f"{label} follows from other records here. Sync it to HubSpot only."
        )
        raise Invalid(text, {"direction": text})


def directions(record: SyncedRecord, field: str, name: str) -> tuple[Direction, ...]:
    """The ways that a field and a property of this name can go."""
    takes = FIELDS[record, field].clean is not None
    sends = not is_closed(name)
    return tuple(
        each
        for each in Direction
        if (takes or each not in TAKING) and (sends or each not in SENDING)
    )


def _save(session: Session, row: HubSpotField) -> None:
    others = select(HubSpotField).where(
        HubSpotField.record == row.record, HubSpotField.id != row.id
    )
    with session.no_autoflush:
        for other in session.exec(others):
            _refuse_both(row, other)
    session.add(row)
    session.flush()


def _refuse_both(row: HubSpotField, other: HubSpotField) -> None:
    """Raises `Conflict` where two rows would write or fill the same."""
    if (other.field, other.property) == (row.field, row.property):
        raise Conflict(f"{_label(row)} is mapped to {row.property} already.")
    if Direction.OFF in (row.direction, other.direction):
        return
    if other.property == row.property:
        raise Conflict(f"{_label(other)} is mapped to {row.property} already. Turn that off first.")
    if other.field == row.field and {row.direction, other.direction} <= TAKING:
        raise Conflict(
            f"{_label(row)} comes from {other.property} already. Sync one of them to HubSpot only."
        )


def _name(name: str) -> str:
    plain = name.strip()
    shaped = plain.isascii() and plain.replace("_", "a").isalnum() and plain == plain.lower()
    if not 0 < len(plain) <= LONGEST_NAME or not shaped:
        text = "Enter the property's internal name, for example jobtitle."
        raise Invalid(text, {"property": text})
    return plain


def _values(values: Mapping[str, Sequence[str]], choices: Sequence[str]) -> dict[str, list[str]]:
    """Values for each of ours; those without any are left."""
    chosen = {ours: list(dict.fromkeys(each)) for ours, each in values.items() if each}
    options = [value for each in chosen.values() for value in each]
    if unknown := [ours for ours in chosen if ours not in choices]:
        text = f"{unknown[0][:LONGEST_NAME]} is no value of this field."
        raise Invalid(text, {"values": text})
    if len(options) > MOST_OPTIONS or any(not 0 < len(each) <= LONGEST_OPTION for each in options):
        text = f"Choose at most {MOST_OPTIONS:,} of HubSpot's options."
        raise Invalid(text, {"values": text})
    if len(set(options)) < len(options):
        text = "An option of HubSpot's stands for several values. Leave it at one of them."
        raise Invalid(text, {"values": text})
    return chosen


def _label(row: HubSpotField) -> str:
    return FIELDS[row.record, row.field].label


def _shown(row: HubSpotField) -> dict[str, object]:
    return {
        "direction": row.direction,
        "asks": row.asks,
        "may_lower": row.may_lower,
        "values": row.values,
    }


def _note(
    session: Session, principal: Principal, row: HubSpotField, before: dict[str, object] | None
) -> None:
    audit.record(
        session,
        principal,
        "hubspot_field.updated" if before else "hubspot_field.created",
        "hubspot_field",
        row.id,
        before=before,
        after=_shown(row) | {"field": f"{row.record}.{row.field}", "property": row.property},
    )
