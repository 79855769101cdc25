"""One sender: its fields, what it may send, and whether its emails arrive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import reflex as rx

from yardflow.errors import Invalid, YardFlowError
from yardflow.integrations.dns.email_authentication import Authentication
from yardflow.services.records import owners
from yardflow.services.sequences.events import brakes
from yardflow.services.sequences.senders import service, verification, views
from yardflow.services.sequences.senders.views import SenderRow
from yardflow.state.assigning import owner_notice, owner_of
from yardflow.state.editing import Editing, record_id
from yardflow.state.senders.index import today
from yardflow.state.workplace import Workplace, initials

_SINGLE = (
    *("name", "address", "reply_to", "timezone", "daily_cap"),
    *("signature_html", "signature_text", "booking_url"),
)
_GROUPS = {
    **{name: (name,) for name in _SINGLE},
    "warmup": ("warmup_began", "warmup_first", "warmup_step"),
    "pace": ("pace_s", "jitter_s"),
}
PAUSED_WHEN = brakes.WHEN
_CHECKS = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC"}


@dataclass
class SenderView:
    """What the page shows of a sender; ``texts`` are the fields as a form takes them."""

    id: int = 0
    name: str = ""
    initials: str = ""
    domain: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    warmup: str = ""
    pace: str = ""
    user_id: str = ""
    owner: str = ""
    sent: str = ""
    percent: int = 0
    paused_at: str = ""
    paused_by: str = ""
    pause_reason: str = ""
    verified_at: str = ""
    may_edit: bool = False
    created_at: str = ""
    updated_at: str = ""


@dataclass
class Check:
    """What the DNS says of one thing: ``status`` is good, wrong, missing or not_checked."""

    name: str
    status: str
    advice: str


class SenderState(Editing, Workplace):
    """The sender that the address names; ``lately`` is what its brake counts, in words."""

    lately: str = ""
    sender: SenderView = SenderView()
    checks: list[Check] = []
    verifying: bool = False
    pausing: bool = False
    pause_error: str = ""
    owner_choices: list[tuple[str, str]] = []

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        return _GROUPS

    def _record(self) -> tuple[int, str]:
        return self.sender.id, self.sender.name

    def _view(self) -> SenderView:
        return self.sender

    async def _latest(self) -> tuple[int, SenderView]:
        row = await self._run(views.get, self.sender.id)
        return row.version, _view(row)

    async def _store(self, values: dict[str, object]) -> None:
        domain = self.sender.domain
        row = await self._run(service.update, self.sender.id, self._version, values)
        self._show(row)
        if self.sender.domain != domain:
            self.checks = []

    def _then(self) -> list[Any]:
        return [] if self.checks else [SenderState.look_up]

    @rx.event
    async def load(self):
        """Reads the sender, then what the DNS says of its domain."""
        self._close_forms()
        self.pausing, self.verifying, self.pause_error = False, False, ""
        sender_id = record_id(self.router.url.path)
        if sender_id != self.sender.id:
            self.sender, self.checks, self.loaded = SenderView(), [], False
        with self._loading():
            self._show(await self._run(views.get, sender_id))
            self.lately = (await self._run(brakes.of_sender, sender_id)).words
            team = await self._run(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]
            return SenderState.look_up
        return None

    @rx.event(background=True, supersedes=True)
    async def look_up(self):
        """Asks the DNS; the page is there meanwhile."""
        sender_id = self.sender.id
        try:
            authentication = await self._run(verification.authentication, sender_id)
        except YardFlowError:
            return  # the page has said itself what is wrong
        async with self:
            if self.sender.id == sender_id:
                self.checks = _checks(authentication)

    @rx.event(background=True)
    async def verify(self):
        """Asks SendGrid whether it sends from this address."""
        async with self:
            if self.verifying:
                return
            sender_id, self.verifying = self.sender.id, True
        try:
            answer = await self._run(verification.verify, sender_id)
        except YardFlowError as error:
            async with self:
                self.verifying = False
                self._complain(error.message)
            return
        async with self:
            self.verifying = False
            if self.sender.id == sender_id:
                self._show(answer.sender)
                if answer.verified:
                    self._say("SendGrid sends from this address")
                else:
                    self._complain(
                        "SendGrid doesn't send from this address yet. Verify the address or its "
                        "domain in SendGrid, then check again."
                    )

    @rx.event
    async def assign(self, sender_id: int, owner_id: str):
        """Sets whose sender it is."""
        with self._errors_shown():
            self._check_shown(sender_id)
            values = {"user_id": owner_of(owner_id)}
            self._show(await self._run(service.update, sender_id, self._version, values))
            self._say(owner_notice(self.sender.owner))

    @rx.event
    async def ask_pause(self, open: bool):
        """Opens or closes the form that pauses it."""
        self.pausing, self.pause_error = bool(open), ""

    @rx.event
    async def pause(self, form: dict[str, Any]):
        """Lets nothing more go out."""
        if not self.pausing:
            return
        with self._errors_shown():
            try:
                reason = str(form.get("reason", ""))
                self._show(await self._run(service.pause, self.sender.id, reason))
            except Invalid as problem:
                self.pause_error = problem.fields.get("reason", problem.message)
                return
            self.pausing, self.pause_error = False, ""

    @rx.event
    async def resume(self, sender_id: int):
        """Lets emails go out again."""
        with self._errors_shown():
            self._check_shown(sender_id)
            self._show(await self._run(service.resume, sender_id))
            self._say("Sender resumed")

    @rx.event
    async def delete(self):
        """Deletes the sender that the confirmation is about, and goes back to the list."""
        if not self.confirming_delete:
            return None
        self.confirming_delete = False
        with self._errors_shown():
            await self._run(service.delete, self.sender.id, self._version)
            self._say("Sender deleted", on="/senders/")
            self.sender = SenderView()
            return rx.redirect("/senders/")
        return None

    def _show(self, row: SenderRow) -> None:
        self._version = row.version
        self.sender = _view(row)


def _view(row: SenderRow) -> SenderView:
    names = [name for names in _GROUPS.values() for name in names]
    sent, percent = today(row)
    return SenderView(
        id=row.id,
        name=row.name,
        initials=initials(row.name),
        domain=row.address.rpartition("@")[2],
        texts={name: _text(getattr(row, name)) for name in names},
        warmup=_warmup(row),
        pace=_pace(row),
        user_id=str(row.user_id) if row.user_id and row.owner_name else "",
        owner=row.owner_name,
        sent=sent,
        percent=percent,
        paused_at=_text(row.paused_at),
        paused_by=row.paused_by_name,
        pause_reason=row.pause_reason,
        verified_at=_text(row.verified_at),
        may_edit=row.may_edit,
        created_at=row.created_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _warmup(row: SenderRow) -> str:
    day = row.warmup_began
    if day is None:
        return ""
    began = f"{day:%b} {day.day}, {day.year}"
    return f"{row.warmup_first:,} on {began}, then {row.warmup_step:,} more each day"


def _pace(row: SenderRow) -> str:
    if not row.pace_s and not row.jitter_s:
        return ""
    if not row.jitter_s:
        return f"{row.pace_s:,} s"
    return f"{row.pace_s:,}–{row.pace_s + row.jitter_s:,} s"


def _checks(authentication: Authentication) -> list[Check]:
    findings = {key: getattr(authentication, key) for key in _CHECKS}
    return [
        Check(label, findings[key].status.value, findings[key].advice)
        for key, label in _CHECKS.items()
    ]
