"""Reading what the providers are shown of contacts: some at once, in eight statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlmodel import Session, col, or_, select

from yardflow import clock
from yardflow.models import Account, Claim, ClaimStatus, Contact, EmailStatus, Origin
from yardflow.services.enrichment.providers.email_pattern.addresses import (
    mail_domain,
    other_domain,
)
from yardflow.services.enrichment.providers.email_pattern.provider import read_usual
from yardflow.services.enrichment.providers.protocol import (
    FIELDS,
    OF_ACCOUNT,
    ContactSnapshot,
    Evidence,
    RealAddress,
)
from yardflow.services.records.values.normalize import folded
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

# Guessed addresses are no evidence until a person says so, or guesses would confirm each other.
REAL = (EmailStatus.GIVEN, EmailStatus.VERIFIED)
MOST_ADDRESSES, MOST_VERDICTS, MOST_NAMES = 300, 300, 300
MOST_NOTES, LONGEST_NOTE = 10, 1_000
# As long as this, what was found out about a company counts as known.
FRESH = timedelta(days=30)

_ADDRESSES = text("""
SELECT colleague.* FROM unnest(CAST(:accounts AS bigint[])) AS account (id)
CROSS JOIN LATERAL (
    SELECT id, account_id, first_name, last_name, email, email_status, email_shared FROM contact
    WHERE email IS NOT NULL AND account_id = account.id
    ORDER BY id DESC LIMIT :most
) colleague
""")
# Guesses that a person accepted or refused, and colleagues without an address.
_VERDICTS = text("""
SELECT verdict.* FROM unnest(CAST(:accounts AS bigint[])) AS account (id)
CROSS JOIN LATERAL (
    SELECT contact.id, contact.account_id, first_name, last_name, claim.value AS email,
        claim.status
    FROM claim JOIN contact ON contact.id = claim.contact_id
    WHERE claim.field = 'email' AND claim.settled_by IS NOT NULL
        AND claim.status IN ('applied', 'rejected', 'corrected')
        AND contact.account_id = account.id
    ORDER BY claim.id DESC LIMIT :most
) verdict
""")
_WITHOUT_ADDRESS = text("""
SELECT colleague.* FROM unnest(CAST(:accounts AS bigint[])) AS account (id)
CROSS JOIN LATERAL (
    SELECT id, account_id, first_name, last_name FROM contact
    WHERE email IS NULL AND account_id = account.id
    ORDER BY id DESC LIMIT :most
) colleague
""")
# The newest notes about each contact, in one text that is longer than any provider is shown.
_NOTES = text("""
SELECT contact.id, latest.notes FROM unnest(CAST(:contacts AS bigint[])) AS contact (id)
CROSS JOIN LATERAL (
    SELECT string_agg(text, ' | ' ORDER BY created_at DESC, id DESC) AS notes FROM (
        SELECT id, left(text, :longest) AS text, created_at FROM note
        WHERE contact_id = contact.id ORDER BY created_at DESC, id DESC LIMIT :most
    ) newest
) latest
WHERE latest.notes IS NOT NULL
""")


def read(
    session: Session, contact_ids: Sequence[int], thresholds: Mapping[str, Decimal]
) -> dict[int, ContactSnapshot]:
    """These contacts as they stand, by id; without those that were deleted."""
    rows = session.exec(
        select(Contact, Account)
        .join(Account, col(Account.id) == Contact.account_id)
        .where(col(Contact.id).in_(contact_ids))
    ).all()
    accounts = sorted({contact.account_id for contact, _ in rows})
    ours = _own_values(session, contact_ids, accounts)
    colleagues = _Colleagues(
        addresses=_by_account(session, _ADDRESSES, accounts, MOST_ADDRESSES),
        verdicts=_by_account(session, _VERDICTS, accounts, MOST_VERDICTS),
        without=_by_account(session, _WITHOUT_ADDRESS, accounts, MOST_NAMES),
        usual=read_usual(session),
    )
    notes = _notes(session, contact_ids)
    return {
        int(contact.id or 0): _snapshot(
            _Card(contact, account, ours, notes.get(contact.id or 0, "")), colleagues, thresholds
        )
        for contact, account in rows
    }


_Rows = dict[int, list[Row[Any]]]


@dataclass(frozen=True, slots=True)
class _Colleagues:
    """Of each account: addresses of contacts, what people said of guesses, and contacts without an
    address; ``usual`` are the patterns of all companies.
    """

    addresses: _Rows
    verdicts: _Rows
    without: _Rows
    usual: Mapping[str, Decimal]


def _by_account(
    session: Session, statement: TextClause, accounts: Sequence[int], most: int
) -> _Rows:
    by_account: _Rows = {}
    parameters = {"accounts": list(accounts), "most": most}
    for row in session.execute(statement, parameters) if accounts else ():
        by_account.setdefault(row.account_id, []).append(row)
    return by_account


def _notes(session: Session, contact_ids: Sequence[int]) -> dict[int, str]:
    """What people and imports wrote about these contacts, the newest first, by contact."""
    limits = {"most": MOST_NOTES, "longest": LONGEST_NOTE}
    rows = session.execute(_NOTES, {"contacts": list(contact_ids), **limits})
    return {row.id: row.notes for row in rows}


@dataclass(frozen=True, slots=True)
class _Own:
    """What enrichment filled in by itself, which nobody has confirmed."""

    value: str
    confidence: Decimal
    fresh: bool


_Owns = dict[tuple[str, int, str], _Own]


def _own_values(session: Session, contact_ids: Sequence[int], accounts: Sequence[int]) -> _Owns:
    """By (``contact`` or ``account``, id, field)."""
    rows = session.exec(
        select(Claim).where(
            or_(col(Claim.contact_id).in_(contact_ids), col(Claim.account_id).in_(accounts)),
            Claim.status == ClaimStatus.APPLIED,
            col(Claim.settled_by).is_(None),
        )
    ).all()
    since = clock.now() - FRESH
    return {
        (
            ("contact", row.contact_id, row.field)
            if row.contact_id
            else ("account", row.account_id or 0, row.field)
        ): _Own(row.value, row.confidence, row.applied_at is not None and row.applied_at > since)
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class _Card:
    """A contact with its account; ``ours`` is what enrichment filled in by itself."""

    contact: Contact
    account: Account
    ours: _Owns
    notes: str

    def shown(self, name: str) -> str:
        """The field as it reads, whoever filled it in."""
        record: Any = self.account if name in OF_ACCOUNT else self.contact
        return str(getattr(record, name) or "")

    def own(self, name: str) -> _Own | None:
        """What of the field is our own word."""
        kind, record = (
            ("account", self.account.id) if name in OF_ACCOUNT else ("contact", self.contact.id)
        )
        own = self.ours.get((kind, record or 0, name))
        return own if own and own.value == self.shown(name) else None

    def given(self) -> dict[str, str]:
        """The fields as people and lists filled them in."""
        given = {name: "" if self.own(name) else self.shown(name) for name in FIELDS}
        if not given["title"] and self.contact.seniority_origin == Origin.INFERRED:
            given["seniority"] = ""  # it only follows a title that we found ourselves
        return given

    def known(self, thresholds: Mapping[str, Decimal]) -> set[str]:
        """What one colleague's run has found out about the company need not be asked for each."""
        return {
            name
            for name in OF_ACCOUNT
            if (own := self.own(name)) and own.fresh and own.confidence >= thresholds[name]
        }


def _snapshot(
    card: _Card, colleagues: _Colleagues, thresholds: Mapping[str, Decimal]
) -> ContactSnapshot:
    contact, account, given = card.contact, card.account, card.given()
    rows = colleagues.addresses.get(contact.account_id, [])
    verdicts = colleagues.verdicts.get(contact.account_id, [])
    personal = [row for row in rows if not _is_shared(row)]
    real = [row for row in personal if row.email_status in REAL and row.id != contact.id]
    emails = [row.email for row in real]
    domain = mail_domain(account.domain or "", emails)
    return ContactSnapshot(
        contact_id=int(contact.id or 0),
        account_id=contact.account_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        country=contact.country,
        notes=card.notes,
        company=account.name,
        domain=account.domain or "",
        website=account.website,
        headquarters=account.headquarters,
        mail_domain=domain,
        other_domain=other_domain(account.domain or "", emails),
        evidence=_evidence(domain, real, personal, verdicts),
        usual_patterns=colleagues.usual,
        taken=_taken(contact.id, rows, verdicts),
        namesakes=_namesakes(contact, colleagues.without.get(contact.account_id, [])),
        missing=frozenset(name for name, value in given.items() if not value)
        - card.known(thresholds),
        **given,
    )


def _evidence(
    domain: str, real: Iterable[Row[Any]], personal: Iterable[Row[Any]], verdicts: list[Row[Any]]
) -> Evidence:
    bounced = (row for row in personal if row.email_status == EmailStatus.BOUNCED)
    return Evidence(
        addresses=_at(domain, real),
        bounced=_at(domain, bounced),  # also this contact's own: it must not come a second time
        accepted=_at(domain, (row for row in verdicts if row.status == ClaimStatus.APPLIED)),
        refused=_at(domain, (row for row in verdicts if row.status != ClaimStatus.APPLIED)),
    )


def _taken(
    contact_id: int | None, rows: Iterable[Row[Any]], verdicts: Iterable[Row[Any]]
) -> frozenset[str]:
    others = {row.email for row in rows if row.id != contact_id or row.email_shared}
    return frozenset(others) | {
        row.email for row in verdicts if row.id == contact_id and row.status != ClaimStatus.APPLIED
    }


def _namesakes(contact: Contact, colleagues: Iterable[Row[Any]]) -> tuple[tuple[str, str], ...]:
    """Colleagues whose first or last name is the same: only they can be given the same address."""
    first, last = folded(contact.first_name), folded(contact.last_name)
    return tuple(
        (row.first_name, row.last_name)
        for row in colleagues
        if row.id != contact.id
        and (folded(row.first_name) == first or folded(row.last_name) == last)
    )


def _is_shared(row: Row[Any]) -> bool:
    """Whether several people read an address, which then tells nothing of the person it is with."""
    return row.email_shared or is_shared_mailbox(row.email)


def _at(domain: str, rows: Iterable[Row[Any]]) -> tuple[RealAddress, ...]:
    return tuple(
        RealAddress(row.first_name, row.last_name, row.email)
        for row in rows
        if domain and row.email.endswith(f"@{domain}")
    )
