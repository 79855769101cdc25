"""The links of a template, and whether their pages are there."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.errors import NotFound, Unavailable, YardFlowError
from yardflow.services.sequences.templates import links
from yardflow.services.sequences.templates.links import LinkReport
from yardflow.state.editing import record_id
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 1.0


@dataclass
class LinkItem:
    """A link; ``note`` says what is to be known of it."""

    url: str
    verdict: str
    note: str


class LinksState(Workplace):
    """The links of the template that the address names; ``dead`` says of which the page is gone.
    ``checking``: a job follows them.
    """

    links: list[LinkItem] = []
    dead: list[str] = []
    checked_at: str = ""
    checking: bool = False

    @rx.event
    async def load(self):
        """Reads the links, and waits for a check that is running."""
        self.links, self.dead, self.checked_at, self.checking = [], [], "", False
        try:
            await self._read()
        except NotFound:
            return None  # the page has said so
        except YardFlowError as problem:
            self._complain(problem.message)
            return None
        return LinksState.follow if self.checking else None

    @rx.event
    async def read_again(self):
        """Reads the links again, after something was saved."""
        with self._errors_shown():
            await self._read()

    @rx.event
    async def check(self):
        """Has the links followed."""
        with self._errors_shown():
            await self._run(links.check, record_id(self.router.url.path))
            self.checking = True
            return LinksState.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows what comes of a check. Ends with it, or with the page."""
        path = self.router.url.path
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                if self.router.url.path != path:
                    return
                try:
                    await self._read()
                except Unavailable:
                    continue
                except YardFlowError as problem:
                    self._complain(problem.message)
                    self.checking = False
                if not self.checking:
                    return

    async def _read(self) -> None:
        report: LinkReport = await self._run(links.report, record_id(self.router.url.path))
        self.links = [
            LinkItem(
                link.url,
                link.verdict.value,
                f"Leads to {link.leads_to}" if link.leads_to else link.reason,
            )
            for link in report.links
        ]
        self.dead = [link.death for link in report.links if link.death]
        self.checked_at = report.checked_at.isoformat() if report.checked_at else ""
        self.checking = report.checking
