"""What a template can say of a person, an account, an event and the sender: the one list of it.

Values are plain texts under these names, so that there is nothing behind them to reach for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

UNSUBSCRIBE, POSTAL_ADDRESS = "unsubscribe_url", "workplace.postal_address"
BOOKING = "sender.booking_url"
# Links that each message has of its own: none of them leads by way of us.
OWN_LINKS = (UNSUBSCRIBE, BOOKING)
CUSTOM = "custom."


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that a template can show. ``sample`` stands for it where no one is chosen."""

    name: str
    label: str
    sample: str

    @property
    def group(self) -> str:
        """What it is about: ``contact`` of ``contact.title``."""
        return self.name.partition(".")[0]


VARIABLES = (
    Variable("contact.first_name", "First name", "Ann"),
    Variable("contact.last_name", "Last name", "Lee"),
    Variable("contact.name", "Full name", "Ann Lee"),
    Variable("contact.title", "Job title", "VP Operations"),
    Variable("contact.email", "Email", "ann.lee@example.com"),
    Variable("account.name", "Account", "Acme Logistics"),
    Variable("account.domain", "Domain", "acme.example"),
    Variable("account.industry", "Industry", "Logistics"),
    Variable("event.name", "Event", "Expo West"),
    Variable("event.venue", "Venue", "Convention Center"),
    Variable("event.location", "Location", "Las Vegas, NV"),
    Variable("event.booth", "Booth", "2210"),
    Variable("event.starts_on", "First day", "March 8, 2027"),
    Variable("event.ends_on", "Last day", "March 10, 2027"),
    Variable("sender.name", "Sender's name", "Sam Rivera"),
    Variable("sender.address", "Sender's email", "sam@example.com"),
    Variable("sender.signature", "Sender's signature", "Sam Rivera\nYardFlow"),
    Variable(BOOKING, "Sender's booking link", "https://example.com/book"),
    Variable(POSTAL_ADDRESS, "Postal address", "1 Main Street, Springfield, IL 62701"),
    Variable(UNSUBSCRIBE, "Unsubscribe link", "https://example.com/unsubscribe"),
)
BY_NAME: Mapping[str, Variable] = {each.name: each for each in VARIABLES}
SAMPLES: Mapping[str, str] = {each.name: each.sample for each in VARIABLES}
# What every message has; anything else may be missing.
ALWAYS = frozenset({UNSUBSCRIBE, POSTAL_ADDRESS, "contact.email", "contact.name", "sender.address"})


def is_known(name: str) -> bool:
    """Whether a template can use this name. There are no custom fields yet, so nothing fills what
    is called `CUSTOM`, and whoever would get that email would wait for good.
    """
    return name in BY_NAME


def is_personal(name: str) -> bool:
    """Whether the value differs from person to person; else many who are written to share it."""
    return name.startswith(("contact.", "account.", CUSTOM))


def labeled(name: str) -> str:
    """What people call it: ``contact.first_name`` as ``first name``."""
    variable = BY_NAME.get(name)
    return variable.label.lower() if variable else name
