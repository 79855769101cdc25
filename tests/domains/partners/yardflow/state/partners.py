"""The partners: the accounts in alphabetical order."""

from dataclasses import dataclass
from typing import ClassVar

from yardflow.services.records import accounts
from yardflow.services.records.accounts import AccountQuery, AccountRow
from yardflow.services.records.lists.listing import Page
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed, ListItem
from yardflow.state.workplace import Workplace


@dataclass
class PartnerItem(ListItem):
    """A partner in the list."""

    industry: str


class PartnersState(Listed, Workplace):
    """The partners as the address filters and sorts them."""

    fields: ClassVar[ListFields] = ListFields(
        "/partners/",
        sorts=(Sort("name", "Name"), Sort("-createdAt", "Added")),
        filters=(Filter("industry", "Industry", limit=120),),
    )
    rows: list[PartnerItem] = []

    async def _read_page(self) -> Page[AccountRow]:
        page = await self._run(accounts.search, AccountQuery(texts=self._texts(), **self._asked()))
        self.rows = [
            PartnerItem(row.id, f"/accounts/{row.id}/", row.name, row.industry)
            for row in page.items
        ]
        return page
