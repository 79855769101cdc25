"""One email template: its parts as they are written, and what people would get."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid
from yardflow.services.records import contact_rows
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.sequences.templates import attachments, library, preview, rows
from yardflow.services.sequences.templates.attachments import AttachmentRow
from yardflow.services.sequences.templates.library import VersionRow
from yardflow.services.sequences.templates.preview import Preview
from yardflow.services.sequences.templates.rendering import PARTS, Rendered
from yardflow.services.sequences.templates.rows import TemplateRow
from yardflow.services.sequences.templates.variables import labeled
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.templates.links import LinksState
from yardflow.state.workplace import Workplace

SAMPLE, ANY, WORST, CHOSEN = "sample", "any", "worst", "chosen"
WIDTHS = ("desktop", "phone")
_PLACES = {"subject": "Subject", "preheader": "Preheader", "html": "HTML", "text": "Text"}
_LONGEST_SEARCH, _LONGEST_FILE = 200, 1_000


@dataclass
class TemplateDetail:
    """A template as it was saved last."""

    id: int = 0
    name: str = ""
    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    archived: bool = False


@dataclass
class AttachmentItem:
    """A file that the template has, or gets when it is saved."""

    id: int
    name: str
    size: str


@dataclass
class Shown:
    """An email in the preview. ``missing`` says what the person lacks, in a sentence."""

    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    size: str = ""
    missing: str = ""


@dataclass
class VersionItem:
    """A version in the list."""

    number: int
    subject: str
    author: str
    created_at: str
    current: bool


class TemplateState(Loading, Workplace):
    """The template that the address names. ``people`` are those that it can be previewed as, each
    with its id; ``person`` is the one it is previewed as. ``broken`` says why there is no preview
    of what is written now: the last one stays. ``attachments`` are saved with the template.
    """

    template: TemplateDetail = TemplateDetail()
    errors: dict[str, str] = {}
    versions: list[VersionItem] = []
    problems: list[str] = []
    attachments: list[AttachmentItem] = []
    attachments_changed: bool = False
    shown: Shown = Shown()
    broken: str = ""
    audience: str = SAMPLE
    people: list[tuple[str, str]] = []
    person: str = ""
    width: str = WIDTHS[0]
    _version: int = 0
    _written: dict[str, str] = {}

    @rx.var
    def person_name(self) -> str:
        """What the person is called that it is previewed as."""
        return dict(self.people).get(self.person, "").partition(" · ")[0]

    @rx.event
    async def load(self):
        """Reads the template, and previews it with sample values."""
        self.audience, self.people, self.person, self.errors = SAMPLE, [], "", {}
        with self._loading():
            self._show(await self._run(rows.get, record_id(self.router.url.path)))
            await self._read_versions()
            await self._look()

    @rx.event
    async def write(self, part: str, text: str):
        """Previews what is written in a part, before it is saved."""
        if part in PARTS:
            self._written = {**self._written, part: text[: library.LONGEST_HTML]}
            with self._errors_shown():
                await self._look()

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Saves what is written, as a new version, if the form is this template's."""
        if str(form.get("template", "")) != str(self.template.id):
            self._complain("This page went on to another template. Go back and try again.")
            return None
        values: dict[str, Any] = {name: form.get(name, "") for name in ("name", *PARTS)}
        values["attachments"] = [{"id": each.id, "name": each.name} for each in self.attachments]
        with self._errors_shown():
            try:
                row = await self._run(library.update, self.template.id, self._version, values)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self.errors = {}
            self._show(row)
            await self._read_versions()
            await self._look()
            self._say(f"Saved as version {row.number}")
            return LinksState.read_again
        return None

    @rx.event
    async def attach(self, file_id: str):
        """Adds a file that was just uploaded; it is saved with the template."""
        with self._errors_shown():
            number, _, name = file_id[:_LONGEST_FILE].partition(" ")
            sent = [{"id": each.id, "name": each.name} for each in self.attachments]
            files = await self._run(attachments.shown, [*sent, {"id": number, "name": name}])
            self.attachments = [_attachment_item(file) for file in files]
            self.attachments_changed = True

    @rx.event
    async def detach(self, name: str):
        """Removes a file; the template loses it when it is saved."""
        self.attachments = [each for each in self.attachments if each.name != name]
        self.attachments_changed = True

    @rx.event
    async def preview_as(self, audience: str):
        """Chooses whose emails to look at: a sample, any ten people, or the ten hardest."""
        self.audience = audience if audience in (SAMPLE, ANY, WORST, CHOSEN) else SAMPLE
        self.people, self.person = [], ""
        with self._errors_shown():
            if self.audience in (ANY, WORST):
                previews = await self._run(
                    preview.several, self.template.id, worst=self.audience == WORST
                )
                self.people = [_person(each) for each in previews]
                self.person = self.people[0][0] if self.people else ""
            await self._look()

    @rx.event
    async def find_person(self, text: str):
        """Looks for a contact to preview the template as."""
        with self._errors_shown():
            query = ContactQuery(q=text[:_LONGEST_SEARCH], limit=8)
            page = await self._run(contact_rows.search, query)
            self.people = [(str(row.id), f"{row.name}, {row.account_name}") for row in page.items]
            self.person = self.people[0][0] if self.people else ""
            await self._look()

    @rx.event
    async def show_person(self, contact_id: str):
        """Previews the template as this contact."""
        if any(contact_id == known for known, _ in self.people):
            self.person = contact_id
            with self._errors_shown():
                await self._look()

    @rx.event
    async def show_on(self, width: str):
        """Shows the preview as wide as a desktop or a phone."""
        self.width = width if width in WIDTHS else WIDTHS[0]

    @rx.event
    async def restore(self, number: int):
        """Makes an earlier version the latest again."""
        with self._errors_shown():
            row = await self._run(library.restore, self.template.id, number, self._version)
            self._show(row)
            await self._read_versions()
            await self._look()
            self._say(f"Version {number} restored as version {row.number}")
            return LinksState.read_again
        return None

    @rx.event
    async def copy(self):
        """Adds a copy and opens it."""
        with self._errors_shown():
            row = await self._run(library.clone, self.template.id)
            self._say("Copied", on=f"/templates/{row.id}/")
            return rx.redirect(f"/templates/{row.id}/")
        return None

    @rx.event
    async def archive(self, archived: bool):
        """Takes the template out of the list, or puts it back."""
        with self._errors_shown():
            row = await self._run(library.archive, self.template.id, archived=bool(archived))
            self._version = row.version
            self.template.archived = row.archived_at is not None
            self._say("Archived" if archived else "Back in the list")

    def _show(self, row: TemplateRow) -> None:
        self._version, self._written = row.version, {}
        parts = {name: getattr(row, name) for name in ("id", "name", *PARTS)}
        self.template = TemplateDetail(**parts, archived=row.archived_at is not None)
        self.attachments = [_attachment_item(each) for each in row.attachments]
        self.attachments_changed = False

    async def _read_versions(self) -> None:
        saved = await self._run(library.versions, self.template.id)
        self.versions = [_version_item(version) for version in saved]

    async def _look(self) -> None:
        """Previews what is written now, and lists its problems."""
        contact = int(self.person) if self.person else None
        try:
            previewed = await self._run(preview.preview, self.template.id, contact, self._written)
            problems = await self._run(preview.checked, self.template.id, self._written)
        except Invalid as problem:
            places = {_PLACES.get(part, part): text for part, text in problem.fields.items()}
            self.broken = " ".join(f"{place}: {text}" for place, text in places.items())
            return
        self.broken = ""
        self.shown = _shown(previewed.email)
        self.problems = [
            _sentence(each.part, each.line, each.text) for each in problems if each.blocks
        ]


def _attachment_item(row: AttachmentRow) -> AttachmentItem:
    size = f"{max(1, row.size // 1000):,} KB" if row.size < 1e6 else f"{row.size / 1e6:.1f} MB"
    return AttachmentItem(row.id, row.name, size)


def _sentence(part: str, line: int, text: str) -> str:
    place = _PLACES.get(part, part.capitalize())
    return f"{place}, line {line}: {text}" if line else f"{place}: {text}"


def _shown(email: Rendered) -> Shown:
    return Shown(
        email.subject,
        email.preheader,
        email.html,
        email.text,
        f"{max(1, email.size // 1000):,} KB",
        _lacking(email),
    )


def _lacking(email: Rendered) -> str:
    return ", ".join(labeled(name) for name in email.missing)


def _person(each: Preview) -> tuple[str, str]:
    count = len(each.email.missing)
    lacking = f" · {counted(count, 'value')} missing" if count else ""
    return str(each.contact_id), f"{each.name}{lacking}"


def _version_item(row: VersionRow) -> VersionItem:
    return VersionItem(row.number, row.subject, row.author, row.created_at.isoformat(), row.current)
