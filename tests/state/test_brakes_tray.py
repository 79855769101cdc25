"""What was paused by its brake, in the header of every page."""

from sqlmodel import Session

from tests.fixtures import state_tab
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.state_tab import call
from tests.services.sequences.senders.cast import sender_of
from yardflow.services.access import Principal
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.senders import service
from yardflow.state.sequences import brakes
from yardflow.state.sequences.brakes import BrakesTray


async def test_a_notice_leads_to_what_is_paused_and_is_there_until_it_is_read(
    session: Session, alice: Principal, bob: Principal
) -> None:
    sender = sender_of(session, user_id=bob.user_id)
    service.brake(session, sender, "3 of 60 emails bounced.")
    notices.of_sender(session, sender)
    session.commit()
    page = state_tab.tab(session, bob, BrakesTray)
    page._show(notices.unread(session, bob))
    assert [(row.href, row.kind, row.reason) for row in page.brakes] == [
        (f"/senders/{sender}/", "sender", "3 of 60 emails bounced.")
    ]
    page._clean()
    page._show(notices.unread(session, bob))
    assert page.dirty_vars == set(), "what is the same is not sent again"
    await call(page, BrakesTray.mark_read, page.brakes[0].id)
    assert page.brakes == []
    assert len(notices.unread(session, alice)) == 1


async def test_a_notice_appears_on_a_page_that_is_open(
    tab, session: Session, bob: Principal, monkeypatch
) -> None:
    monkeypatch.setattr(brakes, "LOOK_AGAIN_S", 0.05)
    browser = await tab(cookie_of(bob))
    await browser.open_page("/contacts/")
    sender = sender_of(session, user_id=bob.user_id)
    service.brake(session, sender, "3 of 60 emails bounced.")
    notices.of_sender(session, sender)
    session.commit()
    await browser.answer(lambda packet: "3 of 60" in f"{packet}", 0)
