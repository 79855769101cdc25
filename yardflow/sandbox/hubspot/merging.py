"""Two records become one, which is new: HubSpot leads the ids of both to it."""

from itertools import chain

from yardflow.sandbox.hubspot.crm import COMPANIES, CONTACTS, Crm
from yardflow.sandbox.hubspot.kinds import Kind
from yardflow.sandbox.hubspot.records import MOST_VERSIONS, Record, Source, Values
from yardflow.sandbox.hubspot.values import STAGE, emails_in, furthest

MERGED, VIDS = "hs_merged_object_ids", "hs_calculated_merged_vids"


def merge(crm: Crm, kind: Kind, primary: Record, other: Record, source: Source) -> Record:
    """The record that two become: the primary's values, and the other's where it has none."""
    crm.index.catch_up()
    values = _merged(kind, primary, other)
    made = crm.records.add(
        kind, values | _names_of(kind, primary, other, crm.records.now()), source
    )
    named = {*primary.properties, *primary.history, *other.properties, *other.history}
    history = {name: _versions(name, primary, other) for name in named - {MERGED, VIDS}}
    created_at = min(primary.created_at, other.created_at)
    made = crm.records.save(made._replace(history=history, created_at=created_at))
    for record in (primary, other):
        crm.records.save(record._replace(merged_into=made.id))
        crm.identities.drop(record.id)
        crm.associations.move(record, made)
        crm.index.note(record.id)
    for contact_id, _ in crm.associations.page(made, CONTACTS) if kind == COMPANIES else ():
        crm.show_company(made, crm.records.get(CONTACTS, contact_id), source)
    crm.identities.keep(kind, [(made.id, made.properties)], crm.unique(kind))
    crm.index.note(made.id)
    crm.note(
        kind,
        "merge",
        made,
        source,
        primaryObjectId=primary.id,
        mergedObjectIds=[other.id],
        newObjectId=made.id,
        numberOfPropertiesMoved=len(values.keys() - primary.properties.keys()),
    )
    return made


def _merged(kind: Kind, primary: Record, other: Record) -> Values:
    values = {**other.properties, **primary.properties}
    stages = [record.properties[STAGE] for record in (primary, other) if STAGE in record.properties]
    if stages:
        values[STAGE] = furthest(stages)
    if kind == CONTACTS:
        values |= _second_emails(values, primary, other)
    return values


def _second_emails(values: Values, primary: Record, other: Record) -> Values:
    lists = (
        emails_in(record.properties.get(name, ""))
        for record in (primary, other)
        for name in ("email", "hs_additional_emails")
    )
    emails = dict.fromkeys(chain.from_iterable(lists))
    emails.pop(values.get("email", ""), None)
    return {"hs_additional_emails": ";".join(emails)} if emails else {}


def _names_of(kind: Kind, primary: Record, other: Record, now: int) -> Values:
    """The ids that lead to the record. Of a contact each of the two lists lacks what was merged
    before: into the primary in the one, into the other in the other.
    """
    earlier, others = _earlier(primary), _earlier(other)
    ids = [str(primary.id), str(other.id)]
    if kind != CONTACTS:
        return {MERGED: ";".join([*earlier, *others, *ids])}
    vids = ";".join(f"{each}:{now}" for each in [*earlier, *ids])
    return {MERGED: ";".join([*others, *ids]), VIDS: vids}


def _earlier(record: Record) -> list[str]:
    listed = [record.properties.get(MERGED, ""), record.properties.get(VIDS, "")]
    ids = (each.partition(":")[0] for text in listed for each in text.split(";") if each)
    return list(dict.fromkeys(ids))


def _versions(name: str, primary: Record, other: Record) -> list:
    """The versions of both by their times, but for the one that holds now, which is first."""
    mine, others = primary.versions(name), other.versions(name)
    current = mine[:1] if name in primary.properties else others[:1]
    rest = sorted((*mine, *others), key=lambda version: version[1], reverse=True)
    return [*current, *(each for each in rest if each not in current)][:MOST_VERSIONS]
