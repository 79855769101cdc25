"""Helping those who are stuck in a sequence: what is asked before it is done for all."""

from tests.fixtures.state_tab import call, tab
from yardflow.services.sequences.decisions import Gate
from yardflow.state.sequences.stuck import StuckState


async def test_skipping_the_step_of_all_is_asked_about_first(session, bob):
    page = tab(session, bob, StuckState, "/sequences/1/overview/")
    await call(page, StuckState.ask_skip, True)
    assert not page.skipping, "no reason is chosen"
    page.gate = Gate.NO_SENDER.value
    await call(page, StuckState.ask_skip, True)
    assert page.skipping
    await call(page, StuckState.ask_skip, False)
    assert not page.skipping
    await call(page, StuckState.ask_skip, True)
    await call(page, StuckState.skip, 0)
    assert not page.skipping
