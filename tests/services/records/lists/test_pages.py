"""Pages of lists: the same rows in the same order, however they are found."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from tests.fixtures.records import company
from yardflow import db
from yardflow.models import Account, Event, Seniority, Stage
from yardflow.services.access import Principal
from yardflow.services.records import contact_query, contact_walk, contacts
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.lists import listing

# Set to 1, there are more than are gathered, and more than are counted.
MANY = ("COUNTED", "FEW")
NAMES = ("Ann Lee", "Bob Øst", "Cy Ost", "Dé Ünal", "Eve Lee", "Fay Zorn", "Gil Abel")


def read(
    session: Session, principal: Principal, query: dict
) -> tuple[list[list[str]], list[list[str]]]:
    """The names on all pages, forth and then back."""
    forth, back, cursor = [], [], ""
    while True:
        page = contacts.search(session, principal, ContactQuery(**query, cursor=cursor))
        forth.append([row.name for row in page.items])
        if page.next is None:
            break
        cursor = page.next
    while page.previous:
        page = contacts.search(session, principal, ContactQuery(**query, cursor=page.previous))
        back.append([row.name for row in page.items])
    return forth, back


@pytest.mark.parametrize("narrowed", [{"q": "acme"}, {"q": "a"}, {"status": "Listed"}])
@pytest.mark.parametrize("scope", ["event", "all"])
@pytest.mark.parametrize("sort", ["name", "-name", "account", "-createdAt"])
def test_few_rows_are_gathered_in_the_order_in_which_many_are_walked(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    narrowed: dict,
    scope: str,
    sort: str,
):
    for number, name in enumerate(NAMES):
        works_at(acme, name, title="VP" if number % 2 else "")
    event_id = techexpo.id if scope == "event" else None
    query = {"event_id": event_id, "sort": sort, "limit": 3, **narrowed}

    gathered = read(session, alice, query)
    for name in MANY:
        monkeypatch.setattr(listing, name, 1)
    for near in (0, 2, 4, contact_walk.NEAR):
        monkeypatch.setattr(contact_walk, "NEAR", near)
        assert read(session, alice, query) == gathered
    assert sorted(name for page in gathered[0] for name in page) == sorted(NAMES)
    assert gathered[1] == gathered[0][-2::-1]


@pytest.mark.parametrize(
    "narrowed",
    [
        {"q": "harbor"},
        {"q": "harbor vp"},
        {"q": "vp harbor"},
        {"q": "harbor", "seniority": "VP", "texts": {"country": "peru"}},
        {"q": "harbor", "status": "Listed"},
    ],
)
def test_by_account_those_at_companies_with_a_word_and_others_who_have_it_come_in_one_order(
    session: Session,
    alice: Principal,
    techexpo: Event,
    work_at: Callable[..., list[int]],
    monkeypatch: pytest.MonkeyPatch,
    narrowed: dict,
):
    names = ("Acme", "Globex", "Harbor Foods", "Harbor Foods", "Harbor Steel", "Zulu", "Zulu")
    vp = {"title": "VP Sales", "seniority": Seniority.VP, "country": "Peru"}
    for number, name in enumerate(names):
        account = company(session, techexpo, name, domain=f"c{number}.example")
        people = [f"{first} {last}" for first in ("Ann", "Bob", "Cy") for last in ("Lee", "Harbor")]
        work_at(account, [f"{each} {number}" for each in people], **vp)
        work_at(account, [f"{first} Moss {number}" for first in ("Ann", "Bob", "Cy")])
    for event_id, sort in itertools.product((techexpo.id, None), ("account", "-account")):
        query = {**narrowed, "event_id": event_id, "sort": sort, "limit": 3}
        gathered = read(session, alice, query)
        with monkeypatch.context() as many:
            for name in MANY:
                many.setattr(listing, name, 1)
            for near in (0, 4):
                many.setattr(contact_walk, "NEAR", near)
                assert read(session, alice, query) == gathered
        assert len(gathered[0]) > 4


@pytest.mark.parametrize("query", [{"q": "acme"}, {"texts": {"country": "peru"}}, {}])
def test_a_list_is_counted_and_read_in_one_statement(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
    query: dict,
):
    for name in NAMES:
        works_at(acme, name, country="Peru")
    session.flush()
    with statements() as sent:
        for event_id in (techexpo.id, None):
            page = contacts.search(session, alice, ContactQuery(event_id=event_id, **query))
            assert (page.total, len(page.items)) == (7, 7)
    asked = [each for each in sent if not each.startswith("EXPLAIN")]
    assert len(asked) == 2 * 2  # its second gives what is shown


@pytest.mark.parametrize("scope", ["event", "all"])
def test_a_letter_is_looked_for_in_rows_until_there_are_more_than_are_counted(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    scope: str,
):
    for name in NAMES:
        works_at(acme, name)
    event_id = techexpo.id if scope == "event" else None
    session.flush()
    for name in MANY:
        monkeypatch.setattr(listing, name, 5)
    with statements() as sent:
        page = contacts.search(session, alice, ContactQuery(event_id=event_id, q="a", limit=3))
    assert (page.total, page.capped, len(page.items)) == (5, True, 3)
    assert "ts_match_vq" in sent[0]
    exact = contacts.search(session, alice, ContactQuery(event_id=event_id, q="a", exact=True))
    assert (exact.total, exact.capped) == (7, False)


@pytest.mark.parametrize("query", [{"q": "lee"}, {"q": "lee", "status": "Listed"}])
def test_by_name_those_of_a_last_name_and_others_who_have_it_come_in_one_order(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    query: dict,
):
    names = ("Lee Abel", "Ann Lee", "Eve Lee", "Bob Lee-Fox", "Cy Leeds", "Lee Zorn", "Lee Moss")
    for name in (*names, "Gil Ost"):
        works_at(acme, name)
    works_at(company(session, techexpo, "Lee Freight"), "Dé Ünal")
    for event_id, sort in itertools.product((techexpo.id, None), ("name", "-name")):
        asked = {**query, "event_id": event_id, "sort": sort, "limit": 3}
        gathered = read(session, alice, asked)
        with monkeypatch.context() as many:
            for name in MANY:
                many.setattr(listing, name, 1)
            for near in (0, 3):
                many.setattr(contact_walk, "NEAR", near)
                assert read(session, alice, asked) == gathered
        assert sum(map(len, gathered[0])) == len(names) + 1


@pytest.mark.parametrize("narrowed", [{}, {"q": "lee"}, {"q": "lee", "seniority": "VP"}])
def test_contacts_of_accounts_with_a_stage_are_the_same_by_account_and_by_all_else(
    session: Session,
    alice: Principal,
    techexpo: Event,
    works_at: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    narrowed: dict,
):
    for number, stage in enumerate((Stage.LOST, Stage.LEAD, Stage.LOST)):
        account = company(session, techexpo, f"Acme {number}", stage=stage)
        for name in ("Ann Lee", "Bob Ost", "Cy Lee"):
            works_at(account, name, seniority=Seniority.VP if name == "Cy Lee" else None)
    query = {"stage": "Lost", "sort": "account", "limit": 2, **narrowed}
    by_filters = read(session, alice, query)
    monkeypatch.setattr(contact_query, "COUNTED", 0)
    with statements() as sent:
        assert read(session, alice, query) == by_filters
    assert any("LATERAL" in each for each in sent)
    left = {None: 3, "lee": 2}[narrowed.get("q")] if "seniority" not in narrowed else 1
    assert sum(map(len, by_filters[0])) == 2 * left


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database within the block."""
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)


BLANK = {"q": " ", "texts": {"country": ""}}
ALL, FEWER = len(NAMES), sum(number % 2 for number in range(len(NAMES)))


@pytest.mark.parametrize("scope", ["event", "all"])
@pytest.mark.parametrize("most", [(2, 100), (2, 3), (100, 100)])
@pytest.mark.parametrize(("query", "total"), [(BLANK, ALL), (BLANK | {"seniority": "VP"}, FEWER)])
def test_however_many_are_gathered_the_total_is_what_it_is(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    query: dict,
    total: int,
    most: tuple[int, int],
    scope: str,
):
    for number, name in enumerate(NAMES):
        works_at(acme, name, seniority=Seniority.VP if number % 2 else None)
    few, counted = most
    for name, number in zip(MANY, (counted, few), strict=True):
        monkeypatch.setattr(listing, name, number)
    event_id = techexpo.id if scope == "event" else None
    for exact in (True, False):
        asked = ContactQuery(event_id=event_id, limit=2, exact=exact, **query)
        page = contacts.search(session, alice, asked)
        capped = not exact and total > counted
        found = (page.total, page.capped, len(page.items))
        assert found == (counted if capped else total, capped, 2)


def test_what_is_left_blank_narrows_nothing():
    assert not listing.narrowed(ContactQuery(**BLANK, limit=7, cursor="x", exact=True))
    assert listing.narrowed(ContactQuery(texts={"country": "Peru"}))
    assert listing.narrowed(ContactQuery(event_id=3, owner="me"))


@pytest.mark.parametrize("words", ["acme", ""])
def test_a_page_behind_the_last_row_still_says_how_many_there_are(
    session: Session, alice: Principal, acme: Account, works_at: Callable[..., int], words: str
):
    for name in ("Ann Lee", "Zoe Quinn"):
        works_at(acme, name)
    query = {"q": words, "sort": "name", "limit": 1}
    behind = contacts.search(session, alice, ContactQuery(**query)).next
    assert behind
    last = contacts.search(session, alice, ContactQuery(**query, cursor=behind))
    contacts.delete(session, alice, last.items[0].id)
    page = contacts.search(session, alice, ContactQuery(**query, cursor=behind))
    assert (page.items, page.total, page.start) == ([], 1, 0)
