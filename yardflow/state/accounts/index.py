"""The list of accounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.models import Stage
from yardflow.services.records import accounts, event_names, owners, targets
from yardflow.services.records.account_rows import SORTS
from yardflow.services.records.accounts import AccountQuery, AccountRow
from yardflow.state.list_state import among, is_owner, sorted_by
from yardflow.state.records.deleting import Deleting
from yardflow.state.records.event_list import ALL, EventListed
from yardflow.state.records.memberships import TARGETS, Memberships
from yardflow.state.workplace import Workplace, initials

SCORES = ("20", "40", "60", "80")
NEW_FIELDS = ("name", "website", "industry", "size", "headquarters")


@dataclass
class AccountItem:
    """An account in the list.

    ``stage`` is empty in a list of all accounts; ``events`` counts those that it is at,
    ``event_names`` names them in a list of all.
    """

    id: int
    href: str
    name: str
    initials: str
    domain: str
    industry: str
    headquarters: str
    stage: str
    score: int
    overridden: bool
    contacts: int
    events: int
    event_names: str
    owner: str


class AccountsState(Deleting, EventListed, Workplace):
    """The target accounts of the active event or all accounts, as the address has it."""

    rows: list[AccountItem] = []
    owner_choices: list[tuple[str, str]] = []
    adding: bool = False
    errors: dict[str, str] = {}

    @staticmethod
    def _path() -> str:
        return "/accounts/"

    @staticmethod
    def _known() -> Mapping[str, str]:
        filters = ("event", "q", "stage", "score", "owner")
        return {**dict.fromkeys(filters, ""), "sort": "-icpScore"}

    @staticmethod
    def _choices() -> Mapping[str, Callable[[str], bool]]:
        return {
            "event": among((ALL,)),
            "stage": among(Stage),
            "score": among(SCORES),
            "owner": is_owner,
            "sort": sorted_by(SORTS),
        }

    @staticmethod
    def _kind() -> Memberships:
        return TARGETS

    @staticmethod
    def _of_event() -> frozenset[str]:
        return frozenset({"stage"})

    @rx.event
    async def load(self):
        """Reads the page of the list that the address names."""
        self._read_address()
        with self._loading():
            page = await self._run(accounts.search, self._query())
            names = await self._event_names(event_names.of_accounts, page)
            self.rows = [item(row, names.get(row.id, "")) for row in page.items]
            self._show(page)
            self._keep_selection(page, self.listed_event)
            team = await self._run(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new account."""
        self.adding, self.errors = bool(open), {}

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds an account, to the event's list if that is the one in sight, and opens it."""
        with self._errors_shown():
            try:
                values = {name: form.get(name, "") for name in NEW_FIELDS}
                event_id = int(self.listed_event) if self.listed_event else None
                row = await self._run(accounts.create, values, event_id=event_id)
                if event_id and (stage := str(form.get("stage", ""))) in set(Stage) - {Stage.LEAD}:
                    await self._run(targets.set_stage, event_id, row.id, None, stage)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self.adding, self.errors = False, {}
            self._say("Account added", on=f"/accounts/{row.id}/")
            return rx.redirect(f"/accounts/{row.id}/")
        return None

    def _query(self) -> AccountQuery:
        query = self.query
        score = query["score"]
        return AccountQuery(
            event_id=int(self.listed_event) if self.listed_event else None,
            q=query["q"],
            stage=query["stage"],
            owner=query["owner"],
            score_from=int(score) if score else 0,
            sort=query["sort"],
            cursor=query["at"],
        )


def item(row: AccountRow, names: str) -> AccountItem:
    """An account as the list shows it."""
    return AccountItem(
        id=row.id,
        href=f"/accounts/{row.id}/",
        name=row.name,
        initials=initials(row.name),
        domain=row.domain or "",
        industry=row.industry,
        headquarters=row.headquarters,
        stage=row.stage.value if row.stage else "",
        score=row.icp_score,
        overridden=row.icp_override is not None,
        contacts=row.contacts,
        events=row.events,
        event_names=names,
        owner=row.owner_name,
    )
