"""What happens to meetings that other domains follow (`hooks.call`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeetingBooked:
    """A contact is to meet one of us, or has met them; ``principal`` is None where the contact
    booked it.
    """

    meeting_id: int
    contact_id: int
