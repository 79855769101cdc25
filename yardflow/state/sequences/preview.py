"""One contact's way through a sequence, step by step."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import reflex as rx

from yardflow.day_times import day_time
from yardflow.services.records import contact_rows
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.sequences import preview
from yardflow.services.sequences.forecast.assumptions import Assumed
from yardflow.services.sequences.lifecycle import rows
from yardflow.services.sequences.preview import Preview, Stop
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

DRAFT, PUBLISHED = "draft", "published"
REACTIONS = {
    Assumed.OPENED: "Opens it",
    Assumed.CLICKED: "Clicks a link",
    Assumed.REPLIED: "Replies",
    Assumed.OUT_OF_OFFICE: "Is out of office",
}
_LONGEST_SEARCH, _MATCHES = 200, 8
_MOST_ASSUMED = 100


@dataclass
class StopItem:
    """A step on the way. ``when`` is the contact's time, ``outcome`` in a few words."""

    place: int
    kind: str
    summary: str
    when: str
    outcome: str
    branch: str


@dataclass
class Obstacle:
    """What stands in the way, until a moment of the contact's time or, without one, a change."""

    words: str
    until: str


@dataclass
class StopDetail:
    """The step that is looked at. ``arrives`` and ``when`` are the contact's times, ``at`` is an
    ISO text for the reader's. ``reactions`` are what is assumed about its email.
    """

    key: str = ""
    kind: str = ""
    summary: str = ""
    arrives: str = ""
    when: str = ""
    at: str = ""
    outcome: str = ""
    branch: str = ""
    obstacles: list[Obstacle] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    can_react: bool = False
    reactions: list[str] = field(default_factory=list)
    has_email: bool = False
    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    broken: str = ""


class PreviewState(Loading, Workplace):
    """The preview of the sequence in the address. ``people`` match what was searched for; ``place``
    is that of the step that is looked at, from 1.
    """

    sequence_id: int = 0
    versions: list[tuple[str, str]] = []
    version: str = PUBLISHED
    people: list[tuple[str, str]] = []
    contact_id: str = ""
    contact_name: str = ""
    facts: list[str] = []
    zone: str = ""
    stops: list[StopItem] = []
    place: int = 1
    detail: StopDetail = StopDetail()
    ending: str = ""
    _assumed: dict[str, list[str]] = {}

    @rx.event
    async def load(self):
        """Reads the sequence, and shows someone's way through it."""
        sequence_id = record_id(self.router.url.path)
        if sequence_id != self.sequence_id:
            self.loaded, self.stops, self.people = False, [], []
            self.contact_id, self._assumed, self.place = "", {}, 1
        with self._loading():
            row = await self._run(rows.get, sequence_id)
            self.sequence_id = row.id
            published = [(PUBLISHED, f"Version {row.version_number}")] if row.version_number else []
            self.versions = [*published, (DRAFT, "Draft")]
            if self.version not in dict(self.versions):
                self.version = DRAFT
            if not self.contact_id:
                self.contact_id = str(await self._run(preview.anyone, sequence_id))
            await self._look()

    @rx.event
    async def find_person(self, query: str):
        """Looks for contacts, and shows the way of the first."""
        with self._errors_shown():
            search = ContactQuery(q=query[:_LONGEST_SEARCH], limit=_MATCHES)
            page = await self._run(contact_rows.search, search)
            self.people = [(str(row.id), f"{row.name}, {row.account_name}") for row in page.items]
            if self.people:
                await self._begin(self.people[0][0])

    @rx.event
    async def choose_person(self, contact_id: str):
        """Shows the way of one of those who match."""
        if contact_id in dict(self.people):
            with self._errors_shown():
                await self._begin(contact_id)

    @rx.event
    async def choose_anyone(self):
        """Shows the way of someone at random of the event."""
        with self._errors_shown():
            self.people = []
            await self._begin(str(await self._run(preview.anyone, self.sequence_id)))

    @rx.event
    async def choose_version(self, version: str):
        """Shows the way through the draft, or the published version."""
        if version in dict(self.versions):
            self.version = version
            with self._errors_shown():
                await self._begin(self.contact_id)

    @rx.event
    async def go_to(self, place: int):
        """Looks at a step."""
        if 1 <= place <= len(self.stops):
            self.place = place
            with self._errors_shown():
                await self._look()

    @rx.event
    async def assume(self, what: str, on: bool):
        """Assumes that the contact does something about the email that is looked at, or not."""
        key, known = self.detail.key, [each.value for each in REACTIONS]
        if not self.detail.can_react or what not in known or len(self._assumed) > _MOST_ASSUMED:
            return
        others = [each for each in self._assumed.get(key, []) if each != what]
        self._assumed = {**self._assumed, key: [*others, what] if on else others}
        with self._errors_shown():
            await self._look()

    async def _begin(self, contact_id: str) -> None:
        self.contact_id, self.place, self._assumed = contact_id, 1, {}
        await self._look()

    async def _look(self) -> None:
        said = await self._run_long(
            preview.preview,
            self.sequence_id,
            record_id(self.contact_id),
            draft=self.version == DRAFT,
            assumed={key: [Assumed(each) for each in what] for key, what in self._assumed.items()},
        )
        self._show(said)

    def _show(self, said: Preview) -> None:
        self.contact_name, self.zone = said.contact_name, said.zone
        facts = (said.account_name, said.event, f"from {said.sender}" if said.sender else "")
        self.facts = [fact for fact in facts if fact]
        zone = ZoneInfo(said.zone or "UTC")
        self.stops = [_item(number, stop, zone) for number, stop in enumerate(said.stops, 1)]
        self.place = min(self.place, max(len(self.stops), 1))
        self.detail = _detail(said.stops[self.place - 1], zone) if said.stops else StopDetail()
        self.ending = "The sequence ends here." if said.to_the_end else ""


def _item(number: int, stop: Stop, zone: ZoneInfo) -> StopItem:
    when = _when(stop.at, zone) or "Not before something changes"
    return StopItem(number, stop.kind, stop.summary, when, stop.outcome, stop.branch)


def _detail(stop: Stop, zone: ZoneInfo) -> StopDetail:
    email = stop.email
    return StopDetail(
        key=stop.key,
        kind=stop.kind,
        summary=stop.summary,
        arrives=_when(stop.arrives_at, zone),
        when=_when(stop.at, zone),
        at=stop.at.isoformat() if stop.at else "",
        outcome=stop.outcome,
        branch=stop.branch,
        obstacles=[Obstacle(each.words, _when(each.opens_at, zone)) for each in stop.reasons],
        known=[*stop.known],
        can_react=stop.can_react,
        reactions=[each.value for each in stop.assumed],
        has_email=email is not None,
        subject=email.subject if email else "",
        preheader=email.preheader if email else "",
        html=email.html if email else "",
        text=email.text if email else "",
        broken=email.broken if email else "",
    )


def _when(at: datetime | None, zone: ZoneInfo) -> str:
    """``Tue, Dec 1, 10:00 AM``; empty for no moment."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local:%a}, {local:%b} {local.day}, {day_time(local)}"
