"""What was paused by its brake, in the header of every page until someone reads it."""

import asyncio
import contextlib
from dataclasses import dataclass

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.events.notices import Notice
from yardflow.state.workplace import Workplace

# A notice is for someone to act on soon, and rare.
LOOK_AGAIN_S = 6.0
# Of a reply it isn't known yet whose it is.
_TO_PLACE = "/inbox/?show=to_place"
_ADDRESSES = {
    "sequence": "/sequences/{}/",
    "sender": "/senders/{}/",
    "reply": "/contacts/{}/",
    "meeting": "/contacts/{}/",
    "winner": "/sequences/{}/",
}


@dataclass
class BrakeItem:
    """A sequence or sender that was paused, and where it is resumed. ``at`` is an ISO moment."""

    id: int
    name: str
    href: str
    kind: str
    reason: str
    at: str


class BrakesTray(Workplace):
    """The person's notices of what was paused."""

    brakes: list[BrakeItem] = []

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads the notices repeatedly and sends only what changed; ends with the tab. A page says
        itself when reading fails.
        """
        while True:
            with contextlib.suppress(YardFlowError):
                unread = await self._fetch(notices.unread)
                async with self:  # not while it is read: the page waits for its state
                    self._show(unread)
            await asyncio.sleep(LOOK_AGAIN_S)

    @rx.event
    async def mark_read(self, notice_id: int):
        """Removes a notice for this person; the pause stays."""
        with self._errors_shown():
            await self._run(notices.mark_read, int(notice_id))
            await self._read()

    async def _read(self) -> None:
        self._show(await self._fetch(notices.unread))

    def _show(self, unread: list[Notice]) -> None:
        brakes = [_item(notice) for notice in unread]
        if brakes != self.brakes:
            self.brakes = brakes


def _item(notice: Notice) -> BrakeItem:
    return BrakeItem(
        id=notice.id,
        name=notice.name,
        href=_ADDRESSES[notice.kind].format(notice.subject_id) if notice.subject_id else _TO_PLACE,
        kind=notice.kind,
        reason=notice.reason,
        at=notice.paused_at.isoformat(),
    )
