"""In which fields a file may replace what records have already.

Not in those by which a row finds its record: names, the company and its domain. Nor where a column
says only part of a field, as a persona's flag does, or something of an event's list, as a stage.
"""

from collections.abc import Collection

from yardflow.errors import Contradictory
from yardflow.models import Import, ImportKind
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.columns.phone_parts import PARTS
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT

_OF_PEOPLE = ("title", "email", *CONTACT.text_names, "personas", "seniority")
OVERWRITABLE = {
    ImportKind.ACCOUNTS: frozenset(ACCOUNT.text_names),
    ImportKind.CONTACTS: frozenset([*ACCOUNT.text_names, *_OF_PEOPLE]),
}


def staged(mapping: Mapping) -> list[str]:
    """The fields that rows have values for under a mapping, in the order of its columns: a cell of
    phones may have a second one, which is the mobile where no column is; and an extension without a
    number is a note.
    """
    names = [name for _, name in sorted(mapping.items())]
    if "phone" in names and "mobile" not in names:
        names.insert(names.index("phone") + 1, "mobile")
    if not PARTS.isdisjoint(names):
        names.append("notes")
    return list(dict.fromkeys(names))


def kept(overwrites: Collection[str], mapping: Mapping, kind: ImportKind) -> list[str]:
    """Those of the fields that can be overwritten under a mapping, in the order of its columns. The
    second number of a cell goes with the first.
    """
    chosen = set(overwrites)
    if "phone" in chosen and "mobile" not in mapping.values():
        chosen.add("mobile")
    return [name for name in staged(mapping) if name in chosen and name in OVERWRITABLE[kind]]


def carried(record: Import, mapping: Mapping) -> list[str]:
    """What a draft overwrites under another mapping: fields chosen for columns that it has."""
    chosen = set(record.overwrites) & set(record.mapping.values())
    return kept(chosen, mapping, record.kind)


def checked(overwrites: Collection[str], mapping: Mapping, kind: ImportKind) -> list[str]:
    """Fields to overwrite as they were sent.

    Raises:
        Contradictory: no column goes to one of them, or it can't be overwritten.
    """
    fields = kept(overwrites, mapping, kind)
    if wrong := sorted(set(overwrites) - set(fields)):
        sentence = f"“{wrong[0][:40]}” can't be overwritten. Choose fields of this file's columns."
        raise Contradictory(sentence, {"overwrites": sentence})
    return fields
