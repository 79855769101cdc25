"""What the emails of a sequence came to, beside its steps."""

from collections.abc import Iterable, Iterator

import reflex as rx

from yardflow.services.sequences import results
from yardflow.services.sequences.results import Results
from yardflow.state.editing import record_id
from yardflow.state.workplace import Workplace

_ALWAYS = "opened"


class ResultsState(Workplace):
    """The results of the sequence in the address: by the key of a step, and of all together. Both
    are empty until an email went out or was missed.
    """

    by_step: dict[str, str] = {}
    total: str = ""

    @rx.event
    async def load(self):
        """Reads them."""
        self.by_step, self.total = {}, ""
        with self._errors_shown():
            if sequence_id := record_id(self.router.url.path):
                listed = await self._run_long(results.of_sequence, sequence_id)
                self.by_step = {each.step: _words(each) for each in listed}
                self.total = _words(_sum(listed)) if listed else ""


def _sum(listed: Iterable[Results]) -> Results:
    names = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed", "late", "missed")
    return Results("", *(sum(getattr(each, name) for each in listed) for name in names))


def _words(each: Results) -> str:
    """``8 sent · 5 opened (63%) · 1 bounced (13%) · 2 missed``."""
    missed = [f"{each.missed:,} missed"] if each.missed else []
    return " · ".join([f"{each.sent:,} sent", *_shares(each), *missed])


def _shares(each: Results) -> Iterator[str]:
    for name in ("opened", "clicked", "bounced", "unsubscribed", "late"):
        count = getattr(each, name)
        if each.sent and (count or name == _ALWAYS):
            yield f"{count:,} {name} ({round(100 * count / each.sent)}%)"
