"""The list of senders."""

from dataclasses import dataclass
from typing import Any, ClassVar

from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences.senders import service, views
from yardflow.services.sequences.senders.views import STATUSES, SenderQuery, SenderRow
from yardflow.state.adding import Adding
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed, ListItem
from yardflow.state.workplace import Workplace

NEW_FIELDS = ("name", "address", "timezone", "daily_cap")


@dataclass
class SenderItem(ListItem):
    """A sender in the list. ``sent`` of ``cap`` went out today, which are ``percent``."""

    address: str
    owner: str
    sent: str
    percent: int
    paused: bool
    pause_reason: str
    verified: bool
    timezone: str


class SendersState(Adding, Listed, Workplace):
    """The senders, as the address filters and sorts them."""

    fields: ClassVar[ListFields] = ListFields(
        "/senders/",
        sorts=(Sort("name", "Name"), Sort("address", "Address"), Sort("-createdAt", "Added")),
        filters=(Filter("status", "Status", STATUSES, several=False),),
        searched=False,
    )
    rows: list[SenderItem] = []

    async def _create(self, form: dict[str, Any]) -> tuple[int, str]:
        row = await self._run(service.create, {name: form.get(name, "") for name in NEW_FIELDS})
        return row.id, "Sender added"

    async def _read_page(self) -> Page[SenderRow]:
        query = self.query
        sender_query = SenderQuery(query["status"], query["sort"], cursor=query["at"])
        page = await self._run(views.search, sender_query)
        self.rows = [_item(row) for row in page.items]
        return page


def today(row: SenderRow) -> tuple[str, int]:
    """What went out of what may, in words and in percent."""
    if row.cap_today is None:
        return "No valid time zone", 0
    percent = min(100, round(100 * row.sent_today / row.cap_today)) if row.cap_today else 100
    return f"{row.sent_today:,} of {row.cap_today:,}", percent


def _item(row: SenderRow) -> SenderItem:
    sent, percent = today(row)
    return SenderItem(
        id=row.id,
        href=f"/senders/{row.id}/",
        name=row.name,
        address=row.address,
        owner=row.owner_name,
        sent=sent,
        percent=percent,
        paused=row.paused_at is not None,
        pause_reason=row.pause_reason,
        verified=row.verified_at is not None,
        timezone=row.timezone,
    )
