"""One email template: its parts as they are written, and what people would get."""

from dataclasses import replace
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.services.records import contact_rows
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.sequences.templates import attachments, library, preview, rows
from yardflow.services.sequences.templates.rendering import PARTS
from yardflow.services.sequences.templates.rows import TemplateRow
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.templates.links import LinksState
from yardflow.state.templates.view import (
    AttachmentItem,
    Shown,
    TemplateDetail,
    VersionItem,
    attachment_of,
    person_of,
    sentence_of,
    shown_of,
    version_of,
)
from yardflow.state.workplace import Workplace

SAMPLE, ANY, WORST, CHOSEN = "sample", "any", "worst", "chosen"
WIDTHS = ("desktop", "phone")
_LONGEST_SEARCH, _LONGEST_FILE = 200, 1_000
_MOST_UNSAVED = 10


class TemplateState(Loading, Workplace):
    """The template that the address names. ``people`` are those that it can be previewed as, each
    with its id; ``person`` is the one it is previewed as. ``broken`` says why there is no preview
    of what is written now: the last one stays. ``attachments`` are saved with the template.
    ``filled`` counts how often the form was filled from what was saved; ``unsaved`` says that more
    was written since.
    """

    template: TemplateDetail = TemplateDetail()
    filled: int = 0
    unsaved: bool = False
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
    # What is written and not saved yet, by template, each with the version that it was written in.
    _unsaved: dict[int, tuple[int, dict[str, str]]] = {}

    @rx.var
    def person_name(self) -> str:
        """What the person is called that it is previewed as."""
        return dict(self.people).get(self.person, "").partition(" · ")[0]

    @rx.event
    async def load(self):
        """Reads the template, and previews it with sample values."""
        with self._loading():
            await self._open(record_id(self.router.url.path))

    @rx.event
    async def open_here(self, template_id: str):
        """Opens a template beside what the page is about, as it was left there."""
        number = record_id(template_id)
        with self._errors_shown():
            await self._open(number, self._unsaved.get(number))

    @rx.event
    async def discard(self):
        """Discards what was written and not saved."""
        with self._errors_shown():
            await self._open(self.template.id)

    @rx.event
    async def write(self, part: str, text: str):
        """Previews what is written in a part, before it is saved."""
        if part in PARTS:
            self._keep({**self._written(), part: text[: library.LONGEST_HTML]})
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
            return LinksState.read_again if self._is_the_page_s() else None
        return None

    @rx.event
    async def attach(self, file_id: str):
        """Adds a file that was just uploaded; it is saved with the template."""
        with self._errors_shown():
            number, _, name = file_id[:_LONGEST_FILE].partition(" ")
            sent = [{"id": each.id, "name": each.name} for each in self.attachments]
            files = await self._run(attachments.shown, [*sent, {"id": number, "name": name}])
            self.attachments = [attachment_of(file) for file in files]
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
                self.people = [person_of(each) for each in previews]
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

    async def _open(
        self, template_id: int, unsaved: tuple[int, dict[str, Any]] | None = None
    ) -> None:
        self.audience, self.people, self.person, self.errors = SAMPLE, [], "", {}
        self._show(await self._run(rows.get, template_id))
        if unsaved is not None:
            self._version, written = unsaved
            self._keep(written)
        await self._read_versions()
        await self._look()

    def _is_the_page_s(self) -> bool:
        return self.router.url.path.startswith("/templates/")

    def _show(self, row: TemplateRow) -> None:
        self._version, self.unsaved = row.version, False
        self._unsaved = {key: kept for key, kept in self._unsaved.items() if key != row.id}
        self.filled += 1
        parts = {name: getattr(row, name) for name in ("id", "name", *PARTS)}
        self.template = TemplateDetail(**parts, archived=row.archived_at is not None)
        self.attachments = [attachment_of(each) for each in row.attachments]
        self.attachments_changed = False

    def _written(self) -> dict[str, str]:
        return self._unsaved.get(self.template.id, (0, {}))[1]

    def _keep(self, written: dict[str, Any]) -> None:
        """Keeps what was written in the open template: of so many, those opened last."""
        kept = {key: each for key, each in self._unsaved.items() if key != self.template.id}
        kept[self.template.id] = (self._version, written)
        self._unsaved = dict([*kept.items()][-_MOST_UNSAVED:])
        self.template, self.unsaved = replace(self.template, **written), True

    async def _read_versions(self) -> None:
        saved = await self._run(library.versions, self.template.id)
        self.versions = [version_of(version) for version in saved]

    async def _look(self) -> None:
        """Previews what is written now, and lists its problems."""
        contact, written = int(self.person) if self.person else None, self._written()
        try:
            previewed = await self._run(preview.preview, self.template.id, contact, written)
            problems = await self._run(preview.checked, self.template.id, written)
        except Invalid as problem:
            wrong = problem.fields.items()
            self.broken = " ".join(sentence_of(part, 0, text) for part, text in wrong)
            return
        self.broken = ""
        self.shown = shown_of(previewed.email)
        self.problems = [
            sentence_of(each.part, each.line, each.text) for each in problems if each.blocks
        ]
