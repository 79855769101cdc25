"""What an ADMIN has decided about all email: who signs for it, and how much of it there is.

One row of the `setting` table. Whatever nobody decided is as it is written here.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from yardflow.config import settings
from yardflow.errors import Conflict, Invalid
from yardflow.models import LawfulBasis, Setting
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.values import domains, fields, web_addresses
from yardflow.services.records.values.fields import Cleaner
from yardflow.services.sequences.decisions.facts import ALLOWING, Policy
from yardflow.services.sequences.senders.sender_fields import whole

KEY = "email"
MOST_A_WEEK, MOST_A_DAY, MOST_TO_A_DOMAIN = 50, 1_000, 1_000_000
LONGEST_ADDRESS, LONGEST_HOST = 500, 260
# What may allow an email, "" where a contact's lawful basis was not recorded.
LAWFUL_BASES = (*(basis.value for basis in LawfulBasis if basis in ALLOWING), "")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """The decisions. ``postal_address`` stands under every email, and without it nothing is
    published. Links and the open pixel lead to ``tracking_host``, an https address without a path,
    where there is one, else to this server. ``domain_per_day`` emails at most go to a recipient's
    domain, by all senders; ``first_touches_per_day`` to people of an account who had none before.
    None: any number. Answers go to addresses of ``reply_host``, which SendGrid's Inbound Parse
    takes emails for; without one to the senders' own. ``lawful_bases``: a contact needs one of
    these to be emailed.
    """

    postal_address: str = ""
    tracking_host: str = ""
    reply_host: str = ""
    person_per_week: int = 2
    domain_per_day: int | None = None
    first_touches_per_day: int | None = 1
    lawful_bases: tuple[str, ...] = LAWFUL_BASES

    @property
    def policy(self) -> Policy:
        """The same for decisions."""
        return Policy(
            self.person_per_week,
            self.domain_per_day,
            self.first_touches_per_day,
            frozenset(self.lawful_bases),
        )


def _tracking_host(value: object) -> str:
    text = str(web_addresses.website(fields.bounded(str(value or "").strip(), LONGEST_HOST)))
    parts = urlsplit(text)
    bare = text.rstrip("/") == f"https://{parts.netloc}"
    if text and (not bare or domains.host_of(text) is None):
        raise ValueError("Enter an https address without a path, for example https://go.acme.com.")
    return text.rstrip("/").lower()


def _reply_host(value: object) -> str:
    text = fields.bounded(str(value or "").strip().lower(), LONGEST_HOST).rstrip(".")
    if text and ("." not in text or domains.host_of(f"https://{text}") != text):
        raise ValueError("Enter a domain, for example reply.acme.com.")
    return text


def _lawful_bases(value: object) -> tuple[str, ...]:
    sent = value if isinstance(value, list | tuple) else ()
    chosen = tuple(basis for basis in LAWFUL_BASES if basis in sent)
    if not chosen or len(chosen) < len(sent):
        raise ValueError("Choose at least one lawful basis.")
    return chosen


def _or_none(clean: Cleaner) -> Cleaner:
    return lambda value: None if value is None or value == "" else clean(value)


_CLEANERS: dict[str, Cleaner] = {
    "postal_address": fields.prose(LONGEST_ADDRESS),
    "tracking_host": _tracking_host,
    "reply_host": _reply_host,
    "person_per_week": whole(1, MOST_A_WEEK, "Emails a week per person"),
    "domain_per_day": _or_none(whole(1, MOST_TO_A_DOMAIN, "Emails a day per domain")),
    "first_touches_per_day": _or_none(whole(1, MOST_A_DAY, "First emails a day per account")),
    "lawful_bases": _lawful_bases,
}


def read(session: Session) -> EmailSettings:
    """The decisions as they stand."""
    return stored(session)[0]


def stored(session: Session) -> tuple[EmailSettings, int]:
    """The decisions with their version, 0 while nobody has decided anything."""
    row = session.get(Setting, KEY)
    return (_decided(row), row.version) if row else (_undecided(), 0)


def shown(session: Session, principal: Principal) -> tuple[EmailSettings, int]:
    """`stored`, for the person who decides.

    Raises:
        Forbidden: the person is no ADMIN.
    """
    require_admin(principal)
    return stored(session)


def save(
    session: Session, principal: Principal, version: int | None, values: Mapping[str, object]
) -> EmailSettings:
    """Changes some of the decisions. ``version`` is the one the person saw; None skips the check.

    Raises:
        Forbidden: the person is no ADMIN.
        Invalid: a value can't be taken; ``fields`` says which.
        Conflict: someone else decided in the meantime.
    """
    require_admin(principal)
    row = session.get(Setting, KEY, with_for_update=True)
    before = _decided(row) if row else _undecided()
    if version is not None and version != (row.version if row else 0):
        raise Conflict(
            "Someone else changed these settings. Yours weren't saved: "
            "reload the page and try again."
        )
    clean: dict[str, Any] = fields.cleaned(values, _CLEANERS)
    after = replace(before, **clean)
    if after == before and row is not None:
        return after
    row = row or Setting(key=KEY, value={})
    old, row.value, row.updated_by = asdict(before), asdict(after), principal.user_id
    session.add(row)
    changed = [name for name, value in row.value.items() if value != old[name]]
    audit.record(
        session,
        principal,
        "email.settings_changed",
        "setting",
        before={name: old[name] for name in changed},
        after={name: row.value[name] for name in changed},
    )
    return after


def _undecided() -> EmailSettings:
    return EmailSettings(postal_address=settings().company_address or "")


def _decided(row: Setting) -> EmailSettings:
    """What the row says; what can't be read is as if nobody had decided it."""
    kept: dict[str, Any] = {}
    for name, value in row.value.items():
        try:
            kept |= fields.cleaned({name: value}, _CLEANERS)
        except Invalid:
            log.warning("a setting of email can't be read: %s", name[:100])
    return replace(_undecided(), **kept)
