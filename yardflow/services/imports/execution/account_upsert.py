"""Companies of an import and accounts: matching, adding, filling fields: empty ones, and those that
the import overwrites.

Two rows are one account when they share the domain, with each other or with an existing account; or
the name's key where one of them has no domain and no third company has that name (`namesakes`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from yardflow.models import Import
from yardflow.services.imports.execution import account_scores, replaced_claims, same_values
from yardflow.services.imports.execution.staging import escaped
from yardflow.services.imports.execution.staging_tables import Company
from yardflow.services.records.account_fields import ACCOUNT

_KNOWN = """
    SELECT id, name_key, domain FROM account
    WHERE name_key IN (SELECT name_key FROM company)
    UNION
    SELECT id, name_key, domain FROM account
    WHERE domain IN (SELECT domain FROM company)
    UNION
    SELECT id, name_key, domain FROM account
    WHERE id IN (SELECT pick::bigint FROM company WHERE pick <> '' AND pick <> 'new')
"""
_COMPANY_ACCOUNTS = """
    CREATE TEMP TABLE company_account (number int, account_id bigint, is_new boolean, domain text)
    ON COMMIT DROP
"""
# The first filled value of each field counts, and notes are put together; the name is the first
# row's.
_INCOMING_ACCOUNTS = """
    CREATE TEMP TABLE incoming_account ON COMMIT DROP AS
    SELECT p.account_id, p.is_new, min(c.number) AS number, max(p.domain) AS domain,
        (array_agg(c.name ORDER BY c.number))[1] AS name,
        (array_agg(c.name_key ORDER BY c.number))[1] AS name_key,
        (array_agg(c.stage ORDER BY c.number))[1] AS stage,
        (array_agg(c.domain ORDER BY c.website_row)
            FILTER (WHERE c.website <> ''))[1] AS website_domain,
        {filled}
    FROM company_account p JOIN company c USING (number) GROUP BY p.account_id, p.is_new
"""
_FIRST = "coalesce((array_agg(c.{0} ORDER BY c.{1}) FILTER (WHERE c.{0} <> ''))[1], '') AS {0}"
_NOTES = """
    left(coalesce(string_agg(DISTINCT c.notes, E'\\n' ORDER BY c.notes)
        FILTER (WHERE c.notes <> ''), ''), 20000) AS notes
"""
_FIRST_ROW = "min(c.{0}_row) FILTER (WHERE c.{0} <> '') AS {0}_row"
# With their scores: writing a row a second time takes longer than all else about it.
_ADD = """
    WITH scored AS MATERIALIZED ({scored}), added AS (
        INSERT INTO account (
            id, name, name_key, domain, {texts}, icp_score, icp_parts, created_at, updated_at
        )
        SELECT account_id, name, name_key, domain, {texts}, total, parts, %(now)s, %(now)s
        FROM incoming_account JOIN scored USING (account_id) ORDER BY account_id
        RETURNING id, icp_score
    )
    INSERT INTO score_change (account_id, old, new, why, user_id, at)
    SELECT id, 0, icp_score, %(why)s, %(by)s, %(now)s FROM added WHERE icp_score <> 0
"""
# A row of someone who is at another company by an earlier row, or by a contact that was there
# already, says nothing about the company that it names.
_OF_NOBODY = """
    DELETE FROM incoming_account o
    WHERE NOT EXISTS (SELECT FROM person p WHERE p.account_id = o.account_id)
"""
_LOCK = """
    SELECT id FROM account
    WHERE id IN (SELECT account_id FROM incoming_account WHERE NOT is_new {people})
    ORDER BY id FOR NO KEY UPDATE
"""
_OF_PEOPLE = "UNION SELECT account_id FROM person"
_FILLED = """
    CREATE TEMP TABLE account_filled ON COMMIT DROP AS
    SELECT a.id, a.version + 1 AS version, {before} AS fields
    FROM account a JOIN incoming_account o ON o.account_id = a.id AND NOT o.is_new
"""
_FILL = """
    UPDATE account a SET {values}, version = f.version, updated_at = %(now)s
    FROM incoming_account o JOIN account_filled f ON f.id = o.account_id
    WHERE a.id = f.id AND f.fields <> '{{}}'
"""
# A page on someone else's site doesn't take the place of the website that the account is known by.
OWN_WEBSITE = "o.website_domain = coalesce(a.domain, o.domain, '')"
_TEXTS = ACCOUNT.text_names


@dataclass(slots=True, eq=False)
class _Account:
    """An existing one, or one to be added."""

    id: int
    domain: str | None
    is_new: bool
    new_domain: str | None = None


def match(cursor: Any, companies: list[Company], needed: set[int] | None = None) -> None:
    """Finds the account of each company, in the file's order: one that is there or a new one.

    Companies that are not ``needed`` get no new one (None: all may).
    Leaves the tables ``company_account`` (company → account) and ``incoming_account`` (each
    account's values in the file).
    """
    matches = _matched(cursor, companies, needed)
    cursor.execute(_COMPANY_ACCOUNTS)
    with cursor.copy("COPY company_account FROM STDIN") as copy:
        copy.write(
            "".join(
                f"{number}\t{account.id}\t{account.is_new}"
                f"\t{escaped(account.new_domain or '') or chr(92) + 'N'}\n"
                for number, account in matches
            )
        )
    cursor.execute("ANALYZE company_account")
    filled = [_FIRST.format(name, f"{name}_row") for name in _TEXTS]
    filled += [_NOTES, *map(_FIRST_ROW.format, _TEXTS)]
    cursor.execute(_INCOMING_ACCOUNTS.format(filled=", ".join(filled)))


def forget_unneeded(cursor: Any) -> None:
    """Forgets the accounts of nobody in ``person``."""
    cursor.execute(_OF_NOBODY)


def add(cursor: Any, record: Import, user_id: int | None, moment: Any) -> None:
    """Adds the new accounts, scored with the contacts that they will have."""
    scored = account_scores.of_new(record.kind)
    values = {"now": moment, "by": user_id, "why": why_scored(record)}
    cursor.execute(_ADD.format(texts=", ".join(_TEXTS), scored=scored), values)


def why_scored(record: Import) -> str:
    """What the history of a score says about an import."""
    return f"Imported from {record.filename}"


def find_filled(cursor: Any, overwrites: Collection[str]) -> None:
    """Leaves ``account_filled``: existing accounts, and the values before of what is filled in."""
    cursor.execute(_FILLED.format(before=_before(overwrites)))


def lock(cursor: Any, overwrites: Collection[str], *, of_people: bool = False) -> None:
    """Locks existing accounts; leaves ``account_filled``.

    ``of_people``: those of everyone in ``person`` are locked with them. Contacts that the import
    changes are locked by then.
    """
    cursor.execute(_LOCK.format(people=_OF_PEOPLE if of_people else ""))
    find_filled(cursor, overwrites)


def fill(cursor: Any, moment: Any, overwrites: Collection[str]) -> None:
    """Fills fields of existing accounts, as ``account_filled`` says."""
    values = {"now": moment}
    cursor.execute(_FILL.format(values=_values(overwrites)), values)
    replaced_claims.replace(cursor, "account", moment)


def text_changes(record: str, row: str, name: str, overwrites: Collection[str]) -> str:
    """SQL: a text of a record takes the row's value. An empty cell empties nothing."""
    if name in overwrites:
        differ = same_values.differ(name, f"{record}.{name}", f"{row}.{name}")
        return f"{row}.{name} <> '' AND ({record}.{name} = '' OR {differ})"
    return f"{row}.{name} <> '' AND {record}.{name} = ''"


def _matched(
    cursor: Any, companies: list[Company], needed: set[int] | None
) -> list[tuple[int, _Account]]:
    known = _Known(cursor, companies)
    matches: list[tuple[int, _Account]] = []
    added: list[_Account] = []
    for number, key, domain, pick in companies:
        account = known.match(key, domain, pick)
        if account is None:
            if needed is not None and number not in needed:
                continue
            account = _Account(0, None, True)
            added.append(account)
        known.remember(account, key, domain)
        matches.append((number, account))
    _number(cursor, added)
    return matches


class _Known:
    """The accounts that the companies of a file can mean."""

    def __init__(self, cursor: Any, companies: list[Company]) -> None:
        self._by_id: dict[int, _Account] = {}
        self._by_domain: dict[str, _Account] = {}
        self._by_key: dict[str, list[_Account]] = {}
        self._domains: dict[str, set[str]] = {}
        for _, key, domain, _ in companies:
            if domain:
                self._domains.setdefault(key, set()).add(domain)
        for account_id, key, domain in cursor.execute(_KNOWN).fetchall():
            account = self._by_id.setdefault(account_id, _Account(account_id, domain, False))
            self._by_key.setdefault(key, []).append(account)
            if domain:
                self._by_domain[domain] = account

    def match(self, key: str, domain: str | None, pick: str) -> _Account | None:
        """The account that is meant, None for a new one."""
        namesakes = self._by_key.get(key, [])
        if pick.isdigit():
            return self._by_id.get(int(pick))
        if domain is None:
            if pick or len(namesakes) > 1:
                return next((account for account in namesakes if account.domain is None), None)
            return namesakes[0] if namesakes else None
        if domain in self._by_domain:
            return self._by_domain[domain]
        # An account without a domain takes the only one that its name comes with.
        alone = len(namesakes) == 1 and len(self._domains[key]) == 1
        return namesakes[0] if alone and namesakes[0].domain is None else None

    def remember(self, account: _Account, key: str, domain: str | None) -> None:
        """Later rows of the file find it, too."""
        namesakes = self._by_key.setdefault(key, [])
        if account not in namesakes:
            namesakes.append(account)
        if domain and domain not in self._by_domain and account.domain is None:
            self._by_domain[domain] = account
            account.domain = account.new_domain = domain


def _number(cursor: Any, added: list[_Account]) -> None:
    ids = cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('account', 'id')) FROM generate_series(1, %s)",
        (len(added),),
    ).fetchall()
    for account, (account_id,) in zip(added, ids, strict=True):
        account.id = account_id


def _before(overwrites: Collection[str]) -> str:
    parts = [
        f"CASE WHEN {_changes(name, overwrites)} THEN jsonb_build_object('{name}', a.{name})"
        " ELSE '{}'::jsonb END"
        for name in _TEXTS
    ]
    parts.append(
        "CASE WHEN a.domain IS NULL AND o.domain IS NOT NULL"
        " THEN '{\"domain\": null}'::jsonb ELSE '{}'::jsonb END"
    )
    return " || ".join(parts)


def _values(overwrites: Collection[str]) -> str:
    texts = [
        f"{name} = CASE WHEN {_changes(name, overwrites)} THEN o.{name} ELSE a.{name} END"
        for name in _TEXTS
    ]
    return ", ".join([*texts, "domain = coalesce(a.domain, o.domain)"])


def _changes(name: str, overwrites: Collection[str]) -> str:
    changes = text_changes("a", "o", name, overwrites)
    return f"{changes} AND (a.website = '' OR {OWN_WEBSITE})" if name == "website" else changes
