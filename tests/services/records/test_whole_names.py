"""A contact's whole name: everywhere in the order of its script, whatever the country."""

import re

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from tests.fixtures.product import ROOT
from yardflow.models import Contact, Deletion, RecordKind
from yardflow.services.records import contacts, deletion
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.deletion.views import names
from yardflow.services.records.values.normalize import name_key
from yardflow.services.sequences.templates.values import values_for

NAMES = {
    ("Ann", "Lee"): "Ann Lee",
    ("Ludwig", "van Beethoven"): "Ludwig van Beethoven",
    ("José", "Núñez"): "José Núñez",
    ("Иван", "Петров"): "Иван Петров",
    ("محمد", "علي"): "محمد علي",
    ("小明", "王"): "王小明",
    ("云飞", "上官"): "上官云飞",
    ("太郎", "山田"): "山田太郎",
    ("さくら", "佐々木"): "佐々木さくら",
    ("マリア", "田中"): "田中マリア",
    ("민수", "김"): "김민수",
    # From abroad, in their own order.
    ("ジョン", "スミス"): "ジョン スミス",
    ("ジャン=リュック", "ゴダール"): "ジャン=リュック ゴダール",
    ("约翰·史密斯", ""): "约翰·史密斯",
    # Of two scripts, and of one word.
    ("Ming", "王"): "Ming 王",
    ("小明 (Ming)", "王"): "小明 (Ming) 王",
    ("", "王"): "王",
    ("小明", ""): "小明",
    ("", "Le"): "Le",
}
# A name that is made by hand; keys are compared and never shown.
_BY_HAND = re.compile(
    r"first_name\b[^|\n]{0,12}\|\|.{0,10}' '|first_name\b.{0,12}\} \{|first_name\) ?\+|"
    r"concat(?:_ws)?\([^)]{0,40}first_name"
)


@pytest.fixture
def everyone(session, acme) -> list[Contact]:
    people = [
        Contact(account_id=acme.id, first_name=first, last_name=last, name_key=name_key(whole))
        for (first, last), whole in NAMES.items()
    ]
    session.add_all(people)
    session.commit()
    return people


def test_a_whole_name_is_in_the_order_of_its_script(session, everyone):
    assert {(each.first_name, each.last_name): each.name for each in everyone} == NAMES


def test_lists_and_emails_have_it(session, bob, techexpo, everyone):
    listed = contacts.search(session, bob, ContactQuery(limit=100)).items
    assert {(row.first_name, row.last_name): row.name for row in listed} == NAMES
    values = values_for(session, [each.id for each in everyone], None)
    assert [values[each.id]["contact.name"] for each in everyone] == [*NAMES.values()]


def test_deleted_contacts_keep_it(session, bob, everyone):
    (one,) = [each for each in everyone if each.last_name == "山田"]
    number = deletion.delete(session, bob, RecordKind.CONTACT, [one.id])
    deleted = session.get_one(Deletion, number)
    assert deleted.label == "山田太郎" and names(session, deleted) == ("山田太郎",)


def test_a_search_finds_it_as_it_is_written(session, bob, everyone):
    for query in ("山田太郎", "山田 太郎", "太郎", "김민수", "约翰·史密斯", "史密斯"):
        assert contacts.search(session, bob, ContactQuery(q=query)).items, query


def test_nothing_else_puts_first_and_last_name_together():
    files = [path for path in (ROOT / "yardflow").rglob("*.py") if path.name != "contact.py"]
    by_hand = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if _BY_HAND.search(line) and "name_key(" not in line and "company_key(" not in line
    ]
    assert by_hand == []


def test_the_sort_of_lists_stays_by_family_name(session, everyone):
    rows = session.exec(select(Contact.name).order_by(col(Contact.sort_name).collate("C"))).all()
    assert rows.index("山田太郎") > rows.index("佐々木さくら")
    assert session.scalar(select(func.count()).select_from(Contact)) == len(NAMES)
