"""Whether an address is suppressed: by itself, its domain or a domain above, and by one rule."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, literal, select, text
from sqlmodel import Session, col

from tests.fixtures.records import contact, copy
from yardflow import db
from yardflow.models import Account, Contact, Suppression, SuppressionReason, SuppressionSource
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions import service
from yardflow.services.sequences.suppressions.matching import of_addresses, suppressed

MANUAL = SuppressionReason.MANUAL


@pytest.fixture
def suppress(session: Session, bob: Principal) -> Callable[..., None]:
    """``suppress("ann@acme.com", "globex.com")``."""

    def put(*values: str) -> None:
        for value in values:
            service.add(session, bob, value, MANUAL)
        session.commit()

    return put


def suppressed_by(session: Session, address: str) -> str | None:
    view = of_addresses(session, [address]).get(address)
    return view.value if view else None


def by_condition(session: Session, address: str) -> bool:
    return bool(session.execute(select(suppressed(literal(address)))).scalar_one())


RULES = {
    "ann@acme.com": "ann@acme.com",
    "ANN@ACME.COM": "ann@acme.com",
    "Ann Lee <Ann@Acme.com>": "ann@acme.com",
    "ann+fair@acme.com": None,
    "ann@mail.acme.com": None,
    "joe@acme.com": None,
    "joe@globex.com": "globex.com",
    "joe@mail.globex.com": "globex.com",
    "joe@a.b.c.globex.com": "globex.com",
    "joe@notglobex.com": None,
    "joe@globex.com.evil.org": None,
    "joe@globex.co": None,
    "joe@globex.com.": "globex.com",
    "globex.com@acme.com": None,
    "joe@straße.de": "xn--strae-oqa.de",
    "joe@shop.xn--strae-oqa.de": "xn--strae-oqa.de",
    "joe@strasse.de": None,
    "joe@sub.initech.com": "sub.initech.com",
    "joe@initech.com": "initech.com",
    "vip@sub.initech.com": "vip@sub.initech.com",
    "": None,
    "@": None,
    "no address": None,
    "com": None,
    "joe@com": None,
}


def test_an_address_is_suppressed_by_itself_its_domain_or_a_domain_above(session, suppress):
    suppress("ann@acme.com", "globex.com", "straße.de")
    suppress("initech.com", "sub.initech.com", "vip@sub.initech.com")
    assert {address: suppressed_by(session, address) for address in RULES} == RULES


def test_the_condition_and_the_question_are_one_rule(session, suppress):
    suppress("ann@acme.com", "globex.com", "initech.com", "sub.initech.com")
    stored = [address for address in RULES if address.isascii() and "<" not in address]
    named = of_addresses(session, stored)
    assert [by_condition(session, each) for each in stored] == [each in named for each in stored]


def test_a_contact_without_an_address_is_not_suppressed(
    session: Session, suppress: Any, acme: Account, works_at: Any
) -> None:
    suppress("acme.com")
    works_at(acme, "Ann Lee", email="ann@acme.com")
    works_at(acme, "Joe Fox")
    names = select(col(Contact.first_name)).where(suppressed(Contact.email))
    others = select(col(Contact.first_name)).where(~suppressed(Contact.email))
    assert session.execute(names).scalars().all() == ["Ann"]
    assert session.execute(others).scalars().all() == ["Joe"]


def test_the_answer_says_why_and_who(session: Session, bob: Principal) -> None:
    service.add(session, bob, "acme.com", SuppressionReason.OBJECTED, "On the phone")
    view = of_addresses(session, ["ann@acme.com"])["ann@acme.com"]
    assert (view.reason, view.source) == (SuppressionReason.OBJECTED, SuppressionSource.PERSON)
    assert (view.note, view.added_by) == ("On the phone", bob.name)


def test_one_address_in_several_spellings_is_answered_for_each(session, suppress):
    suppress("ann@acme.com")
    asked = ["ann@acme.com", "Ann@Acme.com", "mailto:ann@acme.com", "joe@acme.com"]
    assert list(of_addresses(session, asked)) == asked[:3]
    assert of_addresses(session, []) == {}


@pytest.fixture
def long_list(session: Session) -> None:
    """200,000 suppressions, of which every tenth is a domain."""
    session.execute(
        text(
            "INSERT INTO suppression (kind, value, reason, source, note, added_at) "
            "SELECT CASE WHEN n % 10 = 0 THEN 'domain' ELSE 'address' END, "
            "CASE WHEN n % 10 = 0 THEN '' ELSE 'p' || n || '@' END || 'd' || n || '.com', "
            "'unsubscribed', 'import', '', now() FROM generate_series(1, 200000) n"
        )
    )
    session.commit()


def plan_of(session: Session, statement: Any) -> str:
    compiled = statement.compile(db.engine(), compile_kwargs={"literal_binds": True})
    return "\n".join(session.execute(text(f"EXPLAIN {compiled}")).scalars())


@pytest.mark.slow
@pytest.mark.parametrize("analyzed", [False, True])
def test_a_long_list_is_never_read_through(
    session: Session, long_list: None, acme: Account, works_at: Any, analyzed: bool
) -> None:
    ann = contact(works_at(acme, "Ann Lee", email="ann@d0.com"))
    different = {"email": "'ann' || n || '@d' || n || '.com'", "name_key": "'ann ' || n"}
    copy(session, ann, 199, **different)
    if analyzed:
        session.execute(text("ANALYZE suppression"))
        session.execute(text("ANALYZE contact"))
    session.commit()
    condition = select(func.count()).select_from(Contact).where(~suppressed(Contact.email))
    assert session.execute(condition).scalar_one() == 180 + 1  # d0.com is no one's
    plan = plan_of(session, condition)
    assert "Index Cond: (value = ANY (suppression_keys(" in plan, plan
    asked = [f"ann{number}@d{number}.com" for number in range(3_000)]
    assert len(of_addresses(session, asked)) == 299


def test_what_commits_before_the_check_is_seen_also_by_who_waited_for_a_lock(
    session: Session, bob: Principal, acme: Account, works_at: Any
) -> None:
    """As `matching` tells those who send: first the lock, then the check."""
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    locked, added = Barrier(2, timeout=10), Barrier(2, timeout=10)
    answers: list[bool] = []

    def send() -> None:
        with db.session() as sending:
            sending.execute(select(Contact.id).where(col(Contact.id) == ann).with_for_update())
            locked.wait()
            added.wait()
            check = select(suppressed(Contact.email)).where(col(Contact.id) == ann)
            answers.append(sending.execute(check).scalar_one())

    sender = Thread(target=send)
    sender.start()
    locked.wait()
    service.add(session, bob, "acme.com", MANUAL)
    session.commit()
    added.wait()
    sender.join(10)
    assert answers == [True]


def test_the_rule_reads_no_more_than_an_address_has(session: Session) -> None:
    worst = "a@" + "." * 100_000
    keys = session.execute(select(func.suppression_keys(worst))).scalar_one()
    assert len(keys) < 330
    assert session.execute(select(func.count()).select_from(Suppression)).scalar_one() == 0
