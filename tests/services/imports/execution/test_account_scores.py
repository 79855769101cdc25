"""Accounts that an import adds come with the score that they would be given once they are there."""

import pytest
from sqlmodel import select

from yardflow.models import ScoreChange
from yardflow.services.records import icp

pytestmark = pytest.mark.usefixtures("database")

_TITLES = ["COO", "VP Operations", "Buyer", "Sales Manager", "CTO", "", "Dock Coordinator"]
PEOPLE = "Name,Company,Title,Country\n" + "".join(
    f"Ann{n} Lee,Acme {n % 5},{title},Germany\n" for n, title in enumerate(_TITLES * 4)
)
COMPANIES = """Company,Website,Industry,Headquarters,Notes
Acme,acme.example,Logistics,"Berlin, Germany",met on Tuesday
Acme,,,,and on Friday
Bolt,bolt.example,,,
Crane,,,,
"""


@pytest.mark.parametrize(("kind", "content"), [("contacts", PEOPLE), ("accounts", COMPANIES)])
def test_scoring_new_accounts_again_changes_nothing(desk, session, kind, content):
    desk.bring(content, kind)
    accounts = desk.accounts()
    icp.recalculate(session, [account.id for account in accounts], "Test")
    session.commit()
    assert desk.accounts() == accounts and all(account.icp_parts for account in accounts)


def test_the_history_of_a_new_account_begins_with_its_import(desk, session):
    desk.bring(PEOPLE)
    desk.bring(PEOPLE)
    scores = {account.id: account.icp_score for account in desk.accounts()}
    changes = session.exec(select(ScoreChange)).all()
    assert {change.account_id: change.new for change in changes} == scores
    assert len(changes) == len(scores)
    assert {(change.old, change.why) for change in changes} == {(0, "Imported from list.csv")}


def test_accounts_with_new_contacts_are_scored_again(desk, session):
    desk.bring("Name,Company,Title\nAnn Lee,Acme,Buyer\n")
    before = desk.accounts()[0].icp_score
    desk.bring("Name,Company,Title\nBob Ray,Acme,COO\nCy Fox,Bolt,\n")
    acme, bolt = desk.accounts()
    assert acme.icp_score > before
    changes = session.exec(select(ScoreChange).where(ScoreChange.account_id == bolt.id)).all()
    assert [change.new for change in changes] == [bolt.icp_score]
