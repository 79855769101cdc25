"""What a person may enter about a meeting."""

from datetime import UTC, datetime

from yardflow.models import Meeting, MeetingKind, MeetingOutcome
from yardflow.services.records.resource import Resource
from yardflow.services.records.values import fields

SHORTEST, LONGEST = 5, 24 * 60
USUAL = 30
_LONGEST_MOMENT = 40


def moment(value: object) -> datetime:
    """When it starts: an aware moment from 2000 to 2099, as such or in ISO 8601."""
    if isinstance(value, str) and len(value) <= _LONGEST_MOMENT:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is None or not 2000 <= value.year <= 2099:
        raise ValueError("Enter the date and time when the meeting starts.")
    return value.astimezone(UTC).replace(second=0, microsecond=0)


def minutes(value: object) -> int:
    """How long it is, in minutes."""
    text = str(value).strip() if isinstance(value, int | str) else ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if isinstance(value, bool) or not SHORTEST <= number <= LONGEST:
        raise ValueError(f"A meeting takes from {SHORTEST} minutes to 24 hours.")
    return number


def timezone(value: object) -> str:
    """The zone that its time is said in, as an IANA name."""
    if not value:
        raise ValueError("Choose a time zone, for example America/Chicago.")
    return str(fields.timezone(value))


def reference(value: object) -> int | None:
    """The id of a record, or none."""
    return None if value is None or value == "" else fields.key(value)


MEETING = Resource(
    Meeting,
    {
        "starts_at": moment,
        "minutes": minutes,
        "timezone": timezone,
        "kind": fields.one_of(MeetingKind),
        "outcome": fields.one_of(MeetingOutcome),
        "event_id": reference,
        "owner_id": reference,
        "location": fields.line(300),
        "next_step": fields.line(500),
    },
    personal=True,
)
GUEST = {
    "guest_name": fields.line(100),
    "guest_address": fields.email,
    "guest_note": fields.prose(1_000),
}
