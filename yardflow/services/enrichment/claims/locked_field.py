"""One field of one record with all its claims, locked while a person decides about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Account, Claim, ClaimStatus, Contact, Origin
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import locked_records
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records import icp
from yardflow.services.records.contact_duplicates import has_shared_address, refuse_duplicate
from yardflow.services.records.inferred import is_refused, refuse_inferred
from yardflow.services.records.load import row_of
from yardflow.services.records.values.same_value import same

SCORED = frozenset({"title", "seniority", "industry"})


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """Which claim was decided about, and where its field is."""

    claim_id: int
    contact_id: int | None
    account_id: int | None
    field: str
    label: str
    value: str


class LockedField:
    """A field as it stands, locked until the end of the transaction."""

    def __init__(self, session: Session, record: Contact | Account, name: str) -> None:
        self._session, self.record, self.name = session, record, name
        self.kind = "contact" if isinstance(record, Contact) else "account"
        whose = Claim.contact_id if isinstance(record, Contact) else Claim.account_id
        self.claims = list(
            session.exec(
                select(Claim)
                .where(col(whose) == record.id, Claim.field == name)
                .order_by(col(Claim.id))
                .execution_options(populate_existing=True)
            ).all()
        )

    @property
    def shown(self) -> str:
        """The value that is there now."""
        return str(getattr(self.record, self.name) or "")

    @property
    def before(self) -> str | None:
        """What a claim that fills it notes (`Claim.before`): None where it is empty, nothing where
        a person wants it so.
        """
        refused = self.name == "seniority" and is_refused(self.record)
        return self.shown or ("" if refused else None)

    @property
    def applied(self) -> Claim | None:
        """The claim that the value is."""
        return next(
            (
                claim
                for claim in self.claims
                if claim.status == ClaimStatus.APPLIED and same(claim.value) == same(self.shown)
            ),
            None,
        )

    @property
    def waiting(self) -> list[Claim]:
        """The claims that wait for a person."""
        return [claim for claim in self.claims if claim.status == ClaimStatus.REVIEW]

    @property
    def is_manual(self) -> bool:
        """Whether a person or a list gave the value."""
        return bool(self.shown) and self.applied is None and not self.is_inferred

    @property
    def is_inferred(self) -> bool:
        """Whether the value is there because the title says so, and for no other reason."""
        inferred = getattr(self.record, "seniority_origin", None) == Origin.INFERRED
        return self.name == "seniority" and inferred and self.applied is None

    @property
    def account_id(self) -> int:
        """The account whose score depends on it."""
        return int(
            (self.record.account_id if isinstance(self.record, Contact) else self.record.id) or 0
        )

    def find(self, claim_id: int) -> Claim:
        """The claim with this id."""
        return next(claim for claim in self.claims if claim.id == claim_id)

    def require_not_manual(self) -> None:
        """Raises `Conflict` where a person or a list gave the value since."""
        if self.is_manual:
            raise Conflict(
                f"Someone filled in {FIELDS[self.name]} since. To change it, edit the field and "
                "reject the suggestion."
            )

    def show(self, value: str, *, accepted: bool = False) -> None:
        """Writes the value (empty: leaves the field empty), with all that follows it.

        ``accepted``: a person wants it there, so that the rules do not choose again.

        Raises:
            Conflict: it would make two people one; it says who the other is.
        """
        record: Any = self.record
        ranked = any(claim.status == ClaimStatus.APPLIED for claim in self._claims_on_seniority())
        changes = locked_records.changes_of(record, self.name, value, seniority_claimed=ranked)
        if self.name == "seniority" and accepted:
            changes["seniority_origin"] = Origin.PERSON
        if self.name == "email":
            if value == self.shown:
                return  # what is known of the address stays
            changes["email_shared"] = self._as_new_address(changes["email"])
        for key, new in changes.items():
            if getattr(record, key) != new:
                setattr(record, key, new)
        self._session.add(record)
        self._session.flush()

    def show_none(self) -> None:
        """Empties a seniority that was only inferred; the title does not bring it back."""
        refuse_inferred(self.record)
        self._session.add(self.record)
        self._session.flush()

    def _claims_on_seniority(self) -> Iterable[Claim]:
        if self.name != "title":
            return ()
        return self._session.exec(
            select(Claim).where(
                Claim.contact_id == self.record.id,
                Claim.field == "seniority",
                Claim.status == ClaimStatus.APPLIED,
            )
        ).all()

    def _as_new_address(self, email: str | None) -> bool:
        """Whether the contact would share this address; raises `Conflict` for a duplicate."""
        contact: Any = self.record
        before = contact.email, contact.email_shared
        with self._session.no_autoflush:
            contact.email = email
            try:
                contact.email_shared = has_shared_address(self._session, contact)
                refuse_duplicate(self._session, contact)
                return contact.email_shared
            finally:
                contact.email, contact.email_shared = before

    def ref(self, claim: Claim) -> ClaimRef:
        """What to tell about a decision."""
        return ClaimRef(
            int(claim.id or 0),
            claim.contact_id,
            claim.account_id,
            self.name,
            FIELDS.get(self.name, self.name),
            claim.value,
        )


def lock(session: Session, claim_id: int) -> tuple[LockedField, Claim]:
    """The field of a claim, locked, and the claim as it stands now.

    Raises:
        NotFound: there is no such claim.
    """
    claim = row_of(session, Claim, claim_id)
    record = lock_record(session, claim.contact_id, claim.account_id) if claim else None
    if claim is None or record is None:
        raise NotFound("Suggestion not found. Its contact may have been deleted.")
    field = LockedField(session, record, claim.field)
    return field, field.find(claim_id)


def lock_record(
    session: Session, contact_id: int | None, account_id: int | None
) -> Contact | Account | None:
    """The record a claim is about, locked."""
    how: dict[str, Any] = {"with_for_update": {"key_share": True}, "populate_existing": True}
    if contact_id is not None:
        return session.get(Contact, contact_id, **how)
    return session.get(Account, account_id, **how) if account_id is not None else None


def lock_in_order(session: Session, claims: Iterable[Claim]) -> None:
    """Contacts before accounts, each in the order of ids, as everybody locks them."""
    claims = list(claims)
    for kind, ids in (
        (Contact, {claim.contact_id for claim in claims}),
        (Account, {claim.account_id for claim in claims}),
    ):
        session.execute(
            select(kind.id)
            .where(col(kind.id).in_([key for key in ids if key is not None]))
            .order_by(col(kind.id))
            .with_for_update(key_share=True)
        ).all()


def set_status(
    session: Session,
    claims: Iterable[Claim],
    status: ClaimStatus,
    principal: Principal | None,
    moment: datetime | None = None,
) -> None:
    """Gives these claims a status. ``principal`` is who decided about the claim itself."""
    for claim in claims:
        claim.status, claim.settled_at = status, moment or clock.now()
        if principal is not None:
            claim.settled_by = principal.user_id
        session.add(claim)
    session.flush()


def record_decision(
    session: Session,
    principal: Principal,
    action: str,
    fields: Iterable[LockedField],
    why: str = "",
) -> None:
    """Notes the decision down, by names of fields only.

    ``why`` goes into the history of the scores that change by it; without, none can have.
    """
    by_record: dict[tuple[str, int], list[str]] = {}
    scored: set[int] = set()
    for field in fields:
        by_record.setdefault((field.kind, int(field.record.id or 0)), []).append(field.name)
        if why and field.name in SCORED:
            scored.add(field.account_id)
    for (kind, key), names in by_record.items():
        audit.record(session, principal, action, kind, key, after={"fields": sorted(names)})
    icp.recalculate(session, scored, why, principal.user_id)


def require_status(claim: Claim, expected: ClaimStatus) -> None:
    """Raises `Conflict` unless the claim still stands as the person saw it."""
    if claim.status != expected:
        raise Conflict("Someone else just decided about this. Reload the page to see the latest.")
