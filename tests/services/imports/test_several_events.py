"""Lists that come into several events in any order, and go again: one person is one record."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.examples import examples
from tests.services.imports.test_forecast import outcome
from tests.services.records.test_event_lists import different
from yardflow import db
from yardflow.errors import Conflict
from yardflow.models import AttendeeSource, Event, Import, ImportStatus
from yardflow.services import imports
from yardflow.services.records import accounts, attendees, contacts, targets
from yardflow.services.records import events as events_service

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

NAMES = ("Ann Lee", "Joe Smith", "Zoe Quinn")
EMAILS = ("", "ann@acme.com", "joe@acme.com", "a.lee@acme.de", "sales@acme.com", "hr@acme.com")
TITLES = ("", "COO", "Plant Manager")
COMPANIES = ("Acme", "Acme GmbH", "Bosch")
WEBSITES = ("", "acme.com", "acme.com/us", "bosch.de")
NOTES = ("", "Wants a demo", "Has moved")

COLUMNS = (NAMES, EMAILS, COMPANIES, WEBSITES, NOTES, TITLES)
row = st.tuples(*map(st.sampled_from, COLUMNS))
overwriting = st.sampled_from(((), ("title",), ("website",), ("title", "email", "website")))
brought = st.tuples(
    st.just("bring"),
    st.integers(0, 2),
    st.lists(row, min_size=1, max_size=5),
    st.booleans(),
    overwriting,
)
undone = st.tuples(st.just("undo"), st.integers(0, 9))
changed = st.tuples(
    st.sampled_from(["edit", "unlist", "untarget", "list", "address", "create"]), st.integers(0, 9)
)
dropped = st.tuples(st.just("drop"), st.integers(0, 2))
acts = st.lists(
    st.one_of(brought, brought, undone, changed, brought, undone, changed, dropped),
    min_size=2,
    max_size=9,
)
lists = st.lists(st.one_of(brought, brought, undone), min_size=2, max_size=6)


@settings(max_examples=examples(10))
@given(acts)
def test_one_person_is_one_record_whatever_comes_and_goes(desk, bob, alice, acts):
    _empty()
    events = _events(desk)
    for act, *details in acts:
        if act == "bring":
            _bring(desk, events, *details)
        elif act == "undo":
            _undo(desk, *details)
        elif act == "drop":
            _drop(desk, alice, events, *details)
        else:
            _change(desk, bob, events, act, *details)
        assert_sound(desk)
    for view in reversed(_done(desk)):
        desk.undo(view)
        assert_sound(desk)


@settings(max_examples=examples(6))
@given(lists, st.randoms(use_true_random=False))
def test_undone_in_any_order_imports_leave_what_was_there_before_them(desk, bob, lists, chance):
    _empty()
    events = _events(desk)
    _by_hand(bob, events[0])
    before = _everything(desk)
    kept: list[str] = []

    def undo(view) -> None:
        kept.extend(why for (why,) in desk.problems(desk.undo(view)).values())

    for act, *details in lists:
        if act == "bring":
            _bring(desk, events, *details)
        elif done := _done(desk):
            undo(done[details[0] % len(done)])
        assert_sound(desk)
    while done := _done(desk):
        undo(chance.choice(done))
        assert_sound(desk)
    assert not any("since" in why for why in kept)
    # What another account has taken meanwhile is not given back, and says so.
    taken = any("without a domain has its name" in why for why in kept)
    assert taken or _everything(desk) == before


def _by_hand(bob, event: int) -> None:
    """A contact with an address that a list may share, one with nothing, and one on a list."""
    with db.session() as session:
        acme = accounts.create(session, bob, {"name": "Acme"})
        ann = {"account_id": acme.id, "first_name": "Ann", "last_name": "Lee"}
        contacts.create(session, bob, {**ann, "email": "ann@acme.com"})
        joe = {"account_id": acme.id, "first_name": "Joe", "last_name": "Smith"}
        contacts.create(session, bob, joe, event_id=event)


def _everything(desk) -> list[dict]:
    """All records and memberships, without what any change leaves behind."""
    passing = {"version", "updated_at", "import_id"}
    records = [*desk.contacts(), *desk.accounts(), *desk.notes(), *desk.attendees()]
    return [each.model_dump(exclude=passing) for each in [*records, *desk.targets()]]


def _empty() -> None:
    with db.session() as session:
        session.execute(
            text("DELETE FROM event; DELETE FROM import; DELETE FROM account; DELETE FROM note")
        )


SCANS = "Name,E-mail,Company,Scanned At\nAnn Lee,ann@acme.com,Acme,2026-11-12\n"
REGISTRATIONS = "Name,E-mail,Company\nAnn Lee,ann@acme.com,Acme\n"


@pytest.mark.parametrize("lists", [(SCANS, REGISTRATIONS), (REGISTRATIONS, SCANS)])
def test_who_stays_by_another_list_came_by_that_one(desk, lists):
    sources = {SCANS: AttendeeSource.BADGE_SCAN, REGISTRATIONS: AttendeeSource.IMPORT}
    first, second = [desk.bring(each) for each in lists]
    assert [row.source for row in desk.attendees()] == [sources[lists[0]]]
    desk.undo(first)
    assert [(row.source, row.import_id) for row in desk.attendees()] == [
        (sources[lists[1]], second.id)
    ]


def assert_sound(desk) -> None:
    people, companies = desk.contacts(), desk.accounts()
    own = [each.email for each in people if each.email and not each.email_shared]
    assert len(own) == len(set(own))
    nameless = Counter(
        (each.account_id, each.name_key) for each in people if each.email_shared or not each.email
    )
    assert all(count == 1 for count in nameless.values())
    roles = ("sales@acme.com", "hr@acme.com")
    assert all(each.email_shared for each in people if each.email in roles)
    domains = [each.domain for each in companies if each.domain]
    assert len(domains) == len(set(domains))
    keys = [each.name_key for each in companies if not each.domain]
    assert len(keys) == len(set(keys))
    assert_explained(desk)
    assert different() == []


# A list's membership or note, that no one has changed since, is of an import that is not undone and
# names the record, or a membership is there for the sake of an attendee.
UNEXPLAINED = """
    WITH named AS (
        SELECT i.id, i.event_id, r.account_id, r.contact_id FROM import_row r
        JOIN import i ON i.id = r.import_id
        WHERE i.status = 'done' AND i.kind = 'contacts' AND r.outcome <> 'skipped'
        UNION SELECT i.id, i.event_id, r.account_id, NULL FROM import_row r
        JOIN import i ON i.id = r.import_id
        WHERE i.status = 'done' AND i.kind = 'accounts' AND r.outcome <> 'skipped'
    )
    SELECT 'attendee', t.id FROM attendee t WHERE t.version = 1 AND NOT EXISTS (
        SELECT FROM named n WHERE n.id = t.import_id AND n.event_id = t.event_id
            AND n.contact_id = t.contact_id
    ) AND (t.import_id IS NOT NULL OR t.added_by IS NULL)
    UNION ALL
    SELECT 'target', t.id FROM target t WHERE t.version = 1 AND NOT EXISTS (
        SELECT FROM named n WHERE n.id = t.import_id AND n.event_id = t.event_id
            AND n.account_id = t.account_id
    ) AND (t.import_id IS NOT NULL OR t.added_by IS NULL) AND NOT EXISTS (
        SELECT FROM attendee a WHERE a.event_id = t.event_id AND a.account_id = t.account_id
            AND a.import_id = t.import_id
    )
    UNION ALL
    SELECT 'note', t.id FROM note t WHERE t.edited_at IS NULL AND NOT EXISTS (
        SELECT FROM named n WHERE n.id = t.import_id AND n.event_id IS NOT DISTINCT FROM t.event_id
            AND (n.contact_id = t.contact_id OR n.account_id = t.account_id)
    )
"""


def assert_explained(desk) -> None:
    assert all(each.import_id or each.added_by for each in [*desk.targets(), *desk.attendees()])
    assert all(note.import_id for note in desk.notes())
    with db.session() as session:
        assert session.execute(text(UNEXPLAINED)).all() == []


def test_what_only_imports_brought_is_gone_when_the_last_is_undone(desk):
    events = _events(desk)
    first = _bring(desk, events, 0, [("Ann Lee", "ann@acme.com", "Acme", "", "Wants a demo")])
    second = _bring(desk, events, 1, [("Ann Lee", "ann@acme.com", "Acme", "", "Has moved")])
    assert desk.undo(second).counts["undo"]["attendees_removed"] == 1
    assert [note.text for note in desk.notes()] == ["Wants a demo"]
    assert [row.event_id for row in desk.attendees()] == [events[0]]
    assert [row.event_id for row in desk.targets()] == [events[0]]
    desk.undo(first)
    assert desk.contacts() == desk.accounts() == desk.notes() == desk.targets() == []


@pytest.mark.parametrize("known", ["", "Bosch"])
@pytest.mark.parametrize("first", ["", "Zoe Quinn,,Bosch,\n"])
def test_a_company_that_only_a_person_s_second_row_names_is_left_alone(desk, bob, known, first):
    if known:
        with db.session() as session:
            accounts.create(session, bob, {"name": known})
    there = [account.model_dump() for account in desk.accounts()]
    view = desk.bring(
        f"Name,E-mail,Company,Website\n{first}"
        "Zoe Quinn,zoe@acme.com,Acme,\nZoe Quinn,zoe@acme.com,Bosch,bosch.de\n"
    )
    assert len(desk.contacts()) == view.counts["created"]
    desk.undo(view)
    assert [account.model_dump() for account in desk.accounts()] == there


def test_an_account_whose_former_place_another_has_taken_is_kept_and_said_so(desk, bob):
    events = _events(desk)
    with db.session() as session:
        accounts.create(session, bob, {"name": "Acme"})
    companies = [("", "", "Bosch", "acme.com", ""), ("", "", "Acme GmbH", "bosch.de", "")]
    first = _bring(desk, events, 0, companies, as_accounts=True)
    companies = [("", "", "Acme", "acme.com", ""), ("", "", "Acme", "", "")]
    second = _bring(desk, events, 1, companies, as_accounts=True)
    assert [account.domain for account in desk.accounts()] == ["bosch.de", "acme.com", None]
    (why,) = desk.problems(desk.undo(first))[2]
    assert why == "Another account without a domain has its name by now, so it was kept."
    assert desk.undo(second).counts["undo"]["kept"] == 0
    assert [account.domain for account in desk.accounts()] == ["bosch.de"]


def test_what_another_event_uses_by_now_is_kept_and_said(desk):
    events = _events(desk)
    first = _bring(desk, events, 0, [("Ann Lee", "ann@acme.com", "Acme", "", "")])
    _bring(desk, events, 1, [("Ann Lee", "ann@acme.com", "Acme", "", "")])
    assert desk.undo(first).counts["undo"]["kept"] == 1
    assert "Another import has this contact too" in desk.problems(first)[1][0]
    assert [row.event_id for row in desk.attendees()] == [events[1]]


def test_whom_a_person_has_added_since_stays_when_the_import_goes(desk, session, bob):
    view = desk.bring("Name,Company\nAnn Lee,Acme\n")
    assert attendees.add(session, bob, desk.event_id, [desk.contact("Ann").id]) == 0
    session.commit()
    assert desk.undo(view).counts["undo"]["kept"] == 1
    assert desk.contact("Ann").account_id == desk.accounts()[0].id
    assert [(row.import_id, row.added_by) for row in desk.attendees()] == [(None, bob.user_id)]


def test_an_import_of_a_deleted_event_is_still_there_and_can_be_undone(desk, session, techexpo):
    view = desk.bring("Name,Company\nAnn Lee,Acme\n")
    draft = desk.upload("Name,Company\nJoe Smith,Acme\n")
    session.delete(session.get_one(Event, techexpo.id))
    session.commit()
    assert (desk.look(view).event_id, desk.look(view).event_name) == (None, "Deleted event")
    assert len(desk.contacts()) == 1 and desk.attendees() == []
    with pytest.raises(Exception, match="event of this import was deleted"):
        desk.start(draft)
    assert desk.undo(view).counts["undo"]["contacts_removed"] == 1
    assert desk.contacts() == desk.accounts() == []


def test_of_people_who_share_a_mailbox_each_stays_a_contact(desk, session, bob):
    desk.bring("Name,Company,E-mail\nEva Fox,Acme,fox@acme.com\n")
    assert not desk.contact("Eva").email_shared
    done = desk.bring(
        "Name,Company,E-mail\nLeo Fox,Acme,fox@acme.com\nIda Fox,Acme,fox@acme.com\n"
        "Sam Hill,Acme,vertrieb@acme.com\nJo Li,Acme,vertrieb@acme.com\n"
    )
    assert done.counts["created"] == 4
    assert all(each.email_shared for each in desk.contacts())
    again = desk.bring("Name,Company,E-mail\nJo Li,Acme,jo.li@acme.com\n")
    assert again.counts["updated"] == 1
    assert (desk.contact("Jo").email, desk.contact("Jo").email_shared) == ("jo.li@acme.com", False)
    assert desk.undo(again).counts["undo"]["kept"] == 0
    assert (desk.contact("Jo").email, desk.contact("Jo").email_shared) == (
        "vertrieb@acme.com",
        True,
    )


def test_an_address_is_one_persons_again_once_no_import_has_the_other(desk, bob):
    events = _events(desk)
    _by_hand(bob, events[0])
    people = [
        ("Ann Lee", "ann@acme.com", "Acme", "", ""),
        ("Zoe Quinn", "ann@acme.com", "B", "", ""),
    ]
    first = _bring(desk, events, 0, people)
    second = _bring(desk, events, 1, [("Zoe Quinn", "", "B", "", "")])
    desk.undo(first)
    assert desk.contact("Ann").email_shared and desk.contact("Zoe").email == "ann@acme.com"
    desk.undo(second)
    assert not desk.contact("Ann").email_shared


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        ("Anna Huber", "Andreas Huber", 2),
        ("Anna Huber", "Anna Gruber", 2),
        ("Anna Huber", "A. Huber", 1),
        ("Ann Huber", "Anna Maria Huber", 1),
        ("Anna Huber", "anna HUBER", 1),
    ],
)
def test_an_address_is_shared_where_the_names_can_t_be_one_person_s(desk, first, second, people):
    desk.bring(
        f"Name,Company,E-mail\n{first},Huber,huber@huber.at\n{second},Huber,huber@huber.at\n"
    )
    assert [each.email_shared for each in desk.contacts()] == [people > 1] * people
    assert len(desk.attendees()) == people


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE target SET stage = 'Won'",
        "UPDATE account SET name = 'Zebra'",
        "UPDATE contact SET owner_id = (SELECT min(id) FROM app_user), title = 'COO'",
        "UPDATE contact SET account_id = (SELECT max(id) FROM account)",
        "DELETE FROM target",
    ],
)
def test_what_is_changed_while_a_list_comes_in_is_on_the_events_list_as_it_is_then(
    desk, session, statement
):
    events = _events(desk)
    row = ("Joe Smith", "joe@acme.com", "Acme", "", "")
    _bring(desk, events, 1, [("Zoe Quinn", "zoe@bosch.de", "Bosch", "", ""), row])
    _bring(desk, events, 0, [row], as_accounts=True)
    session.execute(text(statement))
    with ThreadPoolExecutor(1) as pool:
        list_comes_in = pool.submit(_bring, desk, events, 0, [row])
        with db.session() as watch:
            waits = text("SELECT 1 FROM pg_locks WHERE NOT granted")
            while not list_comes_in.done() and not watch.execute(waits).first():
                pass
        session.commit()
        list_comes_in.result()
    assert different() == []


def _events(desk) -> list[int]:
    with db.session() as session:
        for number in range(3):
            session.add(Event(name=f"Show {number}"))
        session.flush()
        return list(session.exec(select(Event.id).where(Event.name.like("Show %"))))


def _bring(
    desk,
    events: list[int],
    event: int,
    rows: list[tuple],
    as_accounts: bool = False,
    overwrites: tuple[str, ...] = (),
):
    desk.event_id = events[event]
    lines = ["Name,E-mail,Company,Website,Notes,Title", *(",".join(each) for each in rows)]
    kind = "accounts" if as_accounts else "contacts"
    if as_accounts:
        lines = ["Company,Website,Notes", *(",".join(each[2:5]) for each in rows)]
    view = desk.upload("\n".join(lines) + "\n", kind)
    with db.session() as session:
        for namesake in imports.namesakes_of(session, desk.principal, view.id):
            chosen = (namesake.name_key, namesake.candidates[len(rows) % 2].key)
            imports.choose_company(session, desk.principal, view.id, *chosen)
    fields = {column.field for column in view.columns if column.overwrites is not None}
    desk.overwrite(view, *fields.intersection(overwrites))
    told, differences = desk.look_ahead(view)
    done = desk.run(view)
    assert outcome(done) == told and desk.differences(done) == differences
    return done


def _done(desk) -> list:
    with db.session() as session:
        statement = select(Import.id).where(Import.status == ImportStatus.DONE).order_by(Import.id)
        ids = list(session.exec(statement))
    return [desk.look(type("View", (), {"id": each})) for each in ids]


def _undo(desk, place: int) -> None:
    if done := _done(desk):
        desk.undo(done[place % len(done)])


def _drop(desk, alice, events: list[int], place: int) -> None:
    """Deletes an event, with another in its place; whoever was on its list stays as they were."""
    before = [each.model_dump() for each in [*desk.contacts(), *desk.accounts()]]
    with db.session() as session:
        others = [*desk.targets(), *desk.attendees()]
        others = [each.model_dump() for each in others if each.event_id != events[place]]
        events_service.delete(session, alice, events[place])
        shown = Event(name=f"Show {events[place]} again")
        session.add(shown)
        session.flush()
        events[place] = int(shown.id or 0)
    assert [each.model_dump() for each in [*desk.contacts(), *desk.accounts()]] == before
    assert [each.model_dump() for each in [*desk.targets(), *desk.attendees()]] == others


def _change(desk, bob, events: list[int], act: str, place: int) -> None:
    people = desk.contacts()
    if not people:
        return
    contact, event = people[place % len(people)], events[place % len(events)]
    if act in ("address", "create"):
        _write_by_hand(bob, people, contact, event, act, EMAILS[place % len(EMAILS)])
        return
    with db.session() as session:
        if act == "edit":
            contacts.update(session, bob, contact.id, None, {"title": f"COO {place}"})
        elif act == "list":
            attendees.add(session, bob, event, [contact.id])
        elif act == "unlist":
            attendees.remove(session, bob, event, [contact.id])
        else:
            targets.remove(session, bob, event, [contact.account_id])


def _write_by_hand(bob, people: list, contact, event: int, act: str, email: str) -> None:
    """Gives a contact an address, or its company a colleague who has it; refused only where another
    is known by the address or, without one of their own, by the name.
    """
    is_new, name_key = act == "create", "new hand" if act == "create" else contact.name_key
    others = [each for each in people if is_new or each.id != contact.id]
    taken = any(each.email == email and not each.email_shared for each in others if email)
    named = any(
        (each.account_id, each.name_key) == (contact.account_id, name_key) for each in others
    )
    if not is_new and contact.email == (email or None):
        return
    try:
        with db.session() as session:
            if is_new:
                values = {"account_id": contact.account_id, "first_name": "New"}
                values |= {"last_name": "Hand", "email": email}
                contacts.create(session, bob, values, event_id=event)
            else:
                contacts.update(session, bob, contact.id, None, {"email": email})
    except Conflict:
        assert taken or named
    else:
        assert not taken
