"""The fields that a column of an import can go to, and the headers it is known by."""

import re
from dataclasses import dataclass

from yardflow.models import ImportKind, Persona
from yardflow.services.imports.limits import MAX_HEADER
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.normalize import folded, without_brackets

CONTACTS, ACCOUNTS = ImportKind.CONTACTS, ImportKind.ACCOUNTS
BOTH = frozenset(ImportKind)


@dataclass(frozen=True)
class Field:
    """A field to map a column to. ``names`` are headers in the form of `header_key`.

    ``labelled`` are headers whose cells go to the notes, with the header as their label.
    """

    name: str
    label: str
    kinds: frozenset[ImportKind]
    names: str
    limit: int = 200
    labelled: str = ""


_ONLY_CONTACTS, _ONLY_ACCOUNTS = frozenset({CONTACTS}), frozenset({ACCOUNTS})


FIELDS = (
    Field(
        "first_name",
        "First name",
        _ONLY_CONTACTS,
        "firstname first givenname forename vorname prenom nombre fname",
        100,
    ),
    Field(
        "last_name",
        "Last name",
        _ONLY_CONTACTS,
        "lastname last surname familyname nachname apellido apellidos lname",
        100,
    ),
    Field(
        "name",
        "Full name",
        _ONLY_CONTACTS,
        "name fullname displayname contactname personname attendeename nom",
        160,
    ),
    Field(
        "email",
        "Email",
        _ONLY_CONTACTS,
        "email emailaddress mail mailaddress workemail businessemail companyemail correo "
        "courriel emailid",
        254,
    ),
    Field(
        "title",
        "Job title",
        _ONLY_CONTACTS,
        "title jobtitle position role jobrole function designation titel poste cargo job",
        200,
    ),
    Field(
        "company",
        "Company",
        BOTH,
        "company companyname account accountname organization organisation "
        "organizationname organisationname employer firm business businessname exhibitor "
        "exhibitorname firma unternehmen entreprise societe empresa",
    ),
    *[Field(t.name, f"Company {t.label.lower()}", BOTH, t.headers, t.limit) for t in ACCOUNT.texts],
    *[Field(t.name, t.label, _ONLY_CONTACTS, t.headers, t.limit) for t in CONTACT.texts],
    Field(
        "personas",
        "Personas",
        _ONLY_CONTACTS,
        "persona personas buyerpersona",
    ),
    Field(
        "seniority",
        "Seniority",
        _ONLY_CONTACTS,
        "seniority senioritylevel level managementlevel",
    ),
    Field(
        "is_exec_ops",
        "Persona: ExecOps",
        _ONLY_CONTACTS,
        "isexecops execops",
    ),
    Field(
        "is_ops",
        "Persona: Ops",
        _ONLY_CONTACTS,
        "isops isoperations",
    ),
    Field(
        "is_procurement",
        "Persona: Procurement",
        _ONLY_CONTACTS,
        "isproc isprocurement isprocure",
    ),
    Field(
        "is_sales",
        "Persona: Sales",
        _ONLY_CONTACTS,
        "issales",
    ),
    Field(
        "is_tech",
        "Persona: Tech",
        _ONLY_CONTACTS,
        "istech isit",
    ),
    Field(
        "is_non_ops",
        "Persona: NonOps",
        _ONLY_CONTACTS,
        "isnonops",
    ),
    Field(
        "is_executive",
        "Executive",
        _ONLY_CONTACTS,
        "isexec isexecutive",
    ),
    Field(
        "stage",
        "Stage",
        _ONLY_ACCOUNTS,
        "stage accountstage",
    ),
    Field(
        "notes",
        "Notes",
        BOTH,
        "notes note comments comment remarks remark description bemerkung notiz",
        20_000,
        "scannedat scandate scantime scanned rating leadrating score1to5 category "
        "attendeetype registrationtype tickettype leadsource",
    ),
)

BY_NAME = {field.name: field for field in FIELDS}

# A flag's field and the persona it speaks of.
FLAGS = {
    "is_exec_ops": Persona.EXEC_OPS,
    "is_ops": Persona.OPS,
    "is_procurement": Persona.PROCUREMENT,
    "is_sales": Persona.SALES,
    "is_tech": Persona.TECH,
    "is_non_ops": Persona.NON_OPS,
}

# Words that files put before a column's name without changing what it holds.
_QUALIFIERS = re.compile(
    r"\b(?:contact|attendee|person|lead|primary|main|delegate|visitor|participant|registrant)\b"
)
_SIGNS = re.compile(r"[^\w]|_")
# As much of a header as is read: its name and a remark in brackets.
_LONGEST_READ = 4 * MAX_HEADER


def fields_of(kind: ImportKind) -> list[Field]:
    """The fields that a column can go to, in the order they are offered."""
    return [field for field in FIELDS if kind in field.kinds]


def header_key(header: str) -> str:
    """A header as it is compared: ``E-mail`` and ``EMAIL `` are one, brackets don't count."""
    return _SIGNS.sub("", folded(without_brackets(header[:_LONGEST_READ])))


def header_keys(header: str) -> list[str]:
    """The forms under which a header is looked up, the plainest first."""
    bare = _QUALIFIERS.sub(" ", folded(header[:_LONGEST_READ]).replace("_", " "))
    return list(dict.fromkeys(key for key in (header_key(header), header_key(bare)) if key))


_NAMES = {kind: {n: f for f in fields_of(kind) for n in f.names.split()} for kind in ImportKind}
_LABELLED = {n for field in FIELDS for n in field.labelled.split()}


def known_as(header: str, kind: ImportKind) -> Field | None:
    """The field that a header is known to stand for, if any."""
    for key in header_keys(header):
        if key in _NAMES[kind]:
            return _NAMES[kind][key]
        if key in _LABELLED and kind == CONTACTS:
            return BY_NAME["notes"]
    return None


def is_notes_proper(header: str) -> bool:
    """Whether such a column is the notes themselves, so that its cells need no label."""
    return header_key(header) in BY_NAME["notes"].names.split()
