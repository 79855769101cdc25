"""A template beside its twin in SendGrid, and which of the two is to be like the other."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.services.sequences.templates import rows, sendgrid_link
from yardflow.services.sequences.templates.sendgrid_link import MOST_NAMES
from yardflow.services.sequences.templates.twins import Comparison, Seen, Untranslated
from yardflow.state.editing import record_id
from yardflow.state.templates.links import LinksState
from yardflow.state.templates.record import TemplateState
from yardflow.state.workplace import Workplace

_PARTS = {"subject": "Subject", "html": "HTML", "text": "Text"}
_LONGEST_SHOWN = 20_000
# What the fields of names are called, and the choice that omits one.
NAME, OMIT = "is-", "omit"
LONGEST_NAME = 100


@dataclass
class DifferenceItem:
    """A part that differs, as it is here and in SendGrid."""

    part: str
    here: str
    there: str


class SendGridState(Workplace):
    """The twin of the template that the address names. ``standing`` is empty until SendGrid has
    said what it has; the two lists say what keeps either way from being gone. ``unnamed`` are the
    names in theirs of which no one has said which variables they are.
    """

    linked: bool = False
    standing: str = ""
    differences: list[DifferenceItem] = []
    not_here: list[str] = []
    not_there: list[str] = []
    unnamed: list[str] = []
    busy: bool = False
    failure: str = ""
    _template: int = 0
    _version: int = 0
    _seen: Seen = Seen("", "")

    @rx.event
    async def load(self):
        """Reads whether the template has a twin; then asks SendGrid for it."""
        self._forget()
        self._template = record_id(self.router.url.path)
        with self._errors_shown():
            self.linked = await self._run(sendgrid_link.is_linked, self._template)
        return SendGridState.compare if self.linked else None

    @rx.event(background=True, supersedes=True)
    async def compare(self):
        """Asks SendGrid what it has; the page is there meanwhile."""
        async with self:
            template_id, self.busy, self.failure = self._template, True, ""
        try:
            row = await self._run(rows.get, template_id)
            compared = await self._run(sendgrid_link.compare, template_id)
        except YardFlowError as problem:
            await self._fail(problem)
            return
        async with self:
            self.busy = False
            if self._template == template_id:
                self._version = row.version
                self._show(compared)

    @rx.event(background=True)
    async def pull(self):
        """Makes what SendGrid has the latest version here."""
        return await self._change(sendgrid_link.pull, "Imported from SendGrid", self._version)

    @rx.event(background=True)
    async def push(self):
        """Adds what was saved last to SendGrid."""
        return await self._change(sendgrid_link.push, "SendGrid has this version now")

    @rx.event
    async def name(self, form: dict[str, Any]):
        """Stores which variables the names are, and compares again."""
        with self._errors_shown():
            names = _names(self.unnamed, form)
            await self._run(sendgrid_link.name, self._template, names)
            return SendGridState.compare
        return None

    @rx.event
    async def unlink(self):
        """Forgets the twin."""
        with self._errors_shown():
            await self._run(sendgrid_link.unlink, self._template)
            self._forget()
            self._say("No longer linked to SendGrid")

    async def _change(self, change: Any, said: str, *more: Any) -> Any:
        async with self:
            if self.busy:
                return None
            self.busy, self.failure = True, ""
            seen = self._seen if self.linked else None
        try:
            await self._run(change, self._template, seen, *more)
        except YardFlowError as problem:
            await self._fail(problem)
            return None
        async with self:
            self.busy = False
            self._say(said)
        return [TemplateState.load, LinksState.load, SendGridState.load]

    async def _fail(self, problem: YardFlowError) -> None:
        async with self:
            self.busy, self.failure = False, problem.message

    def _forget(self) -> None:
        self.linked, self.standing, self.differences = False, "", []
        self.not_here, self.not_there, self.unnamed = [], [], []
        self.busy, self.failure = False, ""

    def _show(self, compared: Comparison) -> None:
        self.linked, self.standing = True, compared.standing.value
        self.not_here, self.not_there = compared.not_here, compared.not_there
        self._seen, self.unnamed = compared.seen, compared.unnamed
        self.differences = [
            DifferenceItem(
                _PARTS[each.part], each.here[:_LONGEST_SHOWN], each.there[:_LONGEST_SHOWN]
            )
            for each in compared.differences
        ]


class SendGridImportState(Workplace):
    """The dialog that imports one of SendGrid's templates; the ``problems`` say why it can't be.
    ``unnamed`` are the names in it that are no variables here, as long as that is all that is in
    the way of some part of it.
    """

    is_open: bool = False
    busy: bool = False
    offers: list[tuple[str, str]] = []
    unnamed: list[str] = []
    problems: list[str] = []
    _names: dict[str, str] = {}

    @rx.event(background=True)
    async def ask(self):
        """Opens the dialog with the templates that aren't linked yet."""
        async with self:
            self.is_open, self.busy, self.offers, self.problems = True, True, [], []
            self.unnamed, self._names = [], {}
        try:
            offers = await self._run(sendgrid_link.offers)
        except YardFlowError as problem:
            await self._end([problem.message])
            return
        async with self:
            self.offers = [(offer.id, offer.name) for offer, linked in offers if not linked]
        await self._end([])

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog."""
        if not open:
            self.is_open = self.busy = False

    @rx.event
    async def choose(self, offer: str):
        """Forgets what was said of another template."""
        self.unnamed, self.problems, self._names = [], [], {}

    @rx.event(background=True)
    async def take(self, form: dict[str, Any]):
        """Imports the chosen one and opens it, or asks what its names are."""
        async with self:
            self.busy, self.problems = True, []
            self._names = {**self._names, **_names(self.unnamed, form)}
            offer, names = str(form.get("offer", ""))[:60], dict(self._names)
        try:
            row = await self._run(sendgrid_link.take_in, offer, names)
        except Untranslated as problem:
            async with self:
                self.unnamed = problem.unnamed
            await self._end(problem.others)
            return None
        except YardFlowError as problem:
            await self._end([problem.message])
            return None
        async with self:
            self.is_open = self.busy = False
            self._say("Imported from SendGrid", on=f"/templates/{row.id}/")
        return rx.redirect(f"/templates/{row.id}/")

    async def _end(self, problems: list[str]) -> None:
        async with self:
            self.busy, self.problems = False, problems


def _names(unnamed: list[str], form: dict[str, Any]) -> dict[str, str]:
    """What a form says of each name: a variable, or that it is omitted."""
    said = {name: str(form.get(f"{NAME}{name}", ""))[:LONGEST_NAME] for name in unnamed}
    chosen = {name: "" if text == OMIT else text for name, text in said.items() if text}
    return dict(list(chosen.items())[:MOST_NAMES])
