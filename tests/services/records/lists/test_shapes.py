"""Statements that are made once for all questions of one shape."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session

from tests.fixtures.records import company
from tests.services.records.lists.test_pages import statements
from yardflow.models import Account, Event, Persona, Seniority, Stage
from yardflow.services.access import Principal
from yardflow.services.records import accounts, contacts
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_query import ContactQuery, filters_of
from yardflow.services.records.contact_statements import gathered
from yardflow.services.records.lists.shapes import apart, made_once

# Each filter with two values.
CONTACTS = {
    "event_id": (1, 2),
    "account_id": (1, 2),
    "import_id": (1, 2),
    "q": ("lee", "fox"),
    "persona": ("Ops", "Sales,Ops"),
    "seniority": ("VP", "Director"),
    "stage": ("Lead,Lost", "Lost,Qualified"),
    "status": ("Listed", "Met"),
    "email_status": ("given", "bounced"),
    "enrichment": ("failed", "never,failed"),
    "owner": ("me", "7"),
    "texts": ({"country": "Peru"}, {"country": "Chile"}),
}
ACCOUNTS = {
    "event_id": (1, 2),
    "q": ("lee", "fox"),
    "stage": ("Lead", "Lost"),
    "owner": ("7,none", "8,none"),
    "score_from": (10, 20),
    "texts": ({"industry": "Steel"}, {"industry": "Glass"}),
}


@pytest.mark.parametrize("name", CONTACTS)
def test_a_value_of_a_filter_of_contacts_is_no_part_of_its_shape(alice: Principal, name: str):
    one, other = (
        apart(filters_of(alice, ContactQuery(**{name: value}))) for value in CONTACTS[name]
    )
    assert one[0] == other[0] and one[1] != other[1]
    assert hash(apart(filters_of(alice, ContactQuery()))[0]) != hash(one[0])


@pytest.mark.parametrize("search", ["contacts", "accounts"])
@pytest.mark.parametrize("event_id", [None, 1])
def test_a_list_with_other_values_sends_what_was_made_for_the_first_ones(
    session: Session, alice: Principal, search: str, event_id: int | None
):
    filters = dict(CONTACTS if search == "contacts" else ACCOUNTS)
    filters.pop("event_id")
    read, query = {
        "contacts": (contacts.search, ContactQuery(event_id=event_id, sort="name")),
        "accounts": (accounts.search, AccountQuery(event_id=event_id, sort="name")),
    }[search]
    for name, values in filters.items():
        sent, made = [], []
        for value in values:
            with statements() as texts:
                read(session, alice, replace(query, **{name: value}))
            made.append(made_once.cache_info().misses)
            sent.append([text for text in texts if "name_word" not in text])
        assert sent[0] == sent[1] and made[0] == made[1], name


def test_values_of_one_shape_never_meet(
    session: Session,
    alice: Principal,
    acme: Account,
    techexpo: Event,
    works_at: Callable[..., int],
):
    globex = company(session, techexpo, "Globex", domain="globex.example", stage=Stage.LOST)
    people = {
        "Ann Lee": (acme, {"country": "Peru", "seniority": Seniority.VP}),
        "Bob Fox": (globex, {"country": "Chile", "seniority": Seniority.DIRECTOR}),
    }
    for name, (account, values) in people.items():
        works_at(account, name, personas=[Persona.OPS], **values)
    wide = ContactQuery(event_id=techexpo.id, persona="Ops", owner="none")
    narrow = {
        "Ann Lee": {"q": "lee", "seniority": "VP", "texts": {"country": "peru"}},
        "Bob Fox": {"q": "fox", "seniority": "Director", "texts": {"country": "chile"}},
    }
    for _ in range(2):
        for name, values in narrow.items():
            page = contacts.search(session, alice, replace(wide, **values))
            assert [row.name for row in page.items] == [name]


def test_a_statement_to_build_on_holds_its_values(session: Session, alice: Principal):
    query = ContactQuery(q="lee", persona="Ops", seniority="VP", owner="me", status="Met")
    filters = filters_of(alice, query)
    shape, values = apart(filters)
    assert set(values) & set(gathered(shape).compile().params) == set(values) - {
        "terms_0_3",
        "terms_0_4",
    }
    assert not set(values) & set(gathered(filters).compile().params)
