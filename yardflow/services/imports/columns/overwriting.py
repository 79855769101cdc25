"""In which fields a file may replace what records have already.

Not in those by which a row finds its record: names, the company and its domain. Nor where a column
says only part of a field, as a persona's flag does, or something of an event's list, as a stage.
"""

from collections.abc import Collection

from yardflow.errors import Contradictory
from yardflow.models import ImportKind
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT

_OF_PEOPLE = ("title", "email", *CONTACT.text_names, "personas", "seniority")
OVERWRITABLE = {
    ImportKind.ACCOUNTS: frozenset(ACCOUNT.text_names),
    ImportKind.CONTACTS: frozenset([*ACCOUNT.text_names, *_OF_PEOPLE]),
}


def kept(overwrites: Collection[str], mapping: Mapping, kind: ImportKind) -> list[str]:
    """Those of the fields that can be overwritten under a mapping, in the order of its columns."""
    mapped = dict.fromkeys(name for _, name in sorted(mapping.items()))
    return [name for name in mapped if name in overwrites and name in OVERWRITABLE[kind]]


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
