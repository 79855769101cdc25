"""What HubSpot does when records are made, changed and taken away, and who hears of it."""

from collections.abc import Sequence
from typing import Any

from yardflow.sandbox.hubspot.associations import PRIMARY, Associations, Type
from yardflow.sandbox.hubspot.definitions import Definitions
from yardflow.sandbox.hubspot.identities import Identities
from yardflow.sandbox.hubspot.index import Index
from yardflow.sandbox.hubspot.kinds import KINDS, Kind
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.pipelines import Pipelines
from yardflow.sandbox.hubspot.records import AUTOMATIC, Record, Records, Source, Values
from yardflow.sandbox.hubspot.refusals import Refusal
from yardflow.sandbox.hubspot.subscriptions import Subscriptions
from yardflow.sandbox.hubspot.values import STAGE, is_step_back, stored

# Their addresses say nothing of a company.
FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.de", "outlook.com", "hotmail.com"),
        *("live.com", "msn.com", "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "gmx.at"),
        *("web.de", "t-online.de", "proton.me", "protonmail.com", "mail.com", "qq.com", "163.com"),
    }
)
CONTACTS, COMPANIES, DEALS, EMAILS, MEETINGS = KINDS
_ACTIVITIES = (EMAILS.name, MEETINGS.name)
LAST_CONTACTED = "notes_last_contacted"
COMPANY = "associatedcompanyid"


class Crm:
    """Every way of changing records, but for merging them."""

    def __init__(
        self,
        records: Records,
        definitions: Definitions,
        pipelines: Pipelines,
        identities: Identities,
        associations: Associations,
        index: Index,
        subscriptions: Subscriptions,
    ) -> None:
        self._definitions, self._pipelines = definitions, pipelines
        self.records, self.identities, self.index = records, identities, index
        self.associations, self._subscriptions = associations, subscriptions
        # A setting of the account: contacts get a company by the domain of their address.
        self.makes_companies = True

    def create(self, kind: Kind, given: dict[str, Any], source: Source) -> Record:
        """A new record.

        Raises:
            Refusal: its values can't be stored, some are missing, or a record has them already.
        """
        self.index.catch_up()
        values = self._stored(kind, given)
        if kind == DEALS:
            values = self._in_pipeline(values, None)
        _check_complete(kind, values)
        self._check_free(kind, values)
        record = self.records.add(kind, values, source)
        self.note(kind, "creation", record, source)
        for name, value in record.properties.items():
            self._note_value(kind, record, name, value, source)
        return self._kept(kind, record, values)

    def lay(self, kind: Kind, many: Sequence[Values], source: Source, at: int | None) -> list[int]:
        """Records that have been there since ``at``, which no one hears of; their ids."""
        ids = self.records.lay(kind, many, source, at)
        self.identities.keep(kind, zip(ids, many, strict=True), self.unique(kind))
        self.index.lay(ids[0], ids[-1])
        return ids

    def update(self, kind: Kind, record: Record, given: dict[str, Any], source: Source) -> Record:
        """The record with these values; those that it has already leave no trace, and a lower
        lifecycle stage is passed over without a word.
        """
        self.index.catch_up()
        values = self._stored(kind, given)
        if kind == DEALS:
            values = self._in_pipeline(values, record)
        if is_step_back(record.properties.get(STAGE, ""), values.get(STAGE, "")):
            del values[STAGE]
        changed = {
            name: value
            for name, value in values.items()
            if record.properties.get(name, "") != value
        }
        if not changed:
            return record
        self._check_free(kind, changed, record.id)
        after = self.records.change(record, changed, source)
        for name, value in changed.items():
            self._note_value(kind, after, name, value, source)
        return self._kept(kind, after, changed)

    def archive(self, kind: Kind, record: Record, source: Source) -> None:
        """Takes a record away, so that it can be restored."""
        self.index.catch_up()
        now = self.records.now()
        self.records.save(record._replace(archived_at=now, updated_at=now))
        self.identities.drop(record.id)
        self.index.note(record.id)
        self.note(kind, "deletion", record, source)

    def restore(self, kind: Kind, record: Record, source: Source) -> Record:
        """Brings back a record that was archived."""
        self.index.catch_up()
        after = self.records.save(record._replace(archived_at=None, updated_at=self.records.now()))
        self.identities.keep(kind, [(after.id, after.properties)], self.unique(kind))
        self.index.note(after.id)
        self.note(kind, "restore", after, source)
        return after

    def erase(self, record: Record, source: Source) -> None:
        """Leaves nothing of a contact."""
        self.records.erase(record)
        self.identities.drop(record.id)
        self.associations.drop(record.id)
        self.index.note(record.id)
        self.note(CONTACTS, "privacyDeletion", record, source)

    def associate(self, record: Record, other: Record, types: list[Type], source: Source) -> None:
        """Has two records belong together."""
        if self.associations.add(record, other, types):
            primary = any(each.label == PRIMARY for each in types)
            self._note_association(record, other, source, primary=primary)
            self._show_activity(record, other)
        self.show_company(record, other, source)

    def dissociate(
        self, record: Record, other: Record, source: Source, types: list[Type] | None = None
    ) -> None:
        """Takes two records apart, or only some labels away."""
        if self.associations.remove(record, other, types):
            self._note_association(record, other, source, removed=True)
        self.show_company(record, other, source)

    def show_company(self, record: Record, other: Record, source: Source) -> None:
        """A contact shows which company is its primary one, where that is another one now."""
        by_kind = {record.kind: record, other.kind: other}
        if by_kind.keys() != {CONTACTS.name, COMPANIES.name}:
            return
        contact = self.records.get(CONTACTS, by_kind[CONTACTS.name].id)
        primary = self.associations.primary(contact, COMPANIES)
        if contact.properties.get(COMPANY, "") != primary:
            self.records.change(contact, {COMPANY: primary}, source)
            self._note_value(CONTACTS, contact, COMPANY, primary, source)
            self.index.note(contact.id)

    def _show_activity(self, activity: Record, other: Record) -> None:
        """Whoever an email or a meeting is with shows when that was, where it is the latest."""
        at = activity.properties.get("hs_timestamp", "")
        if activity.kind not in _ACTIVITIES or other.kind in _ACTIVITIES:
            return
        record = self.records.get(_named(other), other.id)
        if max(record.properties.get(LAST_CONTACTED, ""), at) == at <= iso(self.records.now()):
            self.records.change(record, {LAST_CONTACTED: at}, AUTOMATIC)
            self._note_value(_named(record), record, LAST_CONTACTED, at, AUTOMATIC)
            self.index.note(record.id)

    def note(self, kind: Kind, name: str, record: Record, source: Source, **more: Any) -> None:
        """Who subscribed to it hears of it."""
        self._subscriptions.note(kind, name, source, objectId=record.id, **more)

    def unique(self, kind: Kind) -> set[str]:
        """The properties whose values no two records share."""
        return self._definitions.unique(kind)

    def _stored(self, kind: Kind, given: dict[str, Any]) -> Values:
        return stored(given, self._definitions.live(kind), self._pipelines.options)

    def _in_pipeline(self, values: Values, record: Record | None) -> Values:
        before = record.properties if record else {}
        return self._pipelines.placed(values, before)

    def _check_free(self, kind: Kind, values: Values, own_id: int = 0) -> None:
        taken = self.identities.taken(kind, values, self.unique(kind), own_id)
        if taken is not None:
            message = f"{kind.singular.title()} already exists. Existing ID: {taken}"
            raise Refusal(409, message, "CONFLICT")
        if kind == CONTACTS and self.identities.is_blocked(values.get("email", "")):
            raise Refusal(400, "The email address was deleted for privacy and can't be used.")

    def _kept(self, kind: Kind, record: Record, changed: Values) -> Record:
        self.identities.refresh(kind, record.id, record.properties, self.unique(kind), changed)
        self.index.note(record.id)
        if kind == CONTACTS and changed.get("email") and self.makes_companies:
            self._put_into_company(record)
        return record

    def _put_into_company(self, contact: Record) -> None:
        domain = contact.properties["email"].rpartition("@")[2]
        if domain in FREE_MAIL:
            return
        known = self.identities.company_of(domain)
        if known is None:
            company = self.create(COMPANIES, {"domain": domain}, AUTOMATIC)
        else:
            company = self.records.get(COMPANIES, known)
        types = self.associations.types(CONTACTS, COMPANIES)
        has_primary = bool(self.associations.primary(contact, COMPANIES))
        self.associate(contact, company, [types[279 if has_primary else 1]], AUTOMATIC)

    def _note_value(
        self, kind: Kind, record: Record, name: str, value: str, source: Source
    ) -> None:
        self.note(kind, "propertyChange", record, source, propertyName=name, propertyValue=value)

    def _note_association(
        self,
        record: Record,
        other: Record,
        source: Source,
        *,
        removed: bool = False,
        primary: bool = False,
    ) -> None:
        for one, two in ((record, other), (other, record)):
            kind, other_kind = _named(one), _named(two)
            self._subscriptions.note(
                kind,
                "associationChange",
                source,
                associationType=f"{kind.singular}_TO_{other_kind.singular}".upper(),
                fromObjectId=one.id,
                toObjectId=two.id,
                associationRemoved=removed,
                isPrimaryAssociation=primary,
            )


def _named(record: Record) -> Kind:
    return next(kind for kind in KINDS if kind.name == record.kind)


def _check_complete(kind: Kind, values: Values) -> None:
    lacking = [name for name in kind.needs_all if not values.get(name)]
    if kind.needs_any and not any(values.get(name) for name in kind.needs_any):
        lacking = list(kind.needs_any)
    if lacking:
        message = f"Error creating {kind.singular.upper()}. Some required properties were not set."
        details = [{"message": message, "context": {"properties": lacking}}]
        raise Refusal(400, message, details=details)
