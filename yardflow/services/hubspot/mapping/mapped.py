"""A field beside its property: how the value of one reads as the other's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping.fields import FIELDS, OurField
from yardflow.services.hubspot.mapping.kinds import BETWEEN, FORMS, Form, Kind
from yardflow.services.hubspot.mapping.properties import (
    LIFECYCLE,
    LIFECYCLE_STAGES,
    Property,
    PropertyType,
)
from yardflow.services.records.values.same_value import same

SENDING = frozenset({Direction.BOTH, Direction.TO_HUBSPOT})
TAKING = frozenset({Direction.BOTH, Direction.FROM_HUBSPOT})
_CHOICES = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.OWNER})
Properties = Mapping[SyncedRecord, Mapping[str, Property]]


class Row(Protocol):
    """What is stored of a mapping, as `HubSpotField` has it."""

    record: SyncedRecord
    field: str
    property: str
    direction: Direction
    asks: bool
    may_lower: bool
    values: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class MappedField:
    """A field of ours and the property that it is in HubSpot. Values are texts on both sides.

    ``there`` is HubSpot's value for each of ours, ``here`` ours for each of HubSpot's; both None
    where values are the same on both sides, but for their form. ``order`` are HubSpot's values from
    first to last, where it only moves forward.
    """

    field: OurField
    prop: Property
    direction: Direction = Direction.BOTH
    asks: bool = False
    may_lower: bool = False
    there: Mapping[str, str] | None = None
    here: Mapping[str, str] | None = None
    order: tuple[str, ...] = ()
    form: Form = FORMS[Kind.TEXT]

    @property
    def sends(self) -> bool:
        """Whether HubSpot gets our changes."""
        return self.direction in SENDING

    @property
    def takes(self) -> bool:
        """Whether we get HubSpot's changes."""
        return self.direction in TAKING

    def to_hubspot(self, ours: str) -> str:
        """Our value as HubSpot takes it.

        Raises:
            ValueError: HubSpot can't have this value; the text says why.
        """
        if not ours:
            return ""
        if self.there is None:
            return self.form.write(ours)
        return BETWEEN.join(self._translated(part, self.there) for part in self._parts(ours))

    def from_hubspot(self, theirs: str) -> str:
        """HubSpot's value as it is stored here.

        Raises:
            ValueError: it can't be stored here; the text says why.
        """
        if not theirs.strip():
            return ""
        if self.here is None:
            text = self.form.read(theirs)
        else:
            parts = theirs.split(BETWEEN) if self.prop.several else [theirs]
            read = (self._read(part.strip(), self.here) for part in parts if part.strip())
            text = self._together(list(dict.fromkeys(read)))
        return self.field.clean(text) if self.field.clean else text

    def same(self, left: str, right: str) -> bool:
        """Whether two values of HubSpot's are one."""
        return left == right or self.form.same(left, right)

    def agrees(self, ours: str, theirs: str) -> bool:
        """Whether both sides say the same, as far as the other can say it."""
        if self.there is None and ours == theirs:
            return True
        try:
            if self.same(self.to_hubspot(ours), theirs):
                return True
        except ValueError:
            pass  # HubSpot can't say it; the other way round it may be the same
        try:
            return self.from_hubspot(theirs) == ours
        except ValueError:
            return False

    def lowers(self, value: str, theirs: str) -> bool:
        """Whether HubSpot ignores ``value`` because it has one that is further."""
        if value not in self.order or theirs not in self.order:
            return False
        return self.order.index(value) < self.order.index(theirs)

    def shown(self, theirs: str) -> str:
        """HubSpot's value as HubSpot shows it."""
        return self.prop.options.get(theirs, theirs)

    def _parts(self, ours: str) -> list[str]:
        return ours.split(BETWEEN) if self.field.kind == Kind.CHOICES else [ours]

    def _translated(self, part: str, there: Mapping[str, str]) -> str:
        value = there.get(part) or there.get(same(part))
        if value is None:
            raise ValueError(f"{self.prop.label} in HubSpot has no value for {part}.")
        return value

    def _read(self, value: str, here: Mapping[str, str]) -> str:
        if value not in here:
            raise ValueError(f"{self.shown(value)} in HubSpot is no {self.field.label} here.")
        return here[value]

    def _together(self, parts: list[str]) -> str:
        if len(parts) > 1 and self.field.kind != Kind.CHOICES:
            raise ValueError(f"{self.field.label} takes one value, and HubSpot has several.")
        return BETWEEN.join(parts)


def mapped(
    rows: Sequence[Row], properties: Properties, owners: Mapping[str, str]
) -> tuple[MappedField, ...]:
    """The fields that are synced. ``owners`` are HubSpot's ids of our teammates by their address;
    a property that HubSpot did not describe is taken for a text.
    """
    return tuple(
        _mapped(row, properties.get(row.record, {}).get(row.property), owners)
        for row in rows
        if row.direction != Direction.OFF
    )


def _mapped(row: Row, described: Property | None, owners: Mapping[str, str]) -> MappedField:
    field = FIELDS[row.record, row.field]
    prop = described or Property(row.property, row.property)
    there, here = _values(field, prop, row.values, owners)
    as_number = field.kind == Kind.TEXT and prop.type == PropertyType.NUMBER
    return MappedField(
        field,
        prop,
        row.direction,
        row.asks,
        row.may_lower,
        there,
        here,
        (tuple(prop.options) or LIFECYCLE_STAGES) if prop.name == LIFECYCLE else (),
        FORMS[_form_of(field, prop, as_number)],
    )


def _form_of(field: OurField, prop: Property, as_number: bool) -> Kind:
    if as_number:
        return Kind.NUMBER
    return Kind.CHOICES if prop.several else field.kind


def _values(
    field: OurField, prop: Property, values: Mapping[str, list[str]], owners: Mapping[str, str]
) -> tuple[Mapping[str, str] | None, Mapping[str, str] | None]:
    """What each value is on the other side."""
    if field.kind == Kind.OWNER:
        return owners, {there: ours for ours, there in owners.items()}
    if values:
        there = {ours: each[0] for ours, each in values.items() if each}
        return there, {value: ours for ours, each in values.items() for value in each}
    if field.kind in _CHOICES:
        same_there = {choice: choice for choice in field.choices}
        return same_there, same_there
    if prop.type == PropertyType.ENUMERATION:
        by_label = {same(label): value for value, label in prop.options.items()}
        return by_label, dict(prop.options)
    return None, None
