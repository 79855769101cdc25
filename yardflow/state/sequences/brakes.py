"""What was paused by its brake, in the header of every page until someone reads it."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.sequences.events import notices
from yardflow.services.sequences.events.notices import Notice
from yardflow.state.workplace import Workplace

_ADDRESSES = {"sequence": "/sequences/{}/", "sender": "/senders/{}/"}


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

    @rx.event
    async def look(self):
        """Reads the notices; sends only what changed."""
        with self._errors_shown():
            await self._read()

    @rx.event
    async def mark_read(self, notice_id: int):
        """Removes a notice for this person; the pause stays."""
        with self._errors_shown():
            await self._run(notices.mark_read, int(notice_id))
            await self._read()

    async def _read(self) -> None:
        brakes = [_item(notice) for notice in await self._run(notices.unread)]
        if brakes != self.brakes:
            self.brakes = brakes


def _item(notice: Notice) -> BrakeItem:
    return BrakeItem(
        id=notice.id,
        name=notice.name,
        href=_ADDRESSES[notice.kind].format(notice.subject_id),
        kind=notice.kind,
        reason=notice.reason,
        at=notice.paused_at.isoformat(),
    )
