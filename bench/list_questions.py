"""Every question that the lists of contacts and accounts can be asked, and its SQL by hand.

Each sort with each filter, with a usual, a rare and an absent word, with one that is only begun,
with a last name, which stands in one stretch of the order alone, and people with a usual word of
their company; at the event with most people, at the one with fewest, and in the whole workplace. Up
and down, the first page and one from the middle of the list: all four without filter and word, two
of them with either. Each filter with each word is asked in one of the sorts and of the four ways,
by turns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, product
from typing import Any, NamedTuple

from bench.crowd import Crowd

PAGE, COUNTED = 50, 10_000


class Filter(NamedTuple):
    """What a query says, and the condition by hand: of a row ``{0}`` with the columns to filter by
    and the record's id in ``{1}``, or where all of the workplace is asked otherwise, of a record
    ``r``.
    """

    query: Mapping[str, Any]
    condition: str
    everywhere: str = ""


class Sort(NamedTuple):
    """The column of a membership, that of a record (none: at an event only), and whether the
    indexes behind them fall.
    """

    at_event: str
    everywhere: str
    falls: bool = False


@dataclass(frozen=True)
class Kind:
    """A list; ``words`` are those to search for, and ``word`` is the condition by hand for one:
    ``{0}`` of a row ``{1}``, which is ``r`` or at an event where it repeats the words, ``m``.
    """

    name: str
    record: str
    membership: str
    shown: str
    words: Mapping[str, str]
    word: str
    words_repeated: bool
    sorts: Mapping[str, Sort]
    filters: Mapping[str, Filter]


@dataclass(frozen=True)
class Question:
    """``event_id`` is None for the whole workplace. ``after`` is None for the first page, else the
    sort value and id to go on from.
    """

    kind: Kind
    scope: str
    event_id: int | None
    sort: str
    filter: str
    word: str
    after: tuple[Any, int] | None

    @property
    def name(self) -> str:
        parts = (self.scope, self.sort, self.filter, self.word, "deep" if self.after else "")
        return ", ".join(part for part in (self.kind.name, *parts) if part)

    @property
    def query(self) -> dict[str, Any]:
        """The fields of the service's query, without the cursor."""
        narrowed = self.kind.filters[self.filter].query
        return {
            "event_id": self.event_id,
            "sort": self.sort,
            "q": self.kind.words[self.word],
            **narrowed,
        }


def kinds(crowd: Crowd) -> tuple[Kind, Kind]:
    """Contacts and accounts, with filters that many, few and none of a crowd meet."""
    most, fewest = crowd.owners[0], crowd.owners[-1]
    anyone = {
        "": Filter({}, "true"),
        "of an owner": Filter({"owner": str(most)}, f"{{0}}.owner_id = {most}::bigint"),
        "of me": Filter({"owner": "me"}, f"{{0}}.owner_id = {fewest}::bigint"),
        "unassigned": Filter({"owner": "none"}, "{0}.owner_id IS NULL"),
    }
    words = {"": "", "absent word": "zzyzx"}
    of_account = "target e WHERE e.account_id = r.{}"
    contacts = Kind(
        name="contacts",
        record="contact",
        membership="attendee",
        shown="""
            r.*, a.name AS account_name, a.headquarters, u.name AS owner_name FROM {0}
            JOIN account a ON a.id = r.account_id LEFT JOIN app_user u ON u.id = r.owner_id
        """,
        words={
            **words,
            "usual word": "maria",
            "rare word": "karimo",
            "last name": "smith",
            "letter": "m",
            "two letters": "jo",
            "company": "harbor",
        },
        word="{1}.search @@ CAST('''{0}'':* | ''@{0}'':*' AS tsquery)",
        words_repeated=True,
        sorts={
            "name": Sort("sort_name", "sort_name"),
            "account": Sort("account_sort", "account_sort"),
            "createdAt": Sort("added_at", "created_at", falls=True),
        },
        filters={
            **anyone,
            "Ops": Filter({"persona": "Ops"}, "{0}.personas @> '{{Ops}}'"),
            "ExecOps": Filter({"persona": "ExecOps"}, "{0}.personas @> '{{ExecOps}}'"),
            **_each("seniority", "Manager", "C-Level"),
            **_each("email_status", "given", "bounced"),
            **{
                state: Filter({"enrichment": state}, f"{{0}}.enrichment @> '{{{{{state}}}}}'")
                for state in ("filled_in", "needs_review", "nothing_found", "failed", "never")
            },
            # No one is both: operations at that level is ExecOps.
            "Ops and VP": Filter(
                {"persona": "Ops", "seniority": "VP"},
                "{0}.personas @> '{{Ops}}' AND {0}.seniority = 'VP'",
            ),
            **_at_any_event("stage", of_account.format("account_id"), "Lead", "Lost"),
            **_at_any_event("status", "attendee e WHERE e.contact_id = r.id", "Listed", "Missed"),
            "ExecOps or Sales": Filter(
                {"persona": "ExecOps,Sales"}, "{0}.personas && '{{ExecOps,Sales}}'"
            ),
            "VP or C-Level": Filter(
                {"seniority": "VP,C-Level"}, "{0}.seniority IN ('VP', 'C-Level')"
            ),
            "of me or unassigned": Filter(
                {"owner": "me,none"},
                f"({{0}}.owner_id = {fewest}::bigint OR {{0}}.owner_id IS NULL)",
            ),
            "in Germany": Filter(
                {"texts": {"country": "germany"}}, _same_text("contact", "country", "germany")
            ),
        },
    )
    accounts = Kind(
        name="accounts",
        record="account",
        membership="target",
        shown="""
            r.*, u.name AS owner_name, (SELECT count(*) FROM {1}) AS contacts
            FROM {0} LEFT JOIN app_user u ON u.id = r.owner_id
        """,
        words={**words, "usual word": "harbor", "rare word": "111", "letter": "m"},
        word="{1}.search @@ to_tsquery('simple', '{0}:*')",
        words_repeated=False,
        sorts={
            "name": Sort("sort_name", "sort_name"),
            "icpScore": Sort("icp_score", "icp_score", falls=True),
            "stage": Sort("stage_order", ""),
            "createdAt": Sort("added_at", "created_at", falls=True),
        },
        filters={
            **anyone,
            "score from 95": Filter({"score_from": 95}, "{0}.icp_score >= 95"),
            **_at_any_event("stage", of_account.format("id"), "Lead", "Lost"),
            "of Steel": Filter(
                {"texts": {"industry": "steel"}}, _same_text("account", "industry", "steel")
            ),
        },
    )
    return contacts, accounts


def questions(
    kind: Kind, scopes: Mapping[str, int | None], middles: Mapping[Any, Any]
) -> Iterator[Question]:
    """All of them; ``middles`` leads from event and sort to the list's middle (`middle`)."""
    turns = count()
    for scope, event_id in scopes.items():
        sorts = sorts_of(kind, event_id)
        for narrowed, word in product(kind.filters, kind.words):
            turn, both = next(turns), bool(narrowed and word)
            for sort in [sorts[turn % len(sorts)]] if both else sorts:
                ways = list(product(("", "-"), (None, middles[event_id, sort])))
                if narrowed or word:
                    at = turn // len(sorts) % 4
                    ways = [ways[at], ways[3 - at]][: 1 if both else 2]
                for sign, after in ways:
                    yield Question(kind, scope, event_id, sign + sort, narrowed, word, after)


def sorts_of(kind: Kind, event_id: int | None) -> list[str]:
    """What a list can be sorted by: an event's, or without an event the one of all."""
    return [sort for sort, columns in kind.sorts.items() if event_id or columns.everywhere]


def middle(kind: Kind, event_id: int | None, sort: str) -> str:
    """SQL for the sort value and id in the middle of a list."""
    key, ident, rows = _place(kind, event_id, sort)
    where = "" if event_id is None else f" WHERE m.event_id = {event_id}"
    half = f"SELECT count(*) / 2 FROM {rows}{where}"
    return f"SELECT {key}, {ident} FROM {rows}{where} ORDER BY 1, 2 OFFSET ({half}) LIMIT 1"


def by_hand(question: Question) -> tuple[list[str], list[str], dict[str, Any]]:
    """A page and its count as SQL, in each way that may be the quickest, and the values in it.

    A page is read along the order, or gathered and then sorted.
    """
    kind, at_event = question.kind, question.event_id is not None
    key, ident, rows = _place(kind, question.event_id, question.sort)
    narrowed = kind.filters[question.filter]
    where = narrowed.everywhere or narrowed.condition.format("r", "id")
    if at_event:
        narrowed_here = narrowed.condition.format("m", f"{kind.record}_id")
        where = f"{narrowed_here} AND m.event_id = %(event)s::bigint"
    ways = [(rows, where)]
    if question.word:
        ways = list(_searched(question, rows, where, ident))
    start, order = _from(question, "key", "id")
    contacts = "contact c WHERE c.account_id = r.id"
    if at_event:
        contacts = f"attendee c WHERE c.event_id = {question.event_id} AND c.account_id = r.id"
    shown = kind.shown.format(f"page JOIN {kind.record} r USING (id)", contacts)
    pages = [
        f"WITH few AS {gathered} MATERIALIZED (SELECT {key} AS key, {ident} AS id FROM {table}"
        f" WHERE {where}), page AS (SELECT * FROM few WHERE {start} ORDER BY {order}"
        f" LIMIT {PAGE + 1}) SELECT {shown} ORDER BY {order}"
        for table, where in ways
        for gathered in ("NOT", "")
    ]
    counts = [
        f"SELECT count(*) FROM (SELECT FROM {table} WHERE {where} LIMIT {COUNTED + 1}) n"
        for table, where in ways
    ]
    values = {"event": question.event_id}
    if question.after:
        values |= {"value": question.after[0], "id": question.after[1]}
    return pages, counts, values


def _searched(question: Question, rows: str, where: str, ident: str) -> Iterator[tuple[str, str]]:
    """Table and condition: a word is looked up row by row, or its ids first."""
    kind, text = question.kind, question.kind.words[question.word]
    of_record = kind.word.format(text, "r")
    yield (
        rows,
        f"{where} AND {ident} = ANY(ARRAY(SELECT r.id FROM {kind.record} r WHERE {of_record}))",
    )
    if question.event_id is None:
        yield rows, f"{where} AND {of_record}"
    elif kind.words_repeated:
        yield rows, f"{where} AND {kind.word.format(text, 'm')}"
    else:
        yield f"{rows} JOIN {kind.record} r ON r.id = {ident}", f"{where} AND {of_record}"


def _place(kind: Kind, event_id: int | None, sort: str) -> tuple[str, str, str]:
    """The sort column, the id, and the table with the columns to filter by."""
    columns = kind.sorts[sort.removeprefix("-")]
    if event_id is not None:
        return f"m.{columns.at_event}", f"m.{kind.record}_id", f"{kind.membership} m"
    return f"r.{columns.everywhere}", "r.id", f"{kind.record} r"


def _from(question: Question, key: str, ident: str) -> tuple[str, str]:
    """The condition that a page begins with, and its order."""
    falling = question.sort.startswith("-")
    id_falls = falling != question.kind.sorts[question.sort.removeprefix("-")].falls
    order = f"{key} {'DESC' if falling else 'ASC'}, {ident} {'DESC' if id_falls else 'ASC'}"
    if not question.after:
        return "true", order
    beyond, id_beyond = "<" if falling else ">", "<" if id_falls else ">"
    reached = f"{key} {beyond}= %(value)s"
    behind = f"({key} {beyond} %(value)s OR {ident} {id_beyond} %(id)s)"
    return f"{reached} AND {behind}", order


def _at_any_event(field: str, events: str, *values: str) -> dict[str, Filter]:
    return {
        f"{field} {value}": Filter(
            {field: value},
            f"{{0}}.{field} = '{value}'",
            f"EXISTS (SELECT FROM {events} AND e.{field} = '{value}')",
        )
        for value in values
    }


def _same_text(record: str, field: str, text: str) -> str:
    """A plain text of the record, which memberships don't repeat."""
    ids = f"SELECT t.id FROM {record} t WHERE lower(t.{field}) = '{text}' AND t.{field} <> ''"
    return f"{{0}}.{{1}} IN ({ids})"


def _each(field: str, *values: str) -> dict[str, Filter]:
    return {value: Filter({field: value}, f"{{0}}.{field} = '{value}'") for value in values}
