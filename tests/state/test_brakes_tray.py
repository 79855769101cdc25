"""What was paused by its brake, in the header of every page."""

from sqlmodel import Session

from tests.fixtures.state_tab import call, tab
from tests.services.sequences.senders.cast import sender_of
from yardflow.services.access import Principal
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.senders import service
from yardflow.state.sequences.brakes import BrakesTray


async def test_a_notice_leads_to_what_is_paused_and_is_there_until_it_is_read(
    session: Session, alice: Principal, bob: Principal
) -> None:
    sender = sender_of(session, user_id=bob.user_id)
    service.brake(session, sender, "3 of 60 emails bounced.")
    notices.of_sender(session, sender)
    session.commit()
    page = tab(session, bob, BrakesTray)
    await call(page, BrakesTray.look)
    assert [(row.href, row.kind, row.reason) for row in page.brakes] == [
        (f"/senders/{sender}/", "sender", "3 of 60 emails bounced.")
    ]
    page._clean()
    await call(page, BrakesTray.look)
    assert page.dirty_vars == set(), "what is the same is not sent again"
    await call(page, BrakesTray.mark_read, page.brakes[0].id)
    assert page.brakes == []
    others = tab(session, alice, BrakesTray)
    await call(others, BrakesTray.look)
    assert len(others.brakes) == 1
