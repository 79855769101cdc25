"""The ICP score, part by part, with its override and its history."""

import pytest
from sqlmodel import select

from tests.fixtures.records import company, copy
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Account, Contact, Note, Persona, ScoreChange, Seniority
from yardflow.services.records import icp, scores

pytestmark = pytest.mark.usefixtures("database")


def points(session, account) -> dict[str, int]:
    icp.recalculate(session, [account.id], "Test")
    session.commit()
    session.refresh(account)
    return {part.name: part.points for part in scores.parts(account.icp_parts)}


@pytest.mark.parametrize(
    ("persona", "people", "expected"),
    [
        (Persona.EXEC_OPS, 1, 10),
        (Persona.EXEC_OPS, 3, 20),
        (Persona.OPS, 1, 5),
        (Persona.OPS, 3, 10),
        (Persona.PROCUREMENT, 1, 3),
        (Persona.PROCUREMENT, 3, 6),
        (Persona.SALES, 1, 2),
        (Persona.SALES, 3, 4),
        (Persona.TECH, 2, 0),
        (Persona.NON_OPS, 2, 0),
    ],
)
def test_personas_bring_points_up_to_their_most(session, acme, works_at, persona, people, expected):
    for number in range(people):
        works_at(acme, f"Person {number}", personas=[persona.value])
    assert points(session, acme)["personas"] == expected


@pytest.mark.parametrize(
    ("people", "expected"), [(0, 0), (1, 5), (2, 10), (3, 15), (4, 15), (5, 20)]
)
def test_executives_count_in_steps(session, acme, works_at, people, expected):
    for number in range(people):
        works_at(acme, f"Chief {number}", seniority=Seniority.VP)
    works_at(acme, "A Manager", seniority=Seniority.MANAGER)
    assert points(session, acme)["executives"] == expected


@pytest.mark.parametrize(
    ("people", "expected"), [(2, 0), (3, 5), (4, 5), (5, 10), (7, 15), (9, 15), (10, 20)]
)
def test_contacts_count_in_steps(session, acme, works_at, people, expected):
    for number in range(people):
        works_at(acme, f"Person {number}")
    assert points(session, acme)["contacts"] == expected


def test_each_filled_field_brings_four_points_of_completeness(session, acme):
    assert points(session, acme)["completeness"] == 4
    acme.website, acme.industry, acme.headquarters = "acme.com", "Retail", "Oslo"
    assert points(session, acme)["completeness"] == 16
    assert scores.parts(acme.icp_parts)[3].explanation == "Missing: notes"
    session.add(Note(account_id=acme.id, text="Met at the gate"))
    assert points(session, acme)["completeness"] == 20


def test_the_best_account_has_a_hundred_points(session, techexpo, works_at):
    filled = {"website": "a.com", "industry": "x", "headquarters": "x"}
    best = company(session, techexpo, "Best", **filled)
    session.add(Note(account_id=best.id, text="x"))
    everything = [persona.value for persona in Persona]
    for number in range(10):
        works_at(best, f"Chief {number}", personas=everything, seniority=Seniority.C_LEVEL)
    points(session, best)
    assert best.icp_score == 100
    assert scores.calculated_score(best.icp_parts) == 100


def test_a_change_of_the_score_has_a_line_in_its_history(session, bob, acme, works_at):
    points(session, acme)
    works_at(acme, "Ann Lee", personas=["ExecOps"])
    icp.recalculate(session, [acme.id], "Contact added", bob.user_id)
    icp.recalculate(session, [acme.id], "Nothing new", bob.user_id)
    session.commit()
    assert [
        (step.old, step.new, step.why, step.who) for step in scores.history(session, bob, acme.id)
    ] == [
        (4, 14, "Contact added", "Bob"),
        (0, 4, "Test", ""),
    ]


def test_a_thousand_accounts_are_scored_at_once(session, techexpo, works_at):
    first = company(session, techexpo, "A")
    ann = session.get_one(Contact, works_at(first, "Ann", personas=["Ops"]))
    copy(session, first, 999, name="'A' || n", name_key="'a' || n")
    ids = session.exec(select(Account.id).order_by(Account.id)).all()
    copy(session, ann, 999, account_id=f"{first.id} + n", account_sort="NULL")
    icp.recalculate(session, ids, "Import")
    session.commit()
    assert set(session.exec(select(Account.icp_score)).all()) == {9}
    assert len(session.exec(select(ScoreChange.id)).all()) == 1000


def test_recalculating_does_not_make_an_open_record_stale(session, acme):
    before = acme.version
    points(session, acme)
    assert acme.version == before


def test_an_override_wins_until_it_is_taken_back(session, bob, acme, works_at):
    points(session, acme)
    scores.override(session, bob, acme.id, acme.version, 90, "Knows our CEO")
    session.commit()
    works_at(acme, "Ann Lee", personas=["ExecOps"])
    points(session, acme)
    assert (acme.icp_score, scores.calculated_score(acme.icp_parts)) == (90, 14)
    scores.release(session, bob, acme.id, acme.version)
    session.commit()
    session.refresh(acme)
    assert (acme.icp_score, acme.icp_override, acme.icp_override_reason) == (14, None, None)
    assert [(step.old, step.new, step.why) for step in scores.history(session, bob, acme.id)][
        :2
    ] == [
        (90, 14, "Override removed"),
        (4, 90, "Score overridden: Knows our CEO"),
    ]


@pytest.mark.parametrize(("score", "reason"), [(101, "Good"), (-1, "Good"), (50, "  ")])
def test_an_override_needs_a_score_of_0_to_100_and_a_reason(session, bob, acme, score, reason):
    with pytest.raises(Invalid):
        scores.override(session, bob, acme.id, acme.version, score, reason)


def test_an_override_of_a_record_that_moved_on_is_refused(session, bob, acme):
    with pytest.raises(Conflict):
        scores.override(session, bob, acme.id, acme.version + 1, 50, "Because")
    with pytest.raises(NotFound):
        scores.release(session, bob, 999_999, 1)
