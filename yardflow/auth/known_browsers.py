"""Browsers in which a person has signed in before: their attempts don't count with strangers'.

A cookie remembers it, out of reach of scripts. It opens nothing. It is signed over the person and
their stored password, so it is had only by who knew that password, and ends with it: a new one for
each sign-in gives no more guesses at what its holder knows.
"""

import hashlib
import hmac
import secrets

from yardflow.auth import cookies
from yardflow.config import settings
from yardflow.services.team.users import Credentials

KEPT_SECONDS = 180 * 24 * 3600
_LONGEST = 200


def issue(person: Credentials) -> str:
    """A ``Set-Cookie`` header by which this browser is known from now on."""
    nonce = secrets.token_urlsafe(16)
    return cookies.issued(_name(person), f"{nonce}.{_signature(person, nonce)}", KEPT_SECONDS)


def browser_of(cookie_header: str, person: Credentials | None) -> str | None:
    """What tells this browser of the person from their others; None for a stranger's."""
    value = cookies.value_of(cookie_header, _name(person)) if person else None
    if person is None or value is None or len(value) > _LONGEST:
        return None
    nonce, _, signature = value.partition(".")
    expected = _signature(person, nonce).encode()
    return nonce if hmac.compare_digest(signature.encode("utf-8", "replace"), expected) else None


def _name(person: Credentials) -> str:
    return f"yardflow-known-{person.user_id}"


def _signature(person: Credentials, nonce: str) -> str:
    signed = f"known browser\0{person.user_id}\0{nonce}\0{person.password_hash}"
    return hmac.new(
        settings().secret().encode(), signed.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()
