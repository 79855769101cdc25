"""What the merge goes by: values with their moments, what we wrote there, what people ruled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from yardflow.models import ChangedBy, Side


class Evidence(IntEnum):
    """How well a value is known, which counts where moments say nothing. ``MET``: a person wrote it
    of someone whom the team has met. What a file said is below HubSpot, where someone keeps it.
    """

    ENRICHMENT = 1
    IMPORT = 2
    HUBSPOT = 3
    PERSON = 4
    MET = 5


EVIDENCE = {
    ChangedBy.ENRICHMENT: Evidence.ENRICHMENT,
    ChangedBy.IMPORT: Evidence.IMPORT,
    ChangedBy.HUBSPOT: Evidence.HUBSPOT,
    ChangedBy.PERSON: Evidence.PERSON,
}


@dataclass(frozen=True, slots=True)
class Value:
    """What a side has of a field. ``at`` is when it was last changed, None where no one knows;
    ``latest`` is then the moment since which it was certainly not changed.

    An empty text without a moment is no value; with one, somebody cleared it then. ``before`` are
    the values that HubSpot had until then, the newest first; ``by_user``: someone entered it there,
    so that it is no write of ours.
    """

    text: str
    at: datetime | None = None
    by: Evidence = Evidence.HUBSPOT
    latest: datetime | None = None
    before: tuple["Value", ...] = ()
    by_user: bool = False

    @property
    def absent(self) -> bool:
        """Whether there is no value, and never was one that someone cleared."""
        return not self.text and self.at is None

    def is_before(self, other: "Value") -> bool:
        """Whether it was certainly changed earlier than the other."""
        last = self.at or self.latest
        return last is not None and other.at is not None and last < other.at


@dataclass(frozen=True, slots=True)
class Written:
    """A value that we wrote, or are to write, to a property: for the change of ours at
    ``changed_at``. ``sending_at`` is when the request began, ``sent_at`` when HubSpot confirmed it.
    """

    text: str
    changed_at: datetime | None
    by: Evidence
    sent_at: datetime | None = None
    sending_at: datetime | None = None

    @property
    def over_at(self) -> datetime | None:
        """When HubSpot has it, if it ever got it; None where it was not sent yet."""
        return self.sent_at or self.sending_at

    def as_value(self, text: str) -> Value:
        """What HubSpot has of it is our value, of the moment of our change: before it was sent."""
        return Value(text, self.changed_at, self.by, latest=self.sending_at or self.sent_at)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person said whose value counts, until one side changes after ``at``. ``side`` is None where
    they undid a decision: both stay as they are.
    """

    at: datetime
    side: Side | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is remembered of a record, by property."""

    written: Mapping[str, tuple[Written, ...]] = field(default_factory=dict)
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
