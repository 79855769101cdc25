"""What is assumed of people who get an email, as no one knows it beforehand."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b

from yardflow.services.sequences.conversations.outcomes import AWAY_FOR
from yardflow.services.sequences.definitions.steps import StepKey

_PERCENT = 100


class Assumed(StrEnum):
    """What someone does about an email."""

    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    OUT_OF_OFFICE = "out_of_office"


# How long after the email each is taken to happen; an absence lasts as long as one without a date.
AFTER = {
    Assumed.OPENED: timedelta(hours=1),
    Assumed.CLICKED: timedelta(hours=1),
    Assumed.REPLIED: timedelta(days=1),
    Assumed.OUT_OF_OFFICE: timedelta(minutes=1),
}
AWAY = AWAY_FOR
# Of a contact and the email of a step.
Assumptions = Callable[[int, StepKey], Collection[Assumed]]


def nothing(contact_id: int, step: StepKey) -> Collection[Assumed]:
    """No one does anything."""
    return ()


def at_steps(assumed: Mapping[StepKey, Collection[Assumed]]) -> Assumptions:
    """The same of everyone, step by step."""
    return lambda contact_id, step: assumed.get(step, ())


def replies(percent: int) -> Assumptions:
    """So many of a hundred reply to an email; who does is the same for the same person and step,
    and whoever replies at a lower share does at a higher one.
    """

    def assumed(contact_id: int, step: StepKey) -> Collection[Assumed]:
        digest = blake2b(f"{contact_id} {step}".encode(), digest_size=4).digest()
        does = int.from_bytes(digest, "big") % _PERCENT < percent
        return (Assumed.REPLIED,) if does else ()

    return assumed if percent else nothing
