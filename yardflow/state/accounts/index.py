"""The list of accounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.models import Stage
from yardflow.services.records import accounts, owners
from yardflow.services.records.account_rows import SORTS
from yardflow.services.records.accounts import AccountQuery, AccountRow
from yardflow.state.list_state import Listed, among, is_owner, sorted_by
from yardflow.state.workplace import Workplace, initials

SCORES = ("20", "40", "60", "80")
NEW_FIELDS = ("name", "website", "industry", "size", "headquarters", "stage")


@dataclass
class AccountItem:
    """An account in the list."""

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
    owner: str


class AccountsState(Listed, Workplace):
    """The accounts of the active event, as the address filters and sorts them."""

    rows: list[AccountItem] = []
    owner_choices: list[tuple[str, str]] = []
    adding: bool = False
    errors: dict[str, str] = {}

    @staticmethod
    def _path() -> str:
        return "/accounts/"

    @staticmethod
    def _known() -> Mapping[str, str]:
        return {**dict.fromkeys(("q", "stage", "score", "owner"), ""), "sort": "-icpScore"}

    @staticmethod
    def _choices() -> Mapping[str, Callable[[str], bool]]:
        return {
            "stage": among(Stage),
            "score": among(SCORES),
            "owner": is_owner,
            "sort": sorted_by(SORTS),
        }

    @rx.event
    async def load(self):
        """Reads the page of the list that the address names."""
        self._read_address()
        with self._loading():
            if not self.active_event_id:
                self.rows = []
                return
            page = await self._run(accounts.search, self._query())
            self.rows = [item(row) for row in page.items]
            self._show(page)
            team = await self._run(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new account."""
        self.adding, self.errors = bool(open), {}

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds an account and opens it."""
        with self._errors_shown():
            try:
                values = {name: form.get(name, "") for name in NEW_FIELDS}
                event_id = int(self.active_event_id or 0)
                row = await self._run(accounts.create, event_id, values)
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
            event_id=int(self.active_event_id),
            q=query["q"],
            stage=query["stage"],
            owner=query["owner"],
            score_from=int(score) if score else 0,
            sort=query["sort"],
            cursor=query["at"],
        )


def item(row: AccountRow) -> AccountItem:
    """An account as the list shows it."""
    return AccountItem(
        id=row.id,
        href=f"/accounts/{row.id}/",
        name=row.name,
        initials=initials(row.name),
        domain=row.domain or "",
        industry=row.industry,
        headquarters=row.headquarters,
        stage=row.stage.value,
        score=row.icp_score,
        overridden=row.icp_override is not None,
        contacts=row.contacts,
        owner=row.owner_name,
    )
