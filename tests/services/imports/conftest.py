"""A desk where lists are brought to: taken in, run, undone, and the records looked at."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlmodel import Session, col, select

from tests.fixtures.product import ROOT
from yardflow import db, jobs
from yardflow.models import (
    Account,
    Attendee,
    Contact,
    Event,
    ImportKind,
    ImportRow,
    Job,
    Note,
    RowOutcome,
    Target,
)
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.imports import ImportView, RowView

LISTS = Path(__file__).parent / "lists"


class Desk:
    """What Bob does with lists at TechExpo."""

    def __init__(self, principal: Principal, event_id: int, folder: Path) -> None:
        self.principal, self.event_id, self.folder = principal, event_id, folder

    def upload(
        self,
        content: str | bytes | Path,
        kind: str = "contacts",
        name: str = "list.csv",
        encoding: str = "",
    ) -> ImportView:
        """Uploads a list."""
        path = content if isinstance(content, Path) else self.folder / name
        if not isinstance(content, Path):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with db.session() as session:
            return imports.upload_file(
                session,
                self.principal,
                path,
                path.name,
                ImportKind(kind),
                self.event_id,
                encoding=encoding,
            )

    def bring(self, content: str | bytes | Path, kind: str = "contacts") -> ImportView:
        """Uploads a list and runs it."""
        return self.run(self.upload(content, kind))

    def forecast(self, view: ImportView) -> imports.Forecast:
        """What a draft says it would do."""
        with db.session() as session:
            return imports.forecast_of(session, self.principal, view.id)

    def run(self, view: ImportView) -> ImportView:
        """Presses Run, and lets a worker do it."""
        job_id = self.start(view)
        jobs.perform(job_id, imports.run)
        return self.look(view)

    def start(self, view: ImportView) -> int:
        """Presses Run; no worker is there yet."""
        with db.session() as session:
            return imports.start(session, self.principal, view.id).id or 0

    def undo(self, view: ImportView) -> ImportView:
        """Presses Undo, and lets a worker do it."""
        with db.session() as session:
            job = imports.remove(session, self.principal, view.id)
        assert job is not None
        jobs.perform(job.id or 0, imports.undo)
        return self.look(view)

    def run_again_changes_nothing(self, content: bytes, kind: str) -> bool:
        """Whether the same list, brought once more and undone, leaves every record as it is."""

        def records() -> list[dict]:
            return [record.model_dump() for record in [*self.contacts(), *self.accounts()]]

        before = records()
        again = self.bring(content, kind)
        between = records()
        self.undo(again)
        return before == between == records()

    def look(self, view: ImportView) -> ImportView:
        """The import as it stands now."""
        with db.session() as session:
            return imports.get(session, self.principal, view.id)

    def change(self, view: ImportView, **mapping: str | None) -> ImportView:
        """Gives columns another meaning; spaces in names are written as underscores."""
        changes = {name.replace("_", " "): field for name, field in mapping.items()}
        with db.session() as session:
            return imports.change_mapping(session, self.principal, view.id, changes)

    def change_kind(self, view: ImportView, kind: str) -> ImportView:
        """Imports the rows as accounts or contacts instead."""
        with db.session() as session:
            return imports.change_kind(session, self.principal, view.id, ImportKind(kind))

    def overwrite(self, view: ImportView, *fields: str) -> ImportView:
        """Chooses the fields in which the list replaces what records have."""
        with db.session() as session:
            return imports.overwrite(session, self.principal, view.id, fields)

    def differences(self, view: ImportView) -> list[tuple[int, str, str, str, str]]:
        """(row, field, result, what the record has, what the list says) of each difference."""
        with db.session() as session:
            page = imports.differences(session, self.principal, view.id, limit=500)
        return _each(page)

    def look_ahead(
        self, view: ImportView
    ) -> tuple[imports.Forecast, list[tuple[int, str, str, str, str]]]:
        """`forecast` and `differences` of a draft, found out at once as its page does."""
        with db.session() as session:
            told, page = imports.look_ahead(session, self.principal, view.id, limit=500)
        return told, _each(page)

    def fix(self, view: ImportView, *cells: tuple[int, str, str]) -> ImportView:
        """Writes other values into cells: (row, column, value)."""
        with db.session() as session:
            return imports.fix(session, self.principal, view.id, list(cells))

    def rows(
        self, view: ImportView, *, only_bad: bool = False, outcome: RowOutcome | None = None
    ) -> list[RowView]:
        """Its rows."""
        with db.session() as session:
            return imports.rows(
                session,
                self.principal,
                view.id,
                only_bad=only_bad,
                outcome=outcome,
                limit=5_000,
            )

    def problems(self, view: ImportView) -> dict[int, list[str]]:
        """What is wrong with which row."""
        return {row.number: list(row.problems.values()) for row in self.rows(view, only_bad=True)}

    def skipped(self, view: ImportView) -> str:
        """The file of the skipped rows."""
        with db.session() as session:
            return imports.skipped_rows(session, self.principal, view.id).content.decode(
                "utf-8-sig"
            )

    def contacts(self) -> list[Contact]:
        """All contacts, in the order they came."""
        with db.session() as session:
            return list(session.exec(select(Contact).order_by(col(Contact.id))))

    def contact(self, first_name: str) -> Contact:
        """The one contact of this first name."""
        (match,) = [contact for contact in self.contacts() if contact.first_name == first_name]
        return match

    def accounts(self) -> list[Account]:
        """All accounts, in the order they came."""
        with db.session() as session:
            return list(session.exec(select(Account).order_by(col(Account.id))))

    def targets(self) -> list[Target]:
        """What all events have of accounts, in the order they came."""
        with db.session() as session:
            return list(session.exec(select(Target).order_by(col(Target.id))))

    def attendees(self) -> list[Attendee]:
        """What all events have of contacts, in the order they came."""
        with db.session() as session:
            return list(session.exec(select(Attendee).order_by(col(Attendee.id))))

    def notes(self) -> list[Note]:
        """All notes, in the order they came."""
        with db.session() as session:
            return list(session.exec(select(Note).order_by(col(Note.id))))

    def account_of(self, contact: Contact) -> str:
        """The name of a contact's account."""
        return next(account.name for account in self.accounts() if account.id == contact.account_id)

    def job(self, job_id: int) -> Job:
        """A job as its row says."""
        with db.session() as session:
            return session.get_one(Job, job_id)

    def nothing_is_left(self) -> bool:
        """Whether no draft of a refused file stayed behind."""
        with db.session() as session:
            return session.exec(select(ImportRow)).first() is None


def _each(page: imports.DifferencePage) -> list[tuple[int, str, str, str, str]]:
    return [(d.row, d.field, d.result.value, d.had, d.says) for d in page.items]


@pytest.fixture
def desk(session: Session, bob: Principal, techexpo: Event, tmp_path: Path) -> Desk:
    """Bob's desk at TechExpo."""
    return Desk(bob, techexpo.id or 0, tmp_path)


@pytest.fixture
def refused(desk: Desk) -> Callable[..., str]:
    """``refused(content)`` gives the reason why a file is not taken; nothing of it stays."""

    def why(content: str | bytes | Path, kind: str = "contacts") -> str:
        with pytest.raises((imports.Refused, imports.FileTooLarge)) as refusal:
            desk.upload(content, kind)
        assert desk.nothing_is_left()
        return refusal.value.reason

    return why


@pytest.fixture(scope="module")
def measured() -> Iterator[Callable[..., tuple[str, int]]]:
    """``measured(path, "accounts")``: what is said of a file, and the megabytes that it took."""
    command = [sys.executable, "-m", "tests.services.imports.files.measured_reader"]
    with subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        requests, answers = process.stdin, process.stdout

        def measure(path: Path, kind: str = "accounts") -> tuple[str, int]:
            print(json.dumps([str(path), kind]), file=requests, flush=True)
            reason, megabytes = json.loads(answers.readline())
            return reason, megabytes

        yield measure


@pytest.fixture
def lists() -> Path:
    """The folder of whole lists."""
    return LISTS


@pytest.fixture
def samples() -> Path:
    """The folder of short lists for newcomers."""
    return ROOT / "samples"
