"""Every question to the lists of contacts and accounts, beside the same SQL by hand.

At 10,000 contacts and at a million (``CONTACTS=``), there with the statistics of before (the
database has not looked at the tables since the 10,000 left) and with fresh ones; then of an event
to which a fifth of all people has come since. Each question is asked twice, in either way, and the
better time counts; then the slowest ones ten times more, of which the worst is their 95th
percentile. It is asked by hand where the statistics are fresh, and no way may take longer than the
service did: where all do, its time counts. Each plan is read: what sorts, or reads a table row by
row, over more than `FEW` rows has no index. A look through rows that ends once enough are found is
no such thing where one in `EVERY` of them matches: an index would lead to each on its own.

The crowd of a million is made once and kept in ``.data``, for as long as its sources and the tables
stay as they are; it is copied to be asked.
``bench/lists.json`` has all questions, the slowest first.
"""

import json
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event
from sqlmodel import Session

from bench import crowd, own_workplace
from bench.figures import Figure, percentile
from bench.kept_crowd import connected, copied, filled, kept, look_at_tables, people_of
from bench.list_questions import PAGE, Question, by_hand, kinds, middle, questions, sorts_of
from yardflow import db
from yardflow.models import Role
from yardflow.services.access import Principal
from yardflow.services.records import accounts, contacts
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.lists import listing
from yardflow.services.records.lists.cursors import Cursor
from yardflow.services.records.resource import Resource

SMALL, LARGE = 10_000, crowd.CONTACTS
# One more than are counted are read, to tell that there are more.
FEW, SLOWEST, TIMES = listing.COUNTED + 1, 10, 10
EVERY = 5
AGAIN = 5  # one in so many people comes to the new event
RESULT = Path(__file__).with_name("lists.json")
_SERVICES: dict[str, tuple[Callable[..., Any], type, Resource]] = {
    "contacts": (contacts.search, contacts.ContactQuery, CONTACT),
    "accounts": (accounts.search, accounts.AccountQuery, ACCOUNT),
}


@dataclass
class Answer:
    """Milliseconds for a question, of the service and, if it was asked so, by hand; what its plans
    do without an index; and the 95th percentile where it was asked many times.
    """

    question: Question
    service: float
    by_hand: float | None
    without_index: list[str]
    p95: float = 0.0


def measure() -> list[Figure]:
    large = int(os.environ.get("CONTACTS") or LARGE)
    with own_workplace.opened(durable=True), connected() as connection:
        people = filled(connection, SMALL, fresh=True)
        small = _ask_all(connection, people, _scopes(people), by_hand_too=True)
    with (
        copied(kept(large, SMALL)) as data_dir,
        own_workplace.opened(durable=True, data_dir=data_dir),
        connected() as connection,
    ):
        people = people_of(connection)
        stale = _ask_all(connection, people, _scopes(people))
        look_at_tables(connection)
        fresh = _ask_all(connection, people, _scopes(people), by_hand_too=True)
        connection.autocommit = False
        event_id = crowd.meet_again(connection, AGAIN)
        connection.commit()
        connection.autocommit = True
        new = _ask_all(connection, people, {"new event": event_id})
    states = {
        f"{SMALL:,}": small,
        f"{large:,}, stale": stale,
        f"{large:,}": fresh,
        f"{large:,}, new event": new,
    }
    _write(states)
    return [
        figure
        for name in ("contacts", "accounts")
        for figure in _figures(
            name, {state: _of(answers, name) for state, answers in states.items()}
        )
    ]


def _figures(name: str, states: dict[str, list[Answer]]) -> list[Figure]:
    figures = []
    first = next(iter(states))
    for state, answers in states.items():
        label, service = f"{name}, {state}", [answer.service for answer in answers]
        hand = [answer.by_hand for answer in answers if answer.by_hand is not None]
        for share in (0.5, 0.95):
            value, floor = percentile(service, share), percentile(hand, share) if hand else None
            goal = "ratio <= 2" if hand and share == 0.95 else ""
            figures.append(Figure(f"{label} p{share * 100:.0f}", value, "ms", floor, goal))
        slowest = max(answer.p95 for answer in answers)
        without = float(sum(bool(answer.without_index) for answer in answers))
        figures.append(Figure(f"{label}, slowest p95", slowest, "ms", None, "value <= 100"))
        if state != first:
            before = percentile([answer.service for answer in states[first]], 0.95)
            value = percentile(service, 0.95)
            figures += [
                Figure(f"{label}, growth of p95", value, "ms", before, "ratio <= 1.5"),
                Figure(f"{label}, without an index", without, "questions", None, "value <= 0"),
            ]
    return figures


def _of(answers: Iterable[Answer], name: str) -> list[Answer]:
    return [answer for answer in answers if answer.question.kind.name == name]


def _scopes(people: crowd.Crowd) -> dict[str, int | None]:
    return {"big event": people.events[0], "small event": people.events[-1], "all": None}


def _ask_all(
    connection: psycopg.Connection[Any],
    people: crowd.Crowd,
    scopes: Mapping[str, int | None],
    *,
    by_hand_too: bool = False,
) -> list[Answer]:
    user = Principal(people.owners[-1], Role.MEMBER, "Bench", "bench@yardflow.test")
    answers = []
    with db.session() as session:
        for kind in kinds(people):
            of_kind = []
            middles = {
                (event_id, sort): connection.execute(middle(kind, event_id, sort)).fetchone()
                for event_id in scopes.values()
                for sort in sorts_of(kind, event_id)
            }
            for question in questions(kind, scopes, middles):
                service, sent = _asked_and_noted(session, user, question)
                service = min(service, _timed(_ask, session, user, question))
                by_hand_ms = None
                if by_hand_too:
                    by_hand_ms = min(service, _quickest(connection, question, service))
                of_kind.append(Answer(question, service, by_hand_ms, _plans(connection, sent)))
            for answer in sorted(of_kind, key=lambda each: -each.service)[:SLOWEST]:
                spent = [_timed(_ask, session, user, answer.question) for _ in range(TIMES)]
                answer.p95 = percentile(spent, 0.95)
            answers += of_kind
    return answers


def _ask(session: Session, user: Principal, question: Question) -> None:
    """What a page, a state or the API calls."""
    after = question.after
    # Where the middle of a list is has no address yet; this is how one is written.
    cursor = str(Cursor(question.sort, 2, *after, backwards=False)) if after else ""
    service, query, resource = _SERVICES[question.kind.name]
    session.expunge_all()
    # What no one has typed is sent, too.
    texts = {text.name: "" for text in resource.texts if text.filterable}
    texts |= question.query.get("texts", {})
    service(session, user, query(**question.query | {"texts": texts}, cursor=cursor, limit=PAGE))


def _quickest(connection: psycopg.Connection[Any], question: Question, service: float) -> float:
    """Page and count by hand, each in the way that is the quickest for it; infinite where one of
    them alone takes longer than the service.
    """
    pages, counts, values = by_hand(question)
    return sum(_quickest_of(connection, ways, values, service) for ways in (pages, counts))


def _quickest_of(
    connection: psycopg.Connection[Any], ways: list[str], values: Any, most: float
) -> float:
    """The way that is the quickest once more: the better of two, as with the service."""
    spent = dict[str, float]()
    for sql in ways:
        # One that takes longer than another did is ended.
        patience = int(min(spent.values(), default=most)) + 2
        with suppress(psycopg.errors.QueryCanceled), connection.transaction():
            connection.execute(f"SET LOCAL statement_timeout = {patience}")
            spent[sql] = _timed(_execute, connection, sql, values)
        connection.rollback()  # where the limit has met what should have ended the transaction
    if not spent:
        return math.inf
    best = min(spent, key=lambda sql: spent[sql])
    return min(spent[best], _timed(_execute, connection, best, values))


def _execute(connection: psycopg.Connection[Any], sql: str, values: Any) -> None:
    connection.execute(sql, values).fetchall()


def _timed(ask: Callable[..., Any], *arguments: Any) -> float:
    began = time.perf_counter()
    ask(*arguments)
    return (time.perf_counter() - began) * 1000


def _asked_and_noted(
    session: Session, user: Principal, question: Question
) -> tuple[float, list[tuple[str, Any]]]:
    """How long it took, and the statements that were sent."""
    sent: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    spent = _timed(_ask, session, user, question)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return spent, sent


def _plans(connection: psycopg.Connection[Any], sent: Iterable[tuple[str, Any]]) -> list[str]:
    """What the statements of a question do without an index; what it asks the planner itself reads
    nothing.
    """
    plans = [
        connection.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) {sql}", values)
        for sql, values in sent
        if not sql.startswith("EXPLAIN")
    ]
    return [text for plan in plans for text in _without_index(plan.fetchone()[0][0]["Plan"])]


def _without_index(node: dict[str, Any]) -> Iterator[str]:
    below = node.get("Plans", [])
    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    ends_soon = node["Actual Rows"] <= FEW and rows <= EVERY * node["Actual Rows"]
    if node["Node Type"] == "Seq Scan" and rows > FEW and not ends_soon:
        yield f"reads {rows:.0f} rows of {node['Relation Name']}"
    if "Sort" in node["Node Type"] and below[0]["Actual Rows"] > FEW:
        yield f"sorts {below[0]['Actual Rows']:.0f} rows"
    for each in below:
        yield from _without_index(each)


def _write(states: dict[str, list[Answer]]) -> None:
    rows = {
        state: [
            {
                "question": answer.question.name,
                "ms": round(answer.service, 2),
                "by_hand_ms": None if answer.by_hand is None else round(answer.by_hand, 2),
                "without_index": answer.without_index,
            }
            for answer in sorted(answers, key=lambda each: -each.service)
        ]
        for state, answers in states.items()
    }
    RESULT.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
