"""The rules of a sequence: a card on its page, the form of a new one, and whom each came to."""

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import RuleTrigger
from yardflow.services.sequences import rules
from yardflow.services.sequences.rules import NewRule, OutcomeQuery, OutcomeView, RuleView
from yardflow.services.sequences.senders import views as senders
from yardflow.state.editing import record_id
from yardflow.state.labels import RULE_TRIGGERS
from yardflow.state.loading import Loading
from yardflow.state.sequences.enroll import ALL_SENDERS, SenderChoice, sender_choices
from yardflow.state.workplace import Workplace

SHOWN = 20
# So many senders are named in the card.
NAMED = 3
SENDER_BOX = "sender-"
ENROLLED, SKIPPED = "enrolled", "skipped"


@dataclass
class RuleItem:
    """A rule in the card; ``where`` is its event or that it is any, ``by`` who emails, ``tally``
    what it came to.
    """

    id: int
    when: str
    where: str
    by: str
    tally: str
    on: bool


@dataclass
class OutcomeItem:
    """What a rule did about a contact; ``at`` is an ISO text."""

    id: int
    contact: str
    contact_href: str
    note: str
    words: str
    at: str


class RulesState(Loading, Workplace):
    """The card, and its dialogs: ``adding`` is open for a new rule, ``changing`` is the rule whose
    senders are being chosen and ``shown`` the one whose outcomes are listed, 0 for none.
    """

    rows: list[RuleItem] = []
    adding: bool = False
    changing: int = 0
    changing_title: str = ""
    by_owner: bool = True
    error: str = ""
    senders: list[SenderChoice] = []
    shown: int = 0
    shown_title: str = ""
    outcomes: list[OutcomeItem] = []
    which: str = ""
    summary: str = ""
    has_next: bool = False
    has_previous: bool = False
    _sequence_id: int = 0
    _cursor: str = ""
    _next: str = ""
    _previous: str = ""

    @rx.event
    async def load(self):
        """Reads the rules of the sequence in the address."""
        self.adding, self.changing, self.shown = False, 0, 0
        sequence_id = record_id(self.router.url.path)
        if sequence_id != self._sequence_id:
            self.rows, self.loaded, self._sequence_id = [], False, sequence_id
        with self._loading():
            await self._read()

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form of a new rule."""
        self.adding, self.error = False, ""
        if not open:
            return
        with self._errors_shown():
            mailboxes = (await self._run(senders.search, ALL_SENDERS)).items
            self.senders = sender_choices(mailboxes, (await self._principal()).user_id)
            self.adding = True

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds the rule of the form."""
        if not self.adding:
            return
        trigger = str(form.get("trigger", ""))
        if trigger not in RULE_TRIGGERS:
            return
        event_id = record_id(str(form.get("event_id", ""))) or None
        by_owner = bool(form.get("by_owner"))
        new = NewRule(RuleTrigger(trigger), tuple(self._ticked(form)), event_id, by_owner)
        with self._errors_shown():
            try:
                await self._run(rules.add, self._sequence_id, new)
            except (Conflict, Contradictory, NotFound) as problem:
                self.error = problem.message
                return
            self.adding = False
            self._say("Rule added")
            await self._read()

    @rx.event
    async def ask_senders(self, rule_id: int):
        """Opens the choice of a rule's senders."""
        self.error = ""
        with self._errors_shown():
            views = await self._run(rules.of_sequence, self._sequence_id)
            rule = next((view for view in views if view.id == rule_id), None)
            if rule is None:
                return
            mailboxes = (await self._run(senders.search, ALL_SENDERS)).items
            choices = sender_choices(mailboxes, (await self._principal()).user_id)
            self.senders = [replace(each, chosen=each.id in rule.sender_ids) for each in choices]
            item = _item(rule)
            self.changing, self.changing_title = rule.id, f"{item.when} · {item.where}"
            self.by_owner = rule.by_owner

    @rx.event
    async def close_senders(self, open: bool):
        """Closes that choice without saving."""
        if not open:
            self.changing = 0

    @rx.event
    async def save_senders(self, form: dict[str, Any]):
        """Stores that choice."""
        if not self.changing:
            return
        by_owner = bool(form.get("by_owner"))
        with self._errors_shown():
            try:
                chosen = self._ticked(form)
                await self._run(rules.change_senders, self.changing, chosen, by_owner)
            except (Contradictory, NotFound) as problem:
                self.error = problem.message
                return
            self.changing = 0
            self._say("Senders changed")
            await self._read()

    @rx.event
    async def turn(self, rule_id: int, on: bool):
        """Turns a rule on or off."""
        with self._errors_shown():
            await self._run(rules.turn, rule_id, bool(on))
        with self._errors_shown():
            await self._read()

    @rx.event
    async def delete(self):
        """Deletes the rule whose outcomes are shown."""
        with self._errors_shown():
            if self.shown:
                await self._run(rules.delete, self.shown)
                self.shown = 0
                self._say("Rule deleted")
                await self._read()

    @rx.event
    async def show(self, rule_id: int):
        """Opens the list of those to whom a rule came."""
        rule = next((row for row in self.rows if row.id == rule_id), None)
        if rule is None:
            return
        with self._errors_shown():
            self.which, self._cursor = "", ""
            await self._read_outcomes(rule_id)
            self.shown_title = f"{rule.when} · {rule.where}"
            self.shown = rule_id

    @rx.event
    async def close(self, open: bool):
        """Closes that list."""
        if not open:
            self.shown = 0

    @rx.event
    async def choose(self, which: str):
        """Lists only who was enrolled, only who was skipped, or both."""
        self.which, self._cursor = which if which in (ENROLLED, SKIPPED) else "", ""
        await self._turn_page()

    @rx.event
    async def next_page(self):
        """Shows the next page of the list."""
        self._cursor = self._next
        await self._turn_page()

    @rx.event
    async def previous_page(self):
        """Shows the previous page of the list."""
        self._cursor = self._previous
        await self._turn_page()

    def _ticked(self, form: dict[str, Any]) -> list[int]:
        return [each.id for each in self.senders if form.get(f"{SENDER_BOX}{each.id}")]

    async def _turn_page(self) -> None:
        with self._errors_shown():
            if self.shown:
                await self._read_outcomes(self.shown)

    async def _read(self) -> None:
        self.rows = [_item(view) for view in await self._run(rules.of_sequence, self._sequence_id)]

    async def _read_outcomes(self, rule_id: int) -> None:
        skipped = self.which == SKIPPED if self.which else None
        query = OutcomeQuery(rule_id, skipped, SHOWN, self._cursor)
        page = await self._run(rules.search, query)
        self.outcomes = [_outcome(view) for view in page.items]
        self._next, self._previous = page.next or "", page.previous or ""
        self.has_next, self.has_previous = bool(page.next), bool(page.previous)
        total = f"{page.total:,}{'+' if page.capped else ''}"
        self.summary = f"{page.start:,}–{page.start + len(page.items) - 1:,} of {total}"


def _item(view: RuleView) -> RuleItem:
    return RuleItem(
        id=view.id,
        when=RULE_TRIGGERS[view.trigger.value],
        where=view.event_name or "Any event",
        by=_emailed_by(view),
        tally=f"{view.enrolled:,} enrolled · {view.skipped:,} skipped",
        on=view.on,
    )


def _emailed_by(view: RuleView) -> str:
    names, more = view.sender_names[:NAMED], len(view.sender_names) - NAMED
    listed = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    return f"From the owner, else {listed}" if view.by_owner else f"From {listed}"


def _outcome(view: OutcomeView) -> OutcomeItem:
    return OutcomeItem(
        id=view.id,
        contact=view.contact_name,
        contact_href=f"/contacts/{view.contact_id}/",
        note=" · ".join(filter(None, (view.account_name, view.event_name))),
        words=view.words,
        at=view.at.isoformat(),
    )
