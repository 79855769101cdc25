"""What is left to do at the domains that a sequence's emails go out from."""

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.services.sequences.senders import verification
from yardflow.state.workplace import Workplace


class DomainsState(Workplace):
    """``advice`` is what the DNS lacks, a sentence each; ``not_checked`` are the domains of which
    it did not say all, with commas between them.
    """

    advice: list[str] = []
    not_checked: str = ""

    @rx.event(background=True, supersedes=True)
    async def look_up(self):
        """Asks the DNS; the page is there meanwhile."""
        try:
            left = await self._run(verification.domains_left)
        except YardFlowError:
            return  # the page has said itself what is wrong
        async with self:
            self.advice, self.not_checked = left.advice, ", ".join(left.not_checked)
