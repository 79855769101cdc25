"""Accounts: finding, adding, changing and removing companies."""

import pytest
from sqlmodel import select

from tests.fixtures.records import company, copy
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import (
    AuditEntry,
    Claim,
    ClaimStatus,
    Contact,
    EnrichmentRun,
    Stage,
)
from yardflow.services.records import accounts, notes
from yardflow.services.records.accounts import AccountQuery

pytestmark = pytest.mark.usefixtures("database")


def names(page) -> list[str]:
    return [row.name for row in page.items]


@pytest.fixture
def globex(session, bob, techexpo):
    """An account that Bob added with its website."""
    values = {"name": "Globex Corporation", "website": "www.globex.com/about", "industry": "Retail"}
    added = accounts.create(session, bob, values, event_id=techexpo.id)
    session.commit()
    return added


def test_a_new_account_gets_its_domain_from_its_website_and_its_score(globex):
    assert globex.website == "https://www.globex.com/about"
    assert (globex.domain, globex.stage, globex.icp_score) == ("globex.com", Stage.LEAD, 12)


def test_a_new_website_moves_the_domain_unless_somebody_set_that(session, bob, globex):
    moved = accounts.update(session, bob, globex.id, None, {"website": "globex.io"})
    assert moved.domain == "globex.io"
    accounts.update(session, bob, globex.id, None, {"domain": "mail.globex.org"})
    kept = accounts.update(session, bob, globex.id, None, {"website": "globex.net"})
    assert kept.domain == "globex.org"


def test_parts_of_one_companys_domain_are_one_account(session, bob, globex, techexpo):
    for written in ({"domain": "hq.globex.com"}, {"website": "https://shop.globex.com/en"}):
        with pytest.raises(Conflict, match="Globex Corporation"):
            accounts.create(session, bob, {"name": "Globex HQ", **written}, event_id=techexpo.id)


@pytest.mark.parametrize("page", ["linkedin.com/company/acme", "sites.google.com/acme", "gmx.at"])
def test_a_page_that_anybody_can_have_is_no_domain_of_the_company(session, bob, techexpo, page):
    for name in ("Acme", "Initech"):
        row = accounts.create(session, bob, {"name": name, "website": page}, event_id=techexpo.id)
        assert (row.domain, row.website) == (None, f"https://{page}")


@pytest.mark.parametrize("name", ["GLOBEX", "Globex Corp.", "The Globex, Inc"])
def test_another_spelling_of_a_name_is_the_same_account(session, bob, techexpo, globex, name):
    with pytest.raises(Conflict, match="Globex Corporation already has this name"):
        accounts.create(session, bob, {"name": name}, event_id=techexpo.id)


def test_a_domain_is_one_account(session, bob, techexpo, globex):
    with pytest.raises(Conflict, match="this domain"):
        accounts.create(session, bob, {"name": "GX", "domain": "GLOBEX.com"}, event_id=techexpo.id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("website", "javascript:alert(1)"),
        ("website", "https://user:pw@globex.com"),
        ("domain", "gmail.com"),
        ("domain", "uk.linkedin.com"),
        ("domain", "globex"),
        ("industry", ["x"]),
    ],
)
def test_a_value_that_cannot_be_taken_is_named(session, bob, globex, field, value):
    with pytest.raises(Invalid) as refused:
        accounts.update(session, bob, globex.id, globex.version, {field: value})
    assert field in refused.value.fields


def test_only_declared_fields_are_taken(session, bob, globex, techexpo):
    sent = {"icp_score": 100, "owner_id": 1, "version": 50, "event_id": 9, "name_key": "x"}
    accounts.update(session, bob, globex.id, globex.version, sent)
    assert accounts.get(session, bob, globex.id, techexpo.id) == globex


def test_a_change_is_audited_with_before_and_after(session, bob, globex):
    accounts.update(session, bob, globex.id, globex.version, {"industry": "Toys"})
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "account.updated")).one()
    assert (entry.before, entry.after, entry.user_id) == (
        {"industry": "Retail"},
        {"industry": "Toys"},
        bob.user_id,
    )


def test_the_second_of_two_who_edit_the_same_account_is_refused(session, bob, alice, globex):
    accounts.update(session, bob, globex.id, globex.version, {"size": "1-10"})
    with pytest.raises(Conflict):
        accounts.update(session, alice, globex.id, globex.version, {"size": "51-200"})


def test_filling_in_a_field_changes_the_score(session, bob, globex):
    filled = accounts.update(session, bob, globex.id, None, {"headquarters": "Oslo"})
    assert filled.icp_score == 16
    notes.add(session, bob, "Met them in Oslo", account_id=globex.id)
    assert accounts.get(session, bob, globex.id).icp_score == 20


def test_removing_an_account_removes_its_people(session, bob, globex, works_at, techexpo):
    acme = company(session, techexpo, "Acme")
    works_at(acme, "Ann Lee")
    accounts.delete(session, bob, acme.id)
    assert session.exec(select(Contact.id)).all() == []
    with pytest.raises(NotFound):
        accounts.get(session, bob, acme.id)


def test_an_owner_can_be_given_and_taken(session, bob, alice, globex):
    owned = accounts.assign(session, alice, globex.id, globex.version, bob.user_id)
    assert owned.owner_name == "Bob"
    assert names(accounts.search(session, bob, AccountQuery(owner="me"))) == [globex.name]
    assert accounts.assign(session, alice, globex.id, None, None).owner_name == ""


def test_accounts_are_found_by_name_domain_and_without_accents(session, bob, techexpo, globex):
    company(session, techexpo, "Müller Milch", domain="mueller.de")
    for typed, name in (
        ("glo", "Globex Corporation"),
        ("globex.com", "Globex Corporation"),
        ("muller", "Müller Milch"),
        ("milch", "Müller Milch"),
    ):
        assert names(accounts.search(session, bob, AccountQuery(q=typed))) == [name]


def test_filters_and_sorts(session, bob, techexpo, works_at):
    for name, stage, score in (("A", Stage.WON, 10), ("B", Stage.LEAD, 90), ("C", Stage.LOST, 50)):
        company(session, techexpo, name, stage=stage, icp_score=score)
    search = lambda **query: names(accounts.search(session, bob, AccountQuery(**query)))  # noqa: E731
    assert search() == ["B", "C", "A"]
    assert search(sort="name") == ["A", "B", "C"]
    assert search(sort="stage", event_id=techexpo.id) == ["B", "A", "C"]
    assert search(sort="-createdAt") == ["C", "B", "A"]
    assert search(stage="Won") == ["A"]
    assert search(score_from=50) == ["B", "C"]
    assert search(event_id=techexpo.id + 1) == []


def test_a_row_says_how_many_people_an_account_has(session, bob, acme, works_at):
    works_at(acme, "Ann Lee")
    works_at(acme, "Joe Smith")
    assert accounts.search(session, bob, AccountQuery()).items[0].contacts == 2


@pytest.mark.slow
def test_the_count_stops_at_ten_thousand_unless_asked_for(session, bob, techexpo):
    copy(session, company(session, techexpo, "A"), 10_001, name="'A' || n", name_key="'a' || n")
    page = accounts.search(session, bob, AccountQuery())
    assert (page.total, page.capped) == (10_000, True)
    assert accounts.search(session, bob, AccountQuery(exact=True)).total == 10_002


def test_an_edited_field_is_no_longer_the_claim_s(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    run = EnrichmentRun(contact_id=ann)
    session.add(run)
    session.flush()
    shared = {"confidence": 0.9, "source": "sandbox", "how": "asked", "status": ClaimStatus.APPLIED}
    shared |= {"applied_at": clock.now(), "account_id": acme.id}
    for field in ("industry", "size"):
        session.add(Claim(run_id=run.id, field=field, value="x", **shared))
    session.commit()
    accounts.update(session, bob, acme.id, None, {"industry": "Retail"})
    statuses = {claim.field: claim.status for claim in session.exec(select(Claim)).all()}
    assert statuses == {"industry": ClaimStatus.CORRECTED, "size": ClaimStatus.APPLIED}
