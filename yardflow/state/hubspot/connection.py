"""The connection to HubSpot: everyone sees how it stands, an ADMIN makes, tests and ends it."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from yardflow.counts import counted
from yardflow.models import HubSpotConnectionKind
from yardflow.services.hubspot.connection import authorizing, checking, connecting, former, views
from yardflow.services.hubspot.connection.scopes import SCOPES
from yardflow.services.hubspot.connection.views import ConnectionView, LimitsView, Meter
from yardflow.services.hubspot.connection.webhooks import WebhooksView
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

KINDS = {
    HubSpotConnectionKind.OAUTH: "OAuth",
    HubSpotConnectionKind.PRIVATE_APP: "Private app token",
}
# What to do where one is missing.
SCOPES_HINTS = {
    HubSpotConnectionKind.OAUTH: "To grant missing scopes, reconnect.",
    HubSpotConnectionKind.PRIVATE_APP: "Add missing scopes to the private app in HubSpot, then "
    "select Test here.",
}
# The outcome that the address names, after a form or the way back from HubSpot.
NOTES = {
    "connected": "HubSpot is connected.",
    "declined": "You declined in HubSpot, so nothing is connected.",
    "state": "That answer from HubSpot has expired or belongs to another sign-in. Connect again.",
    "grant": "HubSpot didn't accept its own answer anymore. Connect again.",
    "token": "HubSpot doesn't accept this token. Check it and try again.",
    "unreadable": "Paste the whole access token of the private app, without spaces.",
    "key": "The server has no encryption key to store the token with. Set ENCRYPTION_KEYS.",
    "away": "HubSpot can't be reached right now. Try again later.",
    "other": "YardFlow is connected to another account in HubSpot. Disconnect that one first.",
    "refused": "HubSpot refused to connect. Check the app's ID and secret on the server, or the "
    "scopes of the token.",
}


@dataclass
class ConnectionRow:
    """The connection as it is shown; moments are ISO texts. See `views.ConnectionView`."""

    status: str = ""
    problem: str = ""
    sandbox: bool = False
    by_oauth: bool = False
    by_server_token: bool = False
    account: str = ""
    kind: str = ""
    of_app: bool = False
    connected_by: str = ""
    connected_at: str = ""
    succeeded_at: str = ""


@dataclass
class ScopeRow:
    """A scope; ``without`` says what doesn't work where it isn't ``granted``."""

    name: str
    without: str
    granted: bool


@dataclass
class MeterRow:
    """A limit; ``used`` is empty where HubSpot doesn't say it."""

    label: str
    used: str = ""
    percent: int = 0


@dataclass
class WebhooksRow:
    """How HubSpot reports changes; moments are ISO texts. See `webhooks.WebhooksView`."""

    automatic: bool = False
    works: bool = False
    url: str = ""
    events: str = ""
    problem: str = ""
    is_checked: bool = False
    reported_at: str = ""


class HubspotState(Loading, Workplace):
    """The tab."""

    connection: ConnectionRow = ConnectionRow()
    scopes: list[ScopeRow] = []
    scopes_hint: str = ""
    meters: list[MeterRow] = []
    limits_at: str = ""
    webhooks: WebhooksRow = WebhooksRow()
    former_account: str = ""
    former_links: str = ""
    asking_to_forget: bool = False
    waits_until: str = ""
    waits_because: str = ""
    note: str = ""
    note_is_good: bool = False
    result: str = ""
    result_is_good: bool = False
    result_details: str = ""
    asking: bool = False

    @rx.event
    async def load(self):
        """Reads the connection, and from the address how connecting went."""
        query = self.router.url.query_parameters
        outcome = str(query.get("done") or query.get("error") or "")
        self.note, self.note_is_good = NOTES.get(outcome, ""), outcome == "connected"
        self._forget_result()
        with self._loading():
            await self._read()

    @rx.event
    async def connect(self):
        """Leads to HubSpot, where a person allows our app."""
        with self._errors_shown():
            return rx.redirect(await self._run(authorizing.begin))
        return None

    @rx.event
    async def connect_with_server_token(self):
        """Connects with the private app's token that the server's settings have."""
        with self._errors_shown():
            await self._run(connecting.by_server_token)
            self._say(NOTES["connected"])
            await self._read()

    @rx.event
    async def test(self):
        """Asks HubSpot whether the connection works."""
        self._forget_result()
        with self._errors_shown():
            checked = await self._run(checking.check)
            self.result, self.result_is_good = checked.message, checked.ok
            self.result_details = checked.details
            await self._read()

    @rx.event
    async def ask_disconnect(self, open: bool):
        """Asks before the connection is ended."""
        self.asking = bool(open)

    @rx.event
    async def disconnect(self):
        """Ends the connection."""
        self.asking, self.note = False, ""
        self._forget_result()
        with self._errors_shown():
            self._say(await self._run(connecting.disconnect))
            await self._read()

    @rx.event
    async def ask_forget(self, open: bool):
        """Asks before the former account is forgotten."""
        self.asking_to_forget = bool(open)

    @rx.event
    async def forget(self):
        """Forgets the account that was synced before this one."""
        self.asking_to_forget = False
        with self._errors_shown():
            await self._run(former.forget)
            self._say(f"Account {self.former_account} is forgotten.")
            await self._read()

    async def _read(self) -> None:
        view = await self._run(views.get)
        self.connection = _row(view)
        lacking = {scope.name for scope in view.missing}
        rows = [ScopeRow(scope.name, scope.without, scope.name not in lacking) for scope in SCOPES]
        self.scopes = sorted(rows, key=lambda row: row.granted)
        self.scopes_hint = SCOPES_HINTS[view.kind] if lacking and view.kind else ""
        self.meters = _meters(view.limits)
        self.webhooks = _webhooks(view.webhooks) if view.webhooks else WebhooksRow()
        self.former_account = str(view.former.portal_id) if view.former else ""
        self.former_links = counted(view.former.links, "link") if view.former else ""
        self.limits_at = _iso(view.limits.as_of)
        self.waits_until = _iso(view.limits.waits_until)
        self.waits_because = view.limits.waits_because

    def _forget_result(self) -> None:
        self.result, self.result_details = "", ""


def _row(view: ConnectionView) -> ConnectionRow:
    names = (str(view.portal_id or ""), view.domain)
    return ConnectionRow(
        status=view.status,
        problem=view.problem,
        sandbox=view.sandbox,
        by_oauth="oauth" in view.ways,
        by_server_token="server_token" in view.ways,
        account=" · ".join(name for name in names if name),
        kind=KINDS[view.kind] if view.kind else "",
        of_app=view.kind is HubSpotConnectionKind.OAUTH,
        connected_by=view.connected_by,
        connected_at=_iso(view.connected_at),
        succeeded_at=_iso(view.succeeded_at),
    )


def _webhooks(view: WebhooksView) -> WebhooksRow:
    return WebhooksRow(
        automatic=view.automatic,
        works=view.works,
        url=view.url,
        events="\n".join(view.events),
        problem=view.problem,
        is_checked=view.checked_at is not None,
        reported_at=_iso(view.reported_at),
    )


def _meters(limits: LimitsView) -> list[MeterRow]:
    return [
        _meter("Calls in 10 seconds", limits.window),
        _meter("Calls today", limits.daily),
        MeterRow("Searches", f"Up to {limits.searches_per_second} a second"),
    ]


def _meter(label: str, meter: Meter) -> MeterRow:
    if meter.used is None or not meter.most:
        return MeterRow(label)
    used = f"{meter.used:,} of {meter.most:,}"
    return MeterRow(label, used, min(100, round(100 * meter.used / meter.most)))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
