"""The list of accounts."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from yardflow.models import Stage, SyncedRecord
from yardflow.services.hubspot.records import standing
from yardflow.services.records import accounts, event_names, owners, possible_duplicates, targets
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.accounts import AccountQuery, AccountRow
from yardflow.services.records.lists.listing import Page
from yardflow.state.adding import Adding
from yardflow.state.hubspot.standings import WithStandings
from yardflow.state.labels import OWNERS, SCORES, STAGES
from yardflow.state.list_fields import Filter, ListFields, Sort, text_filters
from yardflow.state.list_state import ListItem
from yardflow.state.records.changing import Changing
from yardflow.state.records.copying import Copying
from yardflow.state.records.deleting import Deleting
from yardflow.state.records.event_list import EventListed
from yardflow.state.records.exporting import Exporting
from yardflow.state.records.memberships import TARGETS, Memberships
from yardflow.state.workplace import NoticeLink, Workplace

# The form of a bulk run over the contacts of accounts, whose ids follow.
ENRICH = "/enrichment/new/?event=all&accounts="
NEW_FIELDS = ("name", "website", "industry", "size", "headquarters")


@dataclass
class AccountItem(ListItem):
    """An account in the list. ``stage`` is empty in a list of all accounts; ``events`` counts those
    that it is at, ``event_names`` names them in a list of all. ``added`` is when it came on the
    list that is shown; ``enrich_href`` is empty where it has no contacts; ``texts``
    are its plain texts by the name of their field.
    """

    enrich_href: str
    domain: str
    texts: dict[str, str]
    stage: str
    score: int
    overridden: bool
    contacts: int
    events: int
    event_names: str
    owner: str
    unassigned: str
    added: str


class AccountsState(
    Adding, Deleting, Changing, Exporting, Copying, WithStandings, EventListed, Workplace
):
    """The target accounts of the active event or all accounts, as the address has it."""

    fields: ClassVar[ListFields] = ListFields(
        "/accounts/",
        sorts=(
            Sort("-icpScore", "ICP score"),
            Sort("name", "Name"),
            Sort("stage", "Stage", of_event=True),
            Sort("-createdAt", "Added"),
        ),
        filters=(
            Filter("stage", "Stage", STAGES, of_event=True),
            Filter("score", "ICP score", SCORES, several=False),
            Filter("owner", "Owner", OWNERS, of_owner=True),
            *text_filters(ACCOUNT),
        ),
        scoped=True,
    )
    synced: ClassVar[SyncedRecord] = SyncedRecord.ACCOUNT
    rows: list[AccountItem] = []

    @rx.var
    def enrich_selected(self) -> str:
        """The form of a bulk run over the contacts of what is selected."""
        return f"{ENRICH}{','.join(map(str, self.selected))}"

    @staticmethod
    def _kind() -> Memberships:
        return TARGETS

    async def _create(self, form: dict[str, Any]) -> tuple[int, str]:
        """Adds an account, to the event's list if that is the one in sight."""
        values = {name: form.get(name, "") for name in NEW_FIELDS}
        event_id = int(self.listed_event) if self.listed_event else None
        row = await self._run(accounts.create, values, event_id=event_id)
        if event_id and (stage := str(form.get("stage", ""))) in set(Stage) - {Stage.LEAD}:
            await self._run(targets.set_stage, event_id, row.id, None, stage)
        return row.id, "Account added"

    async def _duplicate_of(self, number: int) -> NoticeLink | None:
        for other in await self._run(possible_duplicates.of_account, number):
            return NoticeLink("There is also", other.name, f"/accounts/{other.id}/")
        return None

    async def _read_page(self) -> Page[AccountRow]:
        page, names, standings = await self._read_list(
            accounts.search, event_names.of_accounts, standing.of_accounts
        )
        self._show_standings(standings)
        self.rows = [item(row, names.get(row.id, "")) for row in page.items]
        return page

    async def _afterwards(self) -> Any:
        return self._standings_followed()

    def _query(self) -> AccountQuery:
        query = self.query.copy()
        score = query["score"]
        return AccountQuery(
            event_id=int(self.listed_event) if self.listed_event else None,
            stage=query["stage"],
            owner=query["owner"],
            texts=self._texts(),
            score_from=int(score) if score else 0,
            **self._asked(),
        )


def item(row: AccountRow, names: str) -> AccountItem:
    """An account as the list shows it."""
    return AccountItem(
        id=row.id,
        href=f"/accounts/{row.id}/",
        enrich_href=f"{ENRICH}{row.id}" if row.contacts else "",
        name=row.name,
        domain=row.domain or "",
        texts=ACCOUNT.texts_of(row),
        stage=row.stage.value if row.stage else "",
        score=row.icp_score,
        overridden=row.icp_override is not None,
        contacts=row.contacts,
        events=row.events,
        event_names=names,
        owner=row.owner_name,
        unassigned=owners.unassigned_label(row.former_owner),
        added=(row.added_at or row.created_at).isoformat(),
    )
