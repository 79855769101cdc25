"""People, imports, undo and enrichment over the same few records at the same time: no one waits in
vain for the others, and what events repeat of records is theirs at the end.
"""

import asyncio
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.enrichment import press
from tests.services.records.test_event_lists import different
from yardflow import db, jobs
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import (
    Account,
    AttendeeStatus,
    Contact,
    Event,
    Import,
    ImportKind,
    ImportStatus,
    Job,
    JobStatus,
    Persona,
    RecordKind,
    Stage,
)
from yardflow.services import imports
from yardflow.services.enrichment.runs import pipeline
from yardflow.services.records import (
    accounts,
    attendees,
    bulk_changes,
    contacts,
    deletion,
    event_lists,
    events,
    targets,
)
from yardflow.services.records.selection import Selection

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

COMPANIES = [f"Company {letter}" for letter in "ABCDEF"]
PEOPLE = [f"Person {letter}" for letter in "ABCDEFGH"]
ACTS = 30
# What anyone may be told whose record another one has just changed, deleted or added.
EXPLAINED = (
    "just changed",
    "just deleted",
    "This contact was deleted",
    "OpenAI is not set up",
    "just saved",
    "already",
    "may have been deleted",
    "isn't on the event's list",
    "Account not found",
    "Choose an account",
    "Choose another event",
    "was started again",
    "still running",
    "Choose which company",
    "event of this import was deleted",
    "event was deleted, and its list with it",
)


class Crowd:
    """Everyone who works in the workplace at once."""

    def __init__(self, admin, folder: Path) -> None:
        self.admin, self.folder = admin, folder
        self.unexplained: list[str] = []
        self.done = 0

    async def work(self, seed: int) -> None:
        """One after the other, so many acts of one person."""
        chance = Random(seed)
        for number in range(ACTS):
            act = chance.choice(_ACTS)
            try:
                await act(self, chance, f"{seed}-{number}")
                self.done += 1
            except (Conflict, Invalid, NotFound) as error:
                said = " ".join([error.message, *getattr(error, "fields", {}).values()])
                if not any(phrase in said for phrase in EXPLAINED):
                    self.unexplained.append(f"{act.__name__}: {said}")

    async def contact(self, chance: Random) -> int:
        return chance.choice(await self._ids(Contact) or [0])

    async def account(self, chance: Random) -> int:
        return chance.choice(await self._ids(Account) or [0])

    async def event(self, chance: Random) -> int:
        return chance.choice(await self._ids(Event) or [0])

    async def some(self, kind, chance: Random) -> list[int]:
        ids = await self._ids(kind)
        return chance.sample(ids, min(len(ids), 12))

    async def _ids(self, kind) -> list[int]:
        return await db.run(lambda session: list(session.exec(select(kind.id))))


async def edit_contact(crowd: Crowd, chance: Random, mark: str) -> None:
    values = {"title": chance.choice(["COO", "VP Supply Chain", "Clerk", f"Title {mark}"])}
    if chance.random() < 0.4:
        values["account_id"] = await crowd.account(chance)
    if chance.random() < 0.4:
        values["personas"] = [chance.choice(list(Persona)).value]
    await db.run(contacts.update, crowd.admin, await crowd.contact(chance), None, values)


async def rename_account(crowd: Crowd, chance: Random, mark: str) -> None:
    values = {"name": f"{chance.choice(COMPANIES)} {mark}", "headquarters": mark}
    await db.run(accounts.update, crowd.admin, await crowd.account(chance), None, values)


async def assign(crowd: Crowd, chance: Random, mark: str) -> None:
    owner = chance.choice([None, crowd.admin.user_id])
    await db.run(accounts.assign, crowd.admin, await crowd.account(chance), None, owner)
    await db.run(contacts.assign, crowd.admin, await crowd.contact(chance), None, owner)


async def set_stage(crowd: Crowd, chance: Random, mark: str) -> None:
    place = (await crowd.event(chance), await crowd.account(chance))
    stage = chance.choice(list(Stage)).value
    await db.run(targets.set_stage, crowd.admin, *place, None, stage)


async def set_status(crowd: Crowd, chance: Random, mark: str) -> None:
    place = (await crowd.event(chance), await crowd.contact(chance))
    status = chance.choice(list(AttendeeStatus)).value
    await db.run(attendees.set_status, crowd.admin, *place, None, status)


async def list_contacts(crowd: Crowd, chance: Random, mark: str) -> None:
    chosen = await crowd.some(Contact, chance)
    chance.shuffle(chosen)
    await db.run(attendees.add, crowd.admin, await crowd.event(chance), chosen)


async def list_accounts(crowd: Crowd, chance: Random, mark: str) -> None:
    chosen = await crowd.some(Account, chance)
    await db.run(targets.add, crowd.admin, await crowd.event(chance), chosen)


async def change_and_undo(crowd: Crowd, chance: Random, mark: str) -> None:
    event = await crowd.event(chance)
    change: bulk_changes.Change = chance.choice(
        [
            bulk_changes.RemoveFromEvent(event),
            bulk_changes.AddToEvent(event),
            bulk_changes.SetOwner(chance.choice([None, crowd.admin.user_id])),
            bulk_changes.SetStage(event, chance.choice(list(Stage)).value),
            bulk_changes.SetStatus(event, chance.choice(list(AttendeeStatus)).value),
            bulk_changes.ChangePersonas(add=(chance.choice(list(Persona)).value,)),
        ]
    )
    kind = chance.choice(sorted(change.records))
    chosen = await crowd.some(Contact if kind == RecordKind.CONTACT else Account, chance)
    view = await db.run(bulk_changes.start, crowd.admin, Selection(kind, chosen), change)
    if view.can_undo:
        await db.run(bulk_changes.undo, crowd.admin, view.id)


async def copy_lists(crowd: Crowd, chance: Random, mark: str) -> None:
    origin, place = await crowd.event(chance), await crowd.event(chance)
    await db.run(event_lists.copy, crowd.admin, origin, place)


async def replace_event(crowd: Crowd, chance: Random, mark: str) -> None:
    await db.run(events.create, crowd.admin, {"name": f"Show {mark}"})
    await db.run(events.delete, crowd.admin, await crowd.event(chance))


async def add_contact(crowd: Crowd, chance: Random, mark: str) -> None:
    values = {"account_id": await crowd.account(chance), "first_name": f"New {mark}"}
    event = await crowd.event(chance)
    await db.run(contacts.create, crowd.admin, values, event_id=event)


async def delete_one(crowd: Crowd, chance: Random, mark: str) -> None:
    if chance.random() < 0.5:
        done = await db.run(contacts.delete, crowd.admin, await crowd.contact(chance))
    else:
        done = await db.run(accounts.delete, crowd.admin, await crowd.account(chance))
    if chance.random() < 0.5:
        await db.run(deletion.undo, crowd.admin, done)


async def import_list(crowd: Crowd, chance: Random, mark: str) -> None:
    lines = ["Name,Company,E-mail,Title,Notes,Industry"]
    for person in chance.sample(PEOPLE, 5):
        company = chance.choice(COMPANIES)
        email = f"{person.lower().replace(' ', '.')}@list.example" if chance.random() < 0.5 else ""
        lines.append(f"{person},{company},{email},COO,Note {mark},Toys")
    path = crowd.folder / f"{mark}.csv"
    path.write_text("\n".join(lines) + "\n")
    kind, event = ImportKind.CONTACTS, await crowd.event(chance)
    view = await db.run_long(imports.upload_file, crowd.admin, path, path.name, kind, event)
    job = await db.run(lambda session: imports.start(session, crowd.admin, view.id).id)
    await perform(crowd, job, imports.run)


async def undo_import(crowd: Crowd, chance: Random, mark: str) -> None:
    done = select(Import.id).where(Import.status == ImportStatus.DONE)
    ids = await db.run(lambda session: list(session.exec(done)))
    if ids:
        chosen = chance.choice(ids)
        job = await db.run(lambda session: imports.remove(session, crowd.admin, chosen).id)
        await perform(crowd, job, imports.undo)


async def enrich(crowd: Crowd, chance: Random, mark: str) -> None:
    job = await asyncio.to_thread(press, crowd.admin, await crowd.contact(chance))
    await perform(crowd, job, pipeline.enrich)


async def perform(crowd: Crowd, job_id: int, work) -> None:
    """As a worker does, again until it has ended; a fault that passes puts it off for seconds."""
    while (job := await _tried(job_id, work)) and job.status in (
        JobStatus.QUEUED,
        JobStatus.WAITING,
    ):
        await db.run(_make_due, job_id)
    error = job.error if job and job.status == JobStatus.FAILED else ""
    if error and not any(phrase in error for phrase in EXPLAINED):
        crowd.unexplained.append(f"{job.kind}: {error}")


async def _tried(job_id: int, work) -> Job | None:
    await asyncio.to_thread(jobs.perform, job_id, work)
    return await db.run(lambda session: session.get(Job, job_id))


def _make_due(session, job_id: int) -> None:
    statement = text("UPDATE job SET due_at = now() WHERE id = :id AND status <> 'running'")
    session.execute(statement, {"id": job_id})


_ACTS = [
    *[edit_contact, list_contacts, import_list, undo_import] * 2,
    *[rename_account, assign, set_stage, set_status, list_accounts, change_and_undo],
    *[copy_lists, replace_event, add_contact, delete_one, enrich],
]


def test_work_that_a_deadlock_ended_is_done_again(session, alice):
    ids = [accounts.create(session, alice, {"name": name}).id for name in COMPANIES[:2]]
    session.commit()
    meet = Barrier(2, timeout=10)
    tries: list[int] = []

    def rename(current, first: int, then: int) -> None:
        tries.append(first)
        accounts.update(current, alice, first, None, {"name": f"First {first}"})
        if len(tries) <= 2:
            meet.wait()
        accounts.update(current, alice, then, None, {"name": f"Then {then} {first}"})

    async def both() -> None:
        await asyncio.gather(db.run(rename, *ids), db.run(rename, *reversed(ids)))

    asyncio.run(both())
    assert len(tries) == 3


def test_no_one_stands_in_the_way_of_the_others(session, alice, tmp_path):
    event = Event(name="Show")
    session.add(event)
    session.commit()
    for name in COMPANIES:
        account = accounts.create(session, alice, {"name": name}, event_id=event.id)
        for person in PEOPLE[:3]:
            values = {"account_id": account.id, "first_name": person}
            contacts.create(session, alice, values, event_id=event.id, run_hooks=False)
        session.commit()

    crowd = Crowd(alice, tmp_path)

    async def everyone() -> None:
        await asyncio.gather(*(crowd.work(seed) for seed in range(6)))

    asyncio.run(everyone())
    assert crowd.unexplained == [] and crowd.done > ACTS
    assert different() == []
