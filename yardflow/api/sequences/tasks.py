"""Tasks over HTTP: what sequences ask people to do."""

from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, ListQuery, listed
from yardflow.api.schema import Api, Listed, OneOf, Takes, with_fields_of
from yardflow.services.records.lists.conditions import OWNERS
from yardflow.services.records.lists.parts import sorts
from yardflow.services.sequences import tasks
from yardflow.services.sequences.tasks import TaskQuery

router = APIRouter(prefix="/api/tasks", tags=["sequences"])


@with_fields_of(tasks.TaskView)
class TaskOut(Api):
    """What a step asks a person to do about a contact. `doneAt` is null while it is open, and
    `linkedin` is the contact's profile or a search for it, empty unless the task is on LinkedIn.
    """


class TasksQuery(ListQuery):
    """Which tasks: several values of `owner` are separated by commas, an owner is an id, `me` or
    `none`. `due` is `overdue`, or `day` or `week` for those that are due within that time as well.
    `sort` is `dueAt`; put `-` in front for descending order.
    """

    owner: Annotated[str, Takes(OWNERS)] = ""
    due: Annotated[str, OneOf(("", *tasks.Due))] = ""
    sort: Annotated[str, OneOf(sorts(tasks.SORTS))] = "dueAt"


@router.get("")
async def list_tasks(principal: SignedIn, query: Annotated[TasksQuery, Query()]) -> Listed[TaskOut]:
    """Lists open tasks that have not expired, the first due first."""
    page = await db.run(tasks.search, principal, TaskQuery(**query.parameters()))
    return listed(page, TaskOut.model_validate)


@router.post("/{task_id:int}/done")
async def finish_task(task_id: Key, principal: SignedIn) -> TaskOut:
    """Says that a task is done; a sequence that waited for it continues."""
    return TaskOut.model_validate(await db.run(tasks.done, principal, task_id))
