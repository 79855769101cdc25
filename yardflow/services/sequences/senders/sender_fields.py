"""What a person may enter about a sender."""

from yardflow.models import Sender
from yardflow.services.records.resource import Resource
from yardflow.services.records.values import fields, web_addresses
from yardflow.services.records.values.fields import Cleaner
from yardflow.services.sequences.senders import signature

MOST_A_DAY, LONGEST_GAP_S = 100_000, 86_400


def whole(least: int, most: int, what: str) -> Cleaner:
    """A whole number, as such or as text; ``what`` it is, to begin a sentence with."""

    def clean(value: object) -> int:
        text = str(value).strip().replace(",", "") if isinstance(value, int | str) else ""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if isinstance(value, bool) or not least <= number <= most:
            raise ValueError(f"{what} is a number from {least} to {most:,}.")
        return number

    return clean


def address(value: object) -> str:
    """The address that emails come from."""
    clean = fields.email(value)
    if clean is None:
        raise ValueError("Enter the address that emails come from.")
    return clean


def timezone(value: object) -> str:
    """An IANA name; there is no usual one, because a sender's day begins and ends by it."""
    if not value:
        raise ValueError("Choose the sender's time zone, for example America/Chicago.")
    return str(fields.timezone(value))


def user(value: object) -> int | None:
    """Whose sender it is; None for no one's."""
    return None if value is None or value == "" else fields.key(value)


fields.taking(address, format="email", maxLength=254)

SENDER = Resource(
    Sender,
    {
        "name": fields.line(100, needed="Enter the sender's name as recipients will see it."),
        "address": address,
        "reply_to": fields.email,
        "user_id": user,
        "timezone": timezone,
        "daily_cap": whole(1, MOST_A_DAY, "The daily limit"),
        "warmup_began": fields.day,
        "warmup_first": whole(0, MOST_A_DAY, "The number of emails on the first day"),
        "warmup_step": whole(0, MOST_A_DAY, "The number of emails added each day"),
        "pace_s": whole(0, LONGEST_GAP_S, "The time between emails, in seconds,"),
        "jitter_s": whole(0, LONGEST_GAP_S, "The random extra time, in seconds,"),
        "signature_html": signature.cleaned,
        "signature_text": fields.prose(signature.LONGEST),
        "booking_url": web_addresses.secure_website,
    },
)
USUAL_CAP = 200
PAUSE_REASON = fields.line(300, needed="Say why, so that your team knows.")
