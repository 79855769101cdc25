"""The dialog that shows which properties would be created in HubSpot, and has them created."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.errors import Unavailable, YardFlowError
from yardflow.services.hubspot.mapping import creating
from yardflow.services.hubspot.mapping.creating import GROUP_LABEL, Missing
from yardflow.services.operations import jobs
from yardflow.state.hubspot.mapping import RECORDS, MappingState
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 0.7
_TYPES = {"string": "Text", "number": "Number", "date": "Date", "enumeration": "Choice"}
_EVERY = 0


@dataclass
class NewPropertyItem:
    """A property as it would be created, in words."""

    field: str
    where: str
    name: str
    label: str
    type: str
    options: str


class MappingCreating(Workplace):
    """What would be created, in the ``group`` of HubSpot's. ``refusal`` says why it can't be;
    ``busy``: a job does it.
    """

    is_open: bool = False
    group: str = GROUP_LABEL
    items: list[NewPropertyItem] = []
    refusal: str = ""
    busy: bool = False
    _row_ids: list[int] = []
    _job_id: int = 0

    @rx.event
    async def ask(self, row_id: int):
        """Opens the dialog for a row of the mapping, or with 0 for all that lack their property."""
        with self._errors_shown():
            plan = await self._run(creating.plan, None if row_id == _EVERY else [row_id])
            self._row_ids = [each.row_id for each in plan.missing]
            self.items, self.refusal = [_item(each) for each in plan.missing], plan.refusal
            self.is_open, self.busy = bool(self.items), False

    @rx.event
    async def close(self, open: bool):
        """Closes it; what is being created is created."""
        if not open:
            self.is_open = False

    @rx.event
    async def create(self):
        """Has a job create them."""
        if self.busy or not self.is_open:
            return None
        try:
            job = await self._run(creating.request, self._row_ids)
        except YardFlowError as problem:
            self.refusal = problem.message
            return None
        self._job_id, self.busy = job.id or 0, True
        return MappingCreating.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows how the job ended."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                try:
                    view = await self._run(jobs.get, self._job_id)
                except Unavailable:
                    continue
                except YardFlowError as problem:
                    self.busy, self.refusal = False, problem.message
                    return None
                if not view.ended:
                    continue
                self.busy = False
                if view.error:
                    self.refusal = view.error
                    return None
                self.is_open = False
                self._say(_created(len(self.items)))
                return MappingState.refresh


def _created(count: int) -> str:
    return f"{count} {'property' if count == 1 else 'properties'} created in HubSpot"


def _item(missing: Missing) -> NewPropertyItem:
    prop = missing.property
    kind = "Several choices" if prop.several else _TYPES.get(prop.type, prop.type)
    return NewPropertyItem(
        field=missing.field,
        where=RECORDS[missing.record][0],
        name=prop.name,
        label=prop.label,
        type=kind,
        options=", ".join(prop.options.values()),
    )
