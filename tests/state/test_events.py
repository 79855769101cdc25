"""The list of events and the form of one, as the person behind the tab gets them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from tests.fixtures.records import company
from tests.fixtures.state_tab import call, move, tab
from yardflow.models import Account, Contact, Event, EventStatus, Stage, Target, User
from yardflow.services.access import Principal
from yardflow.services.records import active_event, events
from yardflow.state.events import EventsState, days
from yardflow.state.workplace import Workplace

SHOW: dict[str, Any] = {
    "name": "Modex 2027",
    "location": "Atlanta, GA",
    "venue": "World Congress Center",
    "timezone": "America/New_York",
    "booth": "C4471",
    "starts_on": "2027-04-12",
    "ends_on": "2027-04-15",
    "status": "PLANNING",
    "description": "Dock and yard.",
    "cost": "24,500.50",
    "ExecOps": "on",
    "Ops": "on",
}


async def opened(session: Session, who: Principal | None, address: str = "/events/") -> EventsState:
    page = tab(session, who, EventsState, address)
    await call(page, EventsState.load)
    return page


async def save(page: EventsState, form: dict[str, Any]) -> Any:
    """Sends the form that is open."""
    return await call(page, EventsState.save, {"event": str(page.form.id), **form})


def stored(session: Session, name: str) -> Event | None:
    session.expire_all()
    return session.exec(select(Event).where(Event.name == name)).first()


async def test_nobody_is_shown_no_events(session: Session, techexpo: Event) -> None:
    page = await opened(session, None)
    assert page.rows == []
    assert "not signed in" in page.problem


async def test_an_empty_list_is_loaded_all_the_same(session: Session, bob: Principal) -> None:
    page = await opened(session, bob)
    assert (page.loaded, page.problem, page.rows) == (True, "", [])


async def test_the_list_marks_the_event_one_works_on(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    events.create(session, bob, {"name": "Modex", "starts_on": "2027-04-12", "location": "Atlanta"})
    session.commit()
    page = await opened(session, bob)
    modex, first = page.rows
    assert (modex.name, modex.active, modex.place, modex.days) == (
        "Modex",
        True,
        "Atlanta",
        "Apr 12, 2027",
    )
    assert (first.name, first.active, first.accounts, first.contacts) == (
        "TechExpo 2026",
        False,
        "0",
        "0",
    )


async def test_the_address_narrows_the_list_and_the_form_keeps_it(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    modex = events.create(session, bob, {"name": "Modex"})
    session.commit()
    page = await opened(session, bob, "/events/?status=PLANNING")
    assert ([row.name for row in page.rows], page.narrowed) == (["Modex"], True)
    assert page.rows[0].href == f"/events/?status=PLANNING&edit={modex.id}"
    await call(page, EventsState.work_on, modex.id)
    assert [row.name for row in page.rows] == ["Modex"]


async def test_a_filter_that_means_nothing_is_ignored(session: Session, bob: Principal) -> None:
    page = await opened(session, bob, "/events/?status=SOON")
    assert (page.query["status"], page.narrowed, page.problem) == ("", False, "")


async def test_the_question_names_what_stays_of_an_event(
    session: Session, alice: Principal, techexpo: Event
) -> None:
    company(session, techexpo, "Acme")
    page = await opened(session, alice)
    await call(page, EventsState.ask_delete, techexpo.id, techexpo.name)
    assert page.deleting_text == (
        "Deletes the event and its lists for everyone. Its 1 account and 0 contacts stay. "
        "This can't be undone."
    )


async def test_a_new_event_is_stored_with_all_its_fields(session: Session, bob: Principal) -> None:
    page = await opened(session, bob, "/events/?edit=new")
    assert (page.form_open, page.form.id) == (True, 0)
    await save(page, SHOW)
    assert (page.errors, page.notice.text) == ({}, "Saved")
    show = stored(session, "Modex 2027")
    assert show is not None
    assert (show.starts_on, show.ends_on) == (date(2027, 4, 12), date(2027, 4, 15))
    assert (show.cost, show.target_personas) == (Decimal("24500.50"), ["ExecOps", "Ops"])
    assert (show.timezone, show.booth) == ("America/New_York", "C4471")
    assert session.get_one(User, bob.user_id).active_event_id == show.id


async def test_what_is_wrong_is_said_beside_each_field(session: Session, bob: Principal) -> None:
    page = await opened(session, bob, "/events/?edit=new")
    wrong = {**SHOW, "name": " ", "timezone": "Mars/Base", "cost": "a lot", "starts_on": "soon"}
    answer = await save(page, wrong)
    assert set(page.errors) == {"name", "timezone", "cost", "starts_on"}
    assert page.form_open
    assert "field_name" in str(answer), "the first of them has the keyboard"
    assert stored(session, "") is None


async def test_a_last_day_before_the_first_is_refused(session: Session, bob: Principal) -> None:
    page = await opened(session, bob, "/events/?edit=new")
    await save(page, {**SHOW, "ends_on": "2027-04-01"})
    assert page.errors == {"ends_on": "Enter a date on or after the start date."}


async def test_the_same_event_twice_is_refused_in_words(session: Session, bob: Principal) -> None:
    for _ in range(2):
        page = await opened(session, bob, "/events/?edit=new")
        await save(page, SHOW)
    assert "Modex 2027 already exists" in page.errors["form"]


async def test_the_address_opens_the_form_of_an_event_filled_in(
    session: Session, bob: Principal
) -> None:
    row = events.create(session, bob, {"name": "Modex", "target_personas": ["Ops"], "cost": "99.5"})
    session.commit()
    page = await opened(session, bob, f"/events/?edit={row.id}")
    form = page.form
    assert (page.form_open, form.id, form.name) == (True, row.id, "Modex")
    assert (form.target_personas, form.cost, form.starts_on) == (["Ops"], "99.50", "")


async def test_an_edit_changes_the_event(session: Session, bob: Principal, techexpo: Event) -> None:
    page = await opened(session, bob, f"/events/?edit={techexpo.id}")
    await save(page, {**SHOW, "name": "TechExpo West", "status": "COMPLETED"})
    show = stored(session, "TechExpo West")
    assert show is not None
    assert (show.id, show.status) == (techexpo.id, EventStatus.COMPLETED)


async def test_a_form_is_stored_on_the_event_that_it_was_filled_in_for(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    other = events.create(session, bob, {"name": "Modex"})
    session.commit()
    page = await opened(session, bob, f"/events/?edit={other.id}")
    late = {"event": str(other.id), "name": "Modex West", "status": "PLANNING"}
    for address in (f"/events/?edit={techexpo.id}", "/events/"):
        move(page, address)
        await call(page, EventsState.load)
        await call(page, EventsState.save, late)
        assert page.notice.text.startswith("This event's form was closed before it was saved.")
    session.expire_all()
    assert {event.name for event in session.exec(select(Event))} == {"TechExpo 2026", "Modex"}


async def test_days_with_other_hall_hours_are_lines_of_the_form(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = await opened(session, bob, f"/events/?edit={techexpo.id}")
    for _ in range(3):
        await call(page, EventsState.add_hall_day)
    await call(page, EventsState.remove_hall_day, page.hall_days[0].key)
    kept, empty = (day.key for day in page.hall_days)
    lines = {f"hall-{kept}-day": "2027-04-15", f"hall-{kept}-opens": "09:00"}
    hours = {"hall_opens": "09:00", "hall_closes": "18:00", f"hall-{empty}-day": "", **lines}
    await save(page, {**SHOW, **hours})
    assert page.errors == {
        "hall_days": "Apr 15: Enter both when the hall opens and when it closes."
    }
    await save(page, {**SHOW, **hours, f"hall-{kept}-closes": "14:00"})
    again = await opened(session, bob, f"/events/?edit={techexpo.id}")
    assert (again.form.hall_opens, again.form.hall_closes) == ("09:00", "18:00")
    assert [(day.day, day.closes) for day in again.hall_days] == [("2027-04-15", "14:00")]
    assert again.rows[0].hall_hours == "9:00 AM–6:00 PM; Apr 15 9:00 AM–2:00 PM"


async def test_an_edit_over_somebody_else_s_is_refused_and_nothing_lost(
    session: Session, alice: Principal, bob: Principal, techexpo: Event
) -> None:
    page = await opened(session, bob, f"/events/?edit={techexpo.id}")
    events.update(session, alice, int(techexpo.id or 0), None, {"booth": "A1"})
    session.commit()
    await save(page, {**SHOW, "name": "TechExpo West"})
    assert page.errors["form"]
    assert page.form_open
    assert stored(session, "TechExpo West") is None


async def test_what_the_form_does_not_offer_is_ignored(
    session: Session, alice: Principal, bob: Principal
) -> None:
    page = await opened(session, bob, "/events/?edit=new")
    await save(page, {**SHOW, "id": "4711", "created_by": str(alice.user_id)})
    show = stored(session, "Modex 2027")
    assert show is not None
    assert (show.id != 4711, show.created_by) == (True, bob.user_id)


async def test_another_event_is_made_the_one_to_work_on(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = await opened(session, bob)
    assert await call(page, EventsState.work_on, techexpo.id) == Workplace.enter
    assert page.rows[0].active
    session.expire_all()
    assert session.get_one(User, bob.user_id).active_event_id == techexpo.id


async def test_a_member_s_delete_is_refused(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = await opened(session, bob)
    await call(page, EventsState.ask_delete, techexpo.id, techexpo.name)
    await call(page, EventsState.delete)
    assert "administrator" in page.notice.text
    assert stored(session, "TechExpo 2026") is not None


async def test_an_administrator_s_delete_takes_the_event_away_also_from_who_works_on_it(
    session: Session, alice: Principal, bob: Principal, techexpo: Event, acme: Account, works_at
) -> None:
    works_at(acme, "Ann Lee")
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    page = await opened(session, alice)
    await call(page, EventsState.ask_delete, techexpo.id, techexpo.name)
    await call(page, EventsState.delete)
    said = "Event deleted. Accounts and contacts stay."
    assert (page.notice.text, page.rows) == (said, [])
    assert (session.query(Account).count(), session.query(Contact).count()) == (1, 1)
    assert stored(session, "TechExpo 2026") is None
    assert session.get_one(User, bob.user_id).active_event_id is None


async def test_a_question_left_unanswered_deletes_nothing(
    session: Session, alice: Principal, techexpo: Event
) -> None:
    page = await opened(session, alice)
    await call(page, EventsState.ask_delete, techexpo.id, techexpo.name)
    await call(page, EventsState.close_delete, False)
    await call(page, EventsState.delete)
    assert stored(session, "TechExpo 2026") is not None


async def test_lists_are_copied_to_another_event_and_start_over_there(
    session: Session, bob: Principal, techexpo: Event, acme: Account, works_at
) -> None:
    works_at(acme, "Ann Lee")
    company(session, techexpo, "Won already", stage=Stage.WON)
    modex = events.create(session, bob, {"name": "Modex"})
    session.commit()
    page = await opened(session, bob)
    await call(page, EventsState.ask_copy, techexpo.id)
    assert (page.copying_name, page.copying_text) == (
        "TechExpo 2026",
        "Adds its 2 accounts and 1 contact. Stages and statuses start over.",
    )
    await call(page, EventsState.copy, {"to_event": str(modex.id)})
    assert (page.copying, page.notice.text) == ("", "2 accounts and 1 contact added to Modex")
    assert {row.name: (row.accounts, row.contacts) for row in page.rows}["Modex"] == ("2", "1")
    stages = session.exec(select(Target.stage).where(Target.event_id == modex.id)).all()
    assert set(stages) == {Stage.LEAD}


async def test_a_copy_to_nowhere_says_so_and_stays_open(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = await opened(session, bob)
    await call(page, EventsState.ask_copy, techexpo.id)
    await call(page, EventsState.copy, {"to_event": "4711"})
    assert "Event not found" in page.copy_error
    assert page.copying == str(techexpo.id)
    await call(page, EventsState.close_copy, False)
    assert page.copying == ""


def test_days_are_told_as_short_as_they_can_be() -> None:
    first = date(2026, 12, 8)
    texts = [
        days(None, None),
        days(first, None),
        days(first, first),
        days(first, date(2026, 12, 10)),
        days(date(2026, 11, 30), date(2026, 12, 2)),
        days(date(2026, 12, 30), date(2027, 1, 2)),
    ]
    assert texts == [
        "",
        "Dec 8, 2026",
        "Dec 8, 2026",
        "Dec 8–10, 2026",
        "Nov 30 – Dec 2, 2026",
        "Dec 30, 2026 – Jan 2, 2027",
    ]
