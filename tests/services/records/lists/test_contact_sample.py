"""Lists that are certainly long are not counted: a few pages of the table say so."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from tests.services.records.lists.test_pages import statements
from yardflow.models import Account
from yardflow.services.access import Principal
from yardflow.services.records import contact_sample, contacts
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.lists import listing

FEW = 20


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than 20 are more than are counted, and any list may be longer."""
    for module in (listing, contact_sample):
        monkeypatch.setattr(module, "COUNTED", FEW)
    monkeypatch.setattr(contact_sample, "LIKELY", 0)


def counts(session: Session, alice: Principal, **query) -> tuple[int, bool, bool]:
    """The total of a list, whether it is capped, and whether its rows were counted."""
    session.flush()
    with statements() as sent:
        page = contacts.search(session, alice, ContactQuery(limit=3, **query))
    assert len(page.items) == 3
    counted = any("count(*)" in each and "TABLESAMPLE" not in each for each in sent[:-1])
    return page.total, page.capped, counted


@pytest.fixture
def crowd(acme: Account, work_at: Callable[..., list[int]]) -> None:
    """600 people who came one after another: Lees and Osts by turns, and 30 Smiths at the end."""
    names = [f"Ann{number} {('Lee', 'Ost')[number % 2]}" for number in range(570)]
    work_at(acme, [*names, *(f"Ann{number} Smith" for number in range(570, 600))])


def test_many_who_are_everywhere_are_not_counted(small, crowd, session: Session, alice: Principal):
    assert counts(session, alice, q="acme") == (FEW, True, False)
    assert counts(session, alice, q="acme", exact=True) == (600, False, True)


def test_some_more_than_are_counted_who_lie_together_are_counted(
    small, crowd, session: Session, alice: Principal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(contact_sample, "PAGES", 10)
    assert counts(session, alice, q="smith") == (FEW, True, True)


def test_who_are_not_likely_many_are_counted(
    small, crowd, session: Session, alice: Principal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(contact_sample, "LIKELY", 1_000_000)
    assert counts(session, alice, q="acme") == (FEW, True, True)


def test_no_list_is_called_long_that_is_not(
    small, crowd, session: Session, alice: Principal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(contact_sample, "PAGES", 5)
    for module in (listing, contact_sample):
        monkeypatch.setattr(module, "COUNTED", 285)
    for _ in range(40):  # other pages each time
        assert counts(session, alice, q="lee") == (285, False, True)
