"""What the pages of the frame do when a person acts."""

from datetime import timedelta

from sqlmodel import Session

from tests.fixtures.rows import each_row
from tests.fixtures.state_tab import call, move, tab
from yardflow import jobs as queue
from yardflow.models import Event, EventStatus
from yardflow.models.job import JobStatus
from yardflow.services.access import Principal
from yardflow.state.jobs import JobsState
from yardflow.state.jobs_tray import JobsTray
from yardflow.state.login import LoginState, safe_path
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace, complaint, initials


async def test_the_frame_shows_who_is_here_and_their_events(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = tab(session, bob, Workplace)
    await call(page, Workplace.enter)
    assert (page.me.name, page.me.initials, page.me.is_admin) == ("Bob", "B", False)
    assert [event.name for event in page.event_choices] == ["TechExpo 2026"]
    assert page.active_event_id == ""


async def test_who_is_not_signed_in_is_told_and_shown_nothing(
    session: Session, techexpo: Event
) -> None:
    page = tab(session, None, Workplace)
    await call(page, Workplace.enter)
    assert page.notice.kind == "error"
    assert "not signed in" in page.notice.text
    assert page.event_choices == []


async def test_switching_the_event_keeps_it_for_next_time(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = tab(session, bob, Workplace)
    await call(page, Workplace.switch_event, str(techexpo.id))
    again = tab(session, bob, Workplace)
    await call(again, Workplace.enter)
    assert again.active_event_id == str(techexpo.id)


async def test_an_event_that_is_gone_is_refused_in_words(session: Session, bob: Principal) -> None:
    page = tab(session, bob, Workplace)
    await call(page, Workplace.switch_event, "4711")
    assert "Event not found" in page.notice.text
    assert page.active_event_id == ""


async def test_a_notice_can_be_put_away(session: Session, bob: Principal) -> None:
    page = tab(session, bob, Workplace)
    await call(page, Workplace.apologise)
    assert page.notice.text
    await call(page, Workplace.dismiss_notice, page.notice.number)
    assert page.notice.text == ""


async def test_a_notice_that_fades_late_does_not_take_the_next_one_with_it(
    session: Session, bob: Principal
) -> None:
    page = tab(session, bob, Workplace)
    await call(page, Workplace.apologise)
    faded = page.notice.number
    await call(page, Workplace.apologise)
    await call(page, Workplace.dismiss_notice, faded)
    assert page.notice.text


def test_initials_are_of_the_first_and_the_last_name() -> None:
    names = ("Ann Mary Lee", "cher", " ", "Yard & Dock Summit 2027", "TechExpo 2026", "3M")
    assert [initials(name) for name in names] == ["AL", "C", "?", "YS", "T", "3"]


def test_the_way_back_stays_on_this_site() -> None:
    foreign = ("https://example.com", "//example.com", "/\\example.com", "javascript:1")
    assert {safe_path(path) for path in foreign} == {"/"}
    for path in ("/", "/contacts/?q=a", "/import/3/", "/settings/?tab=team", "/jobs?next=//a/../b"):
        assert safe_path(path) == path


@each_row(
    "path",
    [
        *("/.//example.com", "/contacts/..//example.com", "/%2e%2f/example.com", "/a//b"),
        *("/%5cexample.com", "/%2f/example.com", "/%2Fexample.com", "/%09/example.com"),
        *("/./api/auth/me", "/contacts/../api/auth/me", "/contacts/%2E%2e/api/auth/me"),
        *("/%61pi/auth/me", "/API/auth/me", "/./login", "/%2e/login"),
    ],
)
def test_the_way_back_takes_no_detour(path: str) -> None:
    assert safe_path(path) == "/"


async def test_the_login_says_what_was_wrong_and_where_to_go(session: Session) -> None:
    page = tab(session, None, LoginState, "/login?error=wrong&next=%2Fjobs%2F")
    await call(page, LoginState.read_address)
    assert page.problem == "Wrong email or password. Try again."
    assert page.next == "/jobs/"


async def test_the_jobs_page_shows_progress_and_why_one_failed(
    session: Session, bob: Principal
) -> None:
    running = queue.enqueue(session, "run_import", subject="import:3", asked_by=bob.user_id)
    running.status, running.progress_done, running.progress_total = JobStatus.RUNNING, 25, 100
    failed = queue.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    failed.status, failed.error = JobStatus.FAILED, "The model gave no answer."
    session.commit()
    page = tab(session, bob, JobsState, "/jobs/")
    await call(page, JobsState.load)
    newest, oldest = page.rows
    assert (newest.detail, newest.can_run_again) == ("The model gave no answer.", True)
    assert (oldest.percent, oldest.steps, oldest.href) == (25, "25 of 100", "/import/3/")
    assert (page.open_count, page.failed_count) == (1, 1)


async def test_the_address_chooses_which_jobs_are_shown(session: Session, bob: Principal) -> None:
    queue.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    session.commit()
    page = tab(session, bob, JobsState, "/jobs/?show=failed")
    await call(page, JobsState.load)
    assert (page.group, page.rows, page.open_count) == ("failed", [], 1)


async def test_a_job_is_cancelled_and_run_again_from_the_page(
    session: Session, bob: Principal
) -> None:
    job = queue.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    session.commit()
    page = tab(session, bob, JobsState, "/jobs/")
    await call(page, JobsState.cancel, job.id)
    assert (page.rows[0].status, page.notice.text) == ("cancelled", "Canceled")
    await call(page, JobsState.run_again, job.id)
    assert page.rows[0].status == "queued"


async def test_somebody_else_s_job_is_not_there_to_cancel(
    session: Session, alice: Principal, bob: Principal
) -> None:
    job = queue.enqueue(session, "enrich_contact", asked_by=alice.user_id)
    session.commit()
    page = tab(session, bob, JobsState, "/jobs/")
    await call(page, JobsState.cancel, job.id)
    assert page.notice.text == "Job not found. It may have been deleted."


async def test_a_job_that_has_ended_says_how_long_it_took(session: Session, bob: Principal) -> None:
    job = queue.enqueue(session, "enrich_contact", asked_by=bob.user_id, total=2)
    job.status, job.started_at = JobStatus.SUCCEEDED, job.created_at
    job.finished_at = job.created_at + timedelta(seconds=75)
    session.commit()
    page = tab(session, bob, JobsState, "/jobs/")
    await call(page, JobsState.load)
    assert (page.rows[0].title, page.rows[0].steps) == ("Enrich a contact", "in 1 min 15 s")


async def test_who_is_signed_in_is_led_on_from_the_login(session: Session, bob: Principal) -> None:
    page = tab(session, bob, LoginState, "/login?next=%2Fjobs%2F")
    led = await call(page, LoginState.read_address)
    assert "/jobs/" in str(led)
    stranger = tab(session, None, LoginState, "/login")
    assert await call(stranger, LoginState.read_address) is None


async def test_a_notice_ends_with_the_page_it_was_shown_on(
    session: Session, bob: Principal
) -> None:
    page = tab(session, bob, Workplace, "/contacts/7/")
    page._say("Phone saved", undo=Undo("of_these_tests", (7,)))
    move(page, "/contacts/7/?tab=notes")
    await call(page, Workplace.enter)
    assert (page.notice.text, page.notice.undo) == ("Phone saved", True)
    move(page, "/contacts/")
    await call(page, Workplace.enter)
    assert (page.notice.text, page._undo) == ("", None)
    page._complain("Couldn't save.")
    move(page, "/accounts/")
    await call(page, Workplace.enter)
    assert page.notice.text == ""


async def test_a_notice_about_a_record_waits_for_the_page_that_it_is_to_be_read_on(
    session: Session, bob: Principal
) -> None:
    page = tab(session, bob, Workplace, "/contacts/7/")
    page._say("Contact deleted", on="/contacts/")
    move(page, "/contacts/")
    await call(page, Workplace.enter)
    assert page.notice.text == "Contact deleted"


async def test_going_on_in_a_page_sends_nothing_of_the_frame(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = tab(session, bob, Workplace, "/contacts/")
    await call(page, Workplace.enter)
    assert {"me", "event_choices"} <= page.dirty_vars
    page._clean()
    await call(page, Workplace.enter)
    assert page.dirty_vars == set()
    session.add(Event(name="Gulfood", status=EventStatus.ACTIVE, timezone="UTC"))
    session.commit()
    await call(page, Workplace.enter)
    assert "Gulfood" in [event.name for event in page.event_choices]


async def test_what_the_gate_complains_of_can_be_put_away(session: Session, bob: Principal) -> None:
    page = tab(session, bob, Workplace)
    page._say("Phone saved")
    [shown] = complaint("Try again.")[Workplace.get_full_name()].values()
    page._clean()
    await call(page, Workplace.dismiss_notice, shown.number)
    assert "notice" in page.dirty_vars and page.notice.text == ""


async def test_a_reload_ends_a_notice(session: Session, bob: Principal) -> None:
    page = tab(session, bob, Workplace, "/contacts/7/")
    page._say("Phone saved")
    move(page, "/contacts/7/", socket="the next one")
    await call(page, Workplace.enter)
    assert page.notice.text == ""


async def test_the_tray_shows_what_runs_and_what_failed(session: Session, bob: Principal) -> None:
    queue.enqueue(session, "run_import", subject="import:3", asked_by=bob.user_id)
    failed = queue.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    failed.status = JobStatus.FAILED
    session.commit()
    page = tab(session, bob, JobsTray)
    await page._read()
    assert (page.open_count, page.failed_count) == (1, 1)
    assert [(job.status, job.href) for job in page.latest] == [
        ("failed", ""),
        ("queued", "/import/3/"),
    ]
