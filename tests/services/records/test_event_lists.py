"""What events have of records: put there, removed, copied; and columns that stay the records'."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from tests.fixtures.product import until
from tests.fixtures.records import company, list_all
from yardflow import clock, db
from yardflow.errors import Invalid, NotFound
from yardflow.models import AttendeeStatus, Contact, Event, Seniority, Stage
from yardflow.services.records import (
    accounts,
    attendees,
    contact_query,
    contact_rows,
    contacts,
    event_lists,
    events,
    memberships,
    notes,
    scores,
    targets,
)
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.membership_fields import ATTENDEE

pytestmark = pytest.mark.usefixtures("database")

DIFFERENT = """
    SELECT 'target', t.id FROM target t JOIN account a ON a.id = t.account_id
    WHERE (t.sort_name, t.icp_score, t.owner_id)
        IS DISTINCT FROM (a.sort_name, a.icp_score, a.owner_id)
    UNION ALL
    SELECT 'attendee', t.id FROM attendee t JOIN contact c ON c.id = t.contact_id
    LEFT JOIN target o ON o.event_id = t.event_id AND o.account_id = c.account_id
    WHERE (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status,
            t.owner_id, t.enrichment, t.search, t.stage)
        IS DISTINCT FROM (c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority,
            c.email_status, c.owner_id, c.enrichment, c.search, o.stage)
    UNION ALL
    SELECT 'contact', c.id FROM contact c JOIN account a ON a.id = c.account_id
    WHERE c.account_sort <> a.sort_name OR c.account_words <> a.words
        OR c.enrichment <> enrichment_of(c.id, c.account_id, c.enriched_at IS NOT NULL)
"""


def different() -> list[tuple]:
    """Rows whose repeated columns are not their record's."""
    with db.session() as session:
        return [tuple(row) for row in session.execute(text(DIFFERENT))]


@pytest.fixture
def later(session) -> Event:
    """Another event."""
    event = Event(name="TechExpo 2027")
    session.add(event)
    session.commit()
    return event


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com")


def test_an_attendee_brings_the_account_and_both_are_added_once(session, bob, ann, acme, later):
    assert attendees.add(session, bob, later.id, [ann, ann, 10**12, -1]) == 1
    assert attendees.add(session, bob, later.id, [ann]) == 0
    assert targets.add(session, bob, later.id, [acme.id]) == 0
    session.commit()
    assert [row.event_name for row in memberships.events_of(session, bob, ATTENDEE, ann)] == [
        "TechExpo 2027",
        "TechExpo 2026",
    ]
    assert contacts.get(session, bob, ann, later.id).stage == Stage.LEAD


def test_removing_one_leaves_the_other_and_both_records(session, bob, ann, acme, techexpo):
    assert attendees.remove(session, bob, techexpo.id, [ann]) == 1
    assert accounts.get(session, bob, acme.id, techexpo.id).stage == Stage.LEAD
    attendees.add(session, bob, techexpo.id, [ann])
    assert targets.remove(session, bob, techexpo.id, [acme.id]) == 1
    row = contacts.get(session, bob, ann, techexpo.id)
    assert (row.status, row.stage, row.account_name) == (AttendeeStatus.LISTED, None, "Acme")
    assert targets.remove(session, bob, techexpo.id, [acme.id]) == 0


def test_stage_and_status_are_those_of_one_event(session, bob, ann, acme, techexpo, later):
    list_all(session, later)
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Won")
    attendees.set_status(session, bob, later.id, ann, None, "Met")
    session.commit()
    here = contacts.search(session, bob, ContactQuery(event_id=techexpo.id, stage="Won"))
    there = contacts.search(session, bob, ContactQuery(event_id=later.id, stage="Won"))
    assert (here.total, there.total) == (1, 0)
    assert contacts.search(session, bob, ContactQuery(event_id=later.id, status="Met")).total == 1
    anywhere = contacts.search(session, bob, ContactQuery(status="Met", stage="Won"))
    assert [row.id for row in anywhere.items] == [ann]
    of_ann = {"q": "lee acme", "account_id": acme.id, "enrichment": "never", "owner": "none"}
    for query, total in ((of_ann, 1), ({**of_ann, "q": "moss"}, 0), ({"owner": "me"}, 0)):
        assert (
            contacts.search(session, bob, ContactQuery(status="Met,Missed", **query)).total == total
        )
    assert accounts.search(session, bob, AccountQuery(stage="Won")).total == 1
    assert accounts.search(session, bob, AccountQuery(stage="Lost")).total == 0


def test_each_order_has_those_with_a_stage_or_status_at_any_event_once(
    session, bob, acme, techexpo, later, works_at
):
    globex = company(session, later, "Globex", Stage.WON)
    company(session, later, "Nobody's", Stage.WON)
    names = ("Eve Adams", "Dan Baker", "Cem Cole", "Ben Dean", "Ann Evans")
    people = [works_at((acme, globex)[n % 2], name) for n, name in enumerate(names)]
    list_all(session, later)
    for event in (techexpo, later):
        targets.set_stage(session, bob, event.id, acme.id, None, "Won")
        attendees.set_status(session, bob, event.id, people[0], None, "Met")
    attendees.set_status(session, bob, later.id, people[3], None, "Met")
    session.commit()

    def pages(sort: str, **query: str) -> list[int]:
        found, cursor = [], ""
        while cursor is not None:
            asked = ContactQuery(sort=sort, limit=2, cursor=cursor, **query)
            page = contacts.search(session, bob, asked)
            found += [row.id for row in page.items]
            cursor = page.next
        assert page.total == len(found)
        return found

    everyone = {"name": people, "account": [*people[::2], *people[1::2]], "createdAt": people}
    for sort, order in everyone.items():
        met = [each for each in order if each in (people[0], people[3])]
        assert pages(sort, stage="Won") == order
        assert pages(f"-{sort}", stage="Won,Lost") == order[::-1]
        assert pages(sort, status="Met") == met and pages(f"-{sort}", status="Met") == met[::-1]


def test_the_list_of_an_event_holds_its_own_and_all_holds_everybody(
    session, bob, ann, acme, techexpo, later, works_at
):
    elsewhere = works_at(company(session, later, "Globex"), "Joe Smith")
    nowhere = works_at(company(session, None, "Initech"), "Zoe Quinn")

    def people(**query) -> list[int]:
        return [row.id for row in contacts.search(session, bob, ContactQuery(**query)).items]

    assert people(event_id=techexpo.id) == [ann]
    assert people(event_id=later.id) == [elsewhere]
    assert people() == [ann, nowhere, elsewhere]  # by name: Lee, Quinn, Smith
    assert people(event_id=later.id, q="ann") == [] and people(q="ann") == [ann]


def test_names_are_sorted_without_accents_and_by_the_first_name_last(session, bob, acme, works_at):
    for name in ("Zed Smith", "Mia Smith", "Eva Öz", "Ola Ostrom", "Ian Müller", "Kim Muller"):
        works_at(acme, name)
    rows = contacts.search(session, bob, ContactQuery()).items
    assert [row.name for row in rows] == [
        *("Ian Müller", "Kim Muller", "Ola Ostrom", "Eva Öz", "Mia Smith", "Zed Smith")
    ]


def test_lists_are_copied_as_leads_and_what_is_there_stays(
    session, bob, ann, acme, techexpo, later, works_at
):
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Won")
    targets.add(session, bob, later.id, [acme.id])
    targets.set_stage(session, bob, later.id, acme.id, None, "Lost")
    works_at(company(session, techexpo, "Globex", Stage.WON), "Joe Smith")
    copied = event_lists.copy(session, bob, techexpo.id, later.id)
    assert (copied.targets, copied.attendees) == (1, 2)
    stages = {
        row.name: row.stage
        for row in accounts.search(session, bob, AccountQuery(event_id=later.id)).items
    }
    assert stages == {"Acme": Stage.LOST, "Globex": Stage.LEAD}
    with pytest.raises(Invalid):
        event_lists.copy(session, bob, later.id, later.id)
    with pytest.raises(NotFound):
        event_lists.copy(session, bob, later.id, 999)


def test_what_is_not_on_the_list_has_no_stage_or_status_to_change(session, bob, ann, acme, later):
    with pytest.raises(NotFound):
        targets.set_stage(session, bob, later.id, acme.id, None, "Won")
    with pytest.raises(NotFound):
        attendees.set_status(session, bob, later.id, ann, None, "Met")
    with pytest.raises(NotFound):
        attendees.add(session, bob, 999, [ann])


@pytest.mark.slow
def test_repeated_columns_follow_every_change_of_a_record(
    session, bob, alice, ann, acme, techexpo, later, works_at
):
    joe = works_at(acme, "Joe Smith")
    list_all(session, later)
    globex = company(session, techexpo, "Globex", Stage.QUALIFIED)
    contacts.update(session, bob, ann, None, {"last_name": "Ölund", "title": "COO", "email": ""})
    contacts.assign(session, bob, joe, None, alice.user_id)
    accounts.update(session, bob, acme.id, None, {"name": "Ácme Group", "website": "acme.io"})
    accounts.assign(session, bob, acme.id, None, bob.user_id)
    notes.add(session, bob, "Big yard", account_id=acme.id)
    scores.override(session, bob, acme.id, None, 77, "A friend of ours")
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Booked")
    contacts.update(session, bob, joe, None, {"account_id": globex.id})
    session.commit()
    assert different() == []
    targets.remove(session, bob, techexpo.id, [acme.id])
    session.commit()
    assert different() == []
    targets.add(session, bob, techexpo.id, [acme.id])
    event_lists.copy(session, bob, techexpo.id, later.id)
    session.commit()
    assert different() == []
    events.delete(session, alice, later.id)
    session.commit()
    assert different() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET name = 'Zebra ' || id, icp_score = 50 - id",
        "UPDATE account SET owner_id = (SELECT min(id) FROM app_user)",
        "UPDATE contact SET first_name = 'Ö' || id, personas = '{Ops}', seniority = 'VP'",
        "UPDATE contact SET title = 'Chief of Yards'",
        "UPDATE contact SET email = NULL, email_status = 'none', enriched_at = now()",
        "UPDATE contact SET owner_id = (SELECT min(id) FROM app_user)",
        "DELETE FROM app_user WHERE id = (SELECT max(owner_id) FROM account)",
        "UPDATE contact SET account_id = (SELECT max(id) FROM account)",
        "UPDATE target SET stage = 'Won'",
        "DELETE FROM target WHERE id = (SELECT min(id) FROM target)",
        "DELETE FROM account WHERE id = (SELECT min(id) FROM account)",
        "DELETE FROM event WHERE id = (SELECT min(id) FROM event)",
        "INSERT INTO target (event_id, account_id, added_at, updated_at, stage) SELECT"
        " (SELECT max(id) FROM event), max(id), now(), now(), 'Lost' FROM account",
    ],
)
def test_the_database_itself_keeps_them_equal(
    session, bob, ann, acme, techexpo, later, works_at, statement
):
    works_at(acme, "Joe Smith", owner_id=bob.user_id)
    acme.owner_id = bob.user_id
    list_all(session, later)
    works_at(company(session, techexpo, "Globex", Stage.QUALIFIED), "Zoe Quinn")
    with db.session() as other:
        other.execute(text(statement))
    assert different() == []


def test_a_contact_renamed_while_it_is_added_to_a_list_is_there_under_its_new_name(
    session, bob, ann, later
):
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    contact = session.get_one(Contact, ann)
    contact.last_name, contact.seniority, contact.enriched_at = "Zorn", Seniority.VP, clock.now()
    session.flush()

    def add() -> None:
        with db.session() as other:
            attendees.add(other, bob, later.id, [ann])

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(add)
        assert until(lambda: session.execute(waits).scalar_one())
        session.commit()
        work.result()
    assert different() == []
    (row,) = contacts.search(session, bob, ContactQuery(event_id=later.id)).items
    assert row.name == "Ann Zorn"


def test_two_who_add_the_same_contact_at_once_add_it_once(session, bob, alice, ann, later):
    meet = Barrier(2, timeout=10)

    def add(who) -> int:
        with db.session() as mine:
            meet.wait()
            return attendees.add(mine, who, later.id, [ann])

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, (bob, alice))) == [0, 1]


def many_at(session, account) -> None:
    """3,000 contacts of one account."""
    session.execute(
        text("""
        INSERT INTO contact (account_id, first_name, last_name, name_key, title, phone,
            linkedin_url, country, created_at, updated_at)
        SELECT :account, 'P' || n, 'L' || n, 'p' || n, '', '', '', '', now(), now()
        FROM generate_series(1, 3000) n
        """),
        {"account": account.id},
    )


@pytest.mark.slow
def test_a_list_within_an_event_walks_one_index(session, bob, ann, acme, techexpo, later):
    many_at(session, acme)
    list_all(session, techexpo)
    session.execute(text("ANALYZE"))
    session.commit()
    plan = "\n".join(
        row[0]
        for row in session.execute(
            text("""
            EXPLAIN SELECT contact_id FROM attendee WHERE event_id = :event
                ORDER BY sort_name, contact_id LIMIT 51
            """),
            {"event": techexpo.id},
        )
    )
    assert "ix_attendee_event_id_sort_name" in plan and "Sort" not in plan.replace("sort_", "")
    page = contacts.search(session, bob, ContactQuery(event_id=techexpo.id, sort="createdAt"))
    assert (page.total, len(page.items)) == (3001, 50)
    assert page.items[0].added_at <= clock.now()


def test_a_text_that_many_have_is_looked_for_attendee_by_attendee(
    session, bob, acme, techexpo, works_at, monkeypatch
):
    for name, country in (("Ann Lee", "Germany"), ("Joe Fox", "Peru"), ("Eve Ost", "germany")):
        works_at(acme, name, country=country)
    works_at(company(session, None, "Initech"), "Zoe Quinn", country="Germany")
    query = ContactQuery(event_id=techexpo.id, texts={"country": "GERMANY"})
    filters = contact_query.filters_of(bob, query)
    for common, counted in ((contact_query.COMMON, 10_000), (-1, 10_000), (-1, 1), (-1, 2)):
        monkeypatch.setattr(contact_query, "COMMON", common)
        # (Of an event with many, they are counted before they are read, and few are gathered.)
        monkeypatch.setattr(contact_query, "COUNTED", counted)
        monkeypatch.setattr(contact_rows, "counted_at_once", lambda _, counted=counted: counted)
        assert contact_query.has_many_attendees(session, filters) == (counted < 3)
        assert contact_query.with_common_texts(session, filters).row_by_row == (common < 0)
        page = contacts.search(session, bob, query)
        assert ([row.last_name for row in page.items], page.total) == (["Lee", "Ost"], 2)


def test_attendees_are_narrowed_by_a_text_in_its_index_alone(session, bob, acme, techexpo):
    many_at(session, acme)
    session.execute(text("UPDATE contact SET country = 'Germany' WHERE id % 5 = 0"))
    list_all(session, techexpo)
    session.commit()
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE contact, attendee"))
    query = ContactQuery(event_id=techexpo.id, texts={"country": "germany"})
    statement = contact_query.matching(session, bob, query)
    sql = statement.compile(db.engine(), compile_kwargs={"literal_binds": True})
    plan = "\n".join(row[0] for row in session.execute(text(f"EXPLAIN {sql}")))
    assert "Index Only Scan using ix_contact_country" in plan
    assert " on contact " not in plan.replace("ix_contact_country on contact ", "")


@pytest.mark.slow
def test_an_event_that_the_statistics_do_not_know_is_not_taken_for_empty(
    session, bob, ann, acme, techexpo, later
):
    many_at(session, acme)
    list_all(session, techexpo)
    session.execute(text("ANALYZE"))
    list_all(session, later)
    statement = contact_query.matching(session, bob, ContactQuery(event_id=later.id))
    sql = statement.compile(db.engine(), compile_kwargs={"literal_binds": True})
    plan = session.execute(text(f"EXPLAIN (FORMAT JSON) {sql}")).scalar_one()
    assert plan[0]["Plan"]["Plan Rows"] > 1000


def test_no_plan_is_kept_for_whatever_a_list_is_narrowed_to_next(session, bob, ann, acme):
    for stage in (*Stage, *Stage):
        accounts.search(session, bob, AccountQuery(stage=stage.value))
        contacts.search(session, bob, ContactQuery(stage=stage.value))
    kept = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert not [sql for sql in kept if sql.startswith("SELECT count(*)") or "sort_id" in sql]


@pytest.mark.parametrize("moved", [False, True])
def test_a_contact_that_comes_to_an_account_while_that_is_renamed_is_there(
    session, bob, acme, works_at, moved
):
    globex = company(session, None, "Globex")
    joe = works_at(globex, "Joe Smith")
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    accounts.update(session, bob, acme.id, None, {"name": "Zeta"})

    def come() -> None:
        with db.session() as other:
            if moved:
                contacts.update(other, bob, joe, None, {"account_id": acme.id})
            else:
                contacts.create(other, bob, {"account_id": acme.id, "first_name": "Zoe"})

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(come)
        assert until(lambda: session.execute(waits).scalar_one())
        session.commit()
        work.result()
    assert different() == []
    assert contacts.search(session, bob, ContactQuery(account_id=acme.id)).total == 1
