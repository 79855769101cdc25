"""The partners: the accounts in alphabetical order."""

from dataclasses import dataclass

from yardflow.services.records import accounts
from yardflow.services.records.accounts import AccountQuery, AccountRow
from yardflow.services.records.listing import Page
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.workplace import Workplace, initials

FIELDS = ListFields(
    "/partners/",
    sorts=(Sort("name", "Name"), Sort("-createdAt", "Added")),
    filters=(Filter("industry", "Industry", limit=120),),
)


@dataclass
class PartnerItem:
    """A partner in the list."""

    id: int
    href: str
    name: str
    initials: str
    industry: str


class PartnersState(Listed, Workplace):
    """The partners as the address filters and sorts them."""

    rows: list[PartnerItem] = []

    @staticmethod
    def _fields() -> ListFields:
        return FIELDS

    async def _read_page(self) -> Page[AccountRow]:
        query, texts = self.query, {"industry": self.query["industry"]}
        asked = AccountQuery(q=query["q"], texts=texts, sort=query["sort"], cursor=query["at"])
        page = await self._run(accounts.search, asked)
        self.rows = [
            PartnerItem(row.id, f"/accounts/{row.id}/", row.name, initials(row.name), row.industry)
            for row in page.items
        ]
        return page
