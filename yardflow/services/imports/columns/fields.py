"""The fields that a column of an import can go to."""

import re
from dataclasses import dataclass

from yardflow.models import ImportKind, Persona
from yardflow.services.imports.columns.header_names import LONGEST_READ
from yardflow.services.imports.columns.phone_parts import AREA, CODE, EXTENSION
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.values.normalize import folded, without_brackets

_ONLY_CONTACTS = frozenset({ImportKind.CONTACTS})
_ONLY_ACCOUNTS = frozenset({ImportKind.ACCOUNTS})
_BOTH = frozenset(ImportKind)


@dataclass(frozen=True)
class Field:
    """A field to map a column to. ``names`` are headers with commas between, beside those in
    ``header_names.txt``.
    """

    name: str
    label: str
    kinds: frozenset[ImportKind]
    limit: int = 200
    names: str = ""


FIELDS = (
    Field("first_name", "First name", _ONLY_CONTACTS, 100),
    Field("middle_name", "Middle name", _ONLY_CONTACTS, 60),
    Field("last_name_prefix", "Last name prefix", _ONLY_CONTACTS, 30),
    Field("last_name", "Last name", _ONLY_CONTACTS, 100),
    Field("name", "Full name", _ONLY_CONTACTS, 160),
    Field("email", "Email", _ONLY_CONTACTS, 254),
    Field("title", "Job title", _ONLY_CONTACTS),
    Field("company", "Company", _BOTH),
    *[
        Field(t.name, f"Company {t.label.lower()}", _BOTH, t.limit, t.headers)
        for t in ACCOUNT.texts
    ],
    *[Field(t.name, t.label, _ONLY_CONTACTS, t.limit, t.headers) for t in CONTACT.texts],
    Field(CODE, "Phone country code", _ONLY_CONTACTS, 60),
    Field(AREA, "Phone area code", _ONLY_CONTACTS, 60),
    Field(EXTENSION, "Phone extension", _ONLY_CONTACTS, 60),
    Field("personas", "Personas", _ONLY_CONTACTS),
    Field("seniority", "Seniority", _ONLY_CONTACTS),
    Field("is_exec_ops", "Persona: ExecOps", _ONLY_CONTACTS),
    Field("is_ops", "Persona: Ops", _ONLY_CONTACTS),
    Field("is_procurement", "Persona: Procurement", _ONLY_CONTACTS),
    Field("is_sales", "Persona: Sales", _ONLY_CONTACTS),
    Field("is_tech", "Persona: Tech", _ONLY_CONTACTS),
    Field("is_non_ops", "Persona: NonOps", _ONLY_CONTACTS),
    Field("is_executive", "Executive", _ONLY_CONTACTS),
    Field("stage", "Stage", _ONLY_ACCOUNTS),
    Field("notes", "Notes", _BOTH, 20_000),
)

BY_NAME = {field.name: field for field in FIELDS}
NAMES_OF_PEOPLE = frozenset({"first_name", "last_name", "name"})

# A flag's field and the persona it speaks of.
FLAGS = {
    "is_exec_ops": Persona.EXEC_OPS,
    "is_ops": Persona.OPS,
    "is_procurement": Persona.PROCUREMENT,
    "is_sales": Persona.SALES,
    "is_tech": Persona.TECH,
    "is_non_ops": Persona.NON_OPS,
}

_SIGNS = re.compile(r"[^\w]|_")


def fields_of(kind: ImportKind) -> list[Field]:
    """The fields that a column can go to, in the order they are offered."""
    return [field for field in FIELDS if kind in field.kinds]


def header_key(header: str) -> str:
    """A header as it is compared: ``E-mail`` and ``EMAIL `` are one, brackets don't count."""
    return _SIGNS.sub("", folded(without_brackets(header[:LONGEST_READ])))
