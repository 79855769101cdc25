"""The list of open tasks."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from yardflow.services.records import owners
from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences import tasks
from yardflow.services.sequences.definitions.wording import TASKS
from yardflow.services.sequences.tasks import TaskQuery, TaskView
from yardflow.state.labels import OWNERS, TASKS_DUE
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.workplace import Workplace

# What a reply asks of a person is no step's.
_KINDS = {**{kind.value: label for kind, label in TASKS.items()}, "reply": "Reply"}


@dataclass
class TaskItem:
    """A task in the list; ``due_at`` is an ISO text, ``linkedin`` an address or empty."""

    id: int
    name: str
    href: str
    account: str
    kind: str
    linkedin: str
    title: str
    sequence: str
    sequence_href: str
    owner: str
    due_at: str


class TasksState(Listed, Workplace):
    """The open tasks as the address narrows them, the first due first."""

    fields: ClassVar[ListFields] = ListFields(
        "/tasks/",
        sorts=(Sort("dueAt", "Due"),),
        filters=(
            Filter("owner", "Owner", OWNERS, of_owner=True),
            Filter("due", "Due", TASKS_DUE, several=False),
        ),
        searched=False,
    )
    rows: list[TaskItem] = []

    @rx.event
    async def done(self, task_id: int):
        """Says that a task is done."""
        with self._errors_shown():
            task = await self._run(tasks.done, task_id)
            self._say(f"Done: {task.title}")
        with self._loading():
            self._show(await self._read_page())

    async def _read_page(self) -> Page[TaskView]:
        query = self.query
        page = await self._run(
            tasks.search,
            TaskQuery(
                owner=query.get("owner", ""),
                due=query.get("due", ""),
                sort=self.sort or self.fields.sorts[0].value,
                cursor=query.get("at", ""),
            ),
        )
        self.rows = [_item(row) for row in page.items]
        team = await self._run(owners.choices)
        self.owner_choices = [(str(owner.id), owner.name) for owner in team]
        return page


def _item(row: TaskView) -> TaskItem:
    return TaskItem(
        id=row.id,
        name=row.contact_name,
        href=f"/contacts/{row.contact_id}/",
        account=row.account_name,
        kind=_KINDS[row.kind],
        linkedin=row.linkedin,
        title=row.title,
        sequence=row.sequence_name,
        sequence_href=f"/sequences/{row.sequence_id}/",
        owner=row.owner_name,
        due_at=row.due_at.isoformat(),
    )
