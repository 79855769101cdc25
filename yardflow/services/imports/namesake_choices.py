"""Which company a draft means by a name that several share: asked before the run, kept for it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow.counts import counted
from yardflow.errors import UnknownReference
from yardflow.models import Import, ImportChoice, ImportKind
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.imports.execution import namesakes
from yardflow.services.imports.execution.staging import cursor_of
from yardflow.services.imports.lookup import load_draft, load_import
from yardflow.services.imports.normalization.normalized_row import COLUMNS

NEW = "new"
# So many are asked about at once; after those are answered come the next.
MOST = 50
_INCOMING = """
    CREATE TEMP TABLE incoming ON COMMIT DROP AS
    SELECT number, cleaned[{company}] AS company, cleaned[{company_key}] AS company_key,
        cleaned[{domain}] AS domain, {email} AS email, ''::text AS pick
    FROM import_row WHERE import_id = %(import)s AND problems IS NULL
"""
_UNCLEAR = """
    SELECT i.company_key, min(i.company), count(*), c.import_id IS NOT NULL, c.account_id, c.domain
    FROM incoming i
    LEFT JOIN import_choice c ON c.import_id = %(import)s AND c.name_key = i.company_key
    WHERE i.domain = '' AND i.company_key IN (SELECT name_key FROM namesake)
    GROUP BY i.company_key, c.import_id, c.account_id, c.domain
    ORDER BY c.import_id IS NOT NULL, count(*) DESC, i.company_key LIMIT %(most)s
"""
_CANDIDATES = """
    SELECT n.name_key, n.id, n.domain, coalesce(a.name, min(i.company)) FROM namesake n
    LEFT JOIN account a ON a.id = n.id
    LEFT JOIN incoming i ON i.company_key = n.name_key
    WHERE n.name_key = ANY(%(keys)s)
    GROUP BY n.name_key, n.id, n.domain, a.name ORDER BY n.id NULLS LAST, n.domain
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that may be meant: ``key`` is what is chosen, ``label`` what people read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Namesake:
    """A name that several companies share: in how many rows, and which are meant so far ("" where
    no one has chosen yet).
    """

    name_key: str
    name: str
    rows: int
    candidates: tuple[Candidate, ...]
    choice: str


def of(session: Session, principal: Principal, import_id: int) -> list[Namesake]:
    """The names in a draft that leave open which company is meant, the most frequent first.

    Raises:
        NotFound: there is no such import.
    """
    record = load_import(session, principal, import_id)
    return read(session, record)


def choose(
    session: Session, principal: Principal, import_id: int, name_key: str, choice: str
) -> list[Namesake]:
    """Says which company a name means: a candidate's key, or "" to leave it open again.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
        Invalid: the name is not open, or this is none of its candidates.
    """
    record = load_draft(session, principal, import_id)
    namesake = next((row for row in read(session, record) if row.name_key == name_key), None)
    known = {candidate.key for candidate in namesake.candidates} if namesake else set()
    if namesake is None or (choice and choice not in known):
        raise UnknownReference(
            "Choose one of the companies.", {"choice": "Choose one of the companies."}
        )
    session.execute(
        delete(ImportChoice).where(
            col(ImportChoice.import_id) == import_id, col(ImportChoice.name_key) == name_key
        )
    )
    if choice:
        kind, _, value = choice.partition(":")
        values: dict[str, Any] = {"import_id": import_id, "name_key": name_key}
        values["account_id"] = int(value) if kind == "account" else None
        values["domain"] = value if kind == "domain" else None
        session.execute(insert(ImportChoice).values(**values))
    audit.record(
        session, principal, "import.company_chosen", "import", import_id, after={"choice": choice}
    )
    session.flush()
    return read(session, record)


def open_question(session: Session, record: Import) -> str:
    """`question`, of an import that is loaded."""
    return question(read(session, record))


def question(namesakes: list[Namesake]) -> str:
    """What is still to be chosen, as a sentence; empty if nothing is."""
    count = sum(not namesake.choice for namesake in namesakes)
    return f"Choose which company is meant by {counted(count, 'name')}." if count else ""


def read(session: Session, record: Import) -> list[Namesake]:
    """`of`, for an import that is loaded."""
    position = {name: at for at, name in enumerate(COLUMNS[record.kind], start=1)}
    has_people = record.kind == ImportKind.CONTACTS
    email = f"nullif(cleaned[{position['email']}], '')" if has_people else "NULL::text"
    values = {"import": record.id, "most": MOST}
    session.flush()
    with cursor_of(session) as cursor:
        cursor.execute(_INCOMING.format(**position | {"email": email}), values)
        namesakes.find(cursor, by_address=has_people)
        rows = cursor.execute(_UNCLEAR, values).fetchall()
        # An answer leaves its question in its place.
        rows.sort(key=lambda row: (-row[2], row[0]))
        names = {"keys": [row[0] for row in rows]}
        candidates = cursor.execute(_CANDIDATES, names).fetchall() if rows else []
        cursor.execute("DROP TABLE incoming, namesake")
    return [
        Namesake(key, name, count, _candidates(key, candidates), _choice(chosen, account, domain))
        for key, name, count, chosen, account, domain in rows
    ]


def _candidates(name_key: str, rows: list[Any]) -> tuple[Candidate, ...]:
    known = [
        Candidate(
            f"account:{account_id}" if account_id else f"domain:{domain}",
            f"{name} · {domain}" if domain else f"{name} · no website",
        )
        for key, account_id, domain, name in rows
        if key == name_key
    ]
    return (*known, Candidate(NEW, "A new account"))


def _choice(chosen: bool, account_id: int | None, domain: str | None) -> str:
    if account_id is not None:
        return f"account:{account_id}"
    if domain is not None:
        return f"domain:{domain}"
    return NEW if chosen else ""
