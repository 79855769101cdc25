"""The list of meetings, those of today first."""

from typing import ClassVar

from yardflow.services.meetings import views
from yardflow.services.meetings.views import MeetingQuery, MeetingRow
from yardflow.services.records import owners
from yardflow.services.records.lists.listing import Page
from yardflow.state.labels import MEETING_OUTCOMES, MEETINGS_WHEN, OWNERS
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.meetings.items import MeetingItem, by_day
from yardflow.state.reader_zone import zone_of
from yardflow.state.workplace import Workplace


class MeetingsState(Listed, Workplace):
    """The meetings as the address narrows them; without a choice of days from today on. Days are
    the reader's.
    """

    fields: ClassVar[ListFields] = ListFields(
        "/meetings/",
        sorts=(Sort("startsAt", "Time"),),
        filters=(
            Filter("when", "Days", MEETINGS_WHEN, several=False),
            Filter("event", "Event", of_ids=True, several=False),
            Filter("owner", "Owner", OWNERS, of_owner=True),
            Filter("outcome", "Outcome", MEETING_OUTCOMES),
        ),
        searched=False,
    )
    rows: list[MeetingItem] = []

    async def _read_page(self) -> Page[MeetingRow]:
        query, zone = self.query, zone_of(self)
        event = query.get("event", "")
        page = await self._run(
            views.search,
            MeetingQuery(
                event_id=int(event) if event else None,
                owner=query.get("owner", ""),
                outcome=query.get("outcome", ""),
                when=query.get("when", ""),
                timezone=zone.key,
                sort=self.sort or self.fields.sorts[0].value,
                cursor=query.get("at", ""),
            ),
        )
        self.rows = by_day(page.items, zone)
        team = await self._run(owners.choices)
        self.owner_choices = [(str(owner.id), owner.name) for owner in team]
        self.id_choices = {"event": [(each.id, each.name) for each in self.event_choices]}
        return page
