"""The connection as everyone in the workplace may see it: without tokens."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from yardflow import clock
from yardflow.integrations.hubspot import pace
from yardflow.integrations.hubspot.app import app, is_sandbox
from yardflow.models import HubSpotConnection, HubSpotConnectionKind, ProviderState, User
from yardflow.services.access import Principal
from yardflow.services.hubspot.connection import connecting, former, scopes, webhooks
from yardflow.services.hubspot.connection.former import Former
from yardflow.services.hubspot.connection.scopes import Scope
from yardflow.services.hubspot.connection.webhooks import WebhooksView


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of a limit is used, as HubSpot last said; None: it doesn't say."""

    used: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class LimitsView:
    """The limits of calls in ten seconds, of a day, and of searches a second. While HubSpot asks to
    be left alone, ``waits_until`` says until when and ``waits_because`` why.
    """

    window: Meter = field(default_factory=Meter)
    daily: Meter = field(default_factory=Meter)
    searches_per_second: int = pace.SEARCHES_PER_S
    as_of: datetime | None = None
    waits_until: datetime | None = None
    waits_because: str = ""


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """How the workplace is connected. ``status`` is ``connected``, ``lost`` (HubSpot no longer
    accepts it, for ``problem``) or ``not_connected``. ``ways`` are how it can be made here:
    ``oauth``, ``token`` (a private app's, entered) and ``server_token`` (the server's settings have
    it). ``former`` is another account that records were synced with before.
    """

    status: str
    problem: str = ""
    sandbox: bool = False
    ways: tuple[str, ...] = ()
    kind: HubSpotConnectionKind | None = None
    portal_id: int | None = None
    domain: str = ""
    scopes: tuple[str, ...] = ()
    missing: tuple[Scope, ...] = ()
    connected_by: str = ""
    connected_at: datetime | None = None
    succeeded_at: datetime | None = None
    limits: LimitsView = field(default_factory=LimitsView)
    webhooks: WebhooksView | None = None
    former: Former | None = None


def get(session: Session, principal: Principal) -> ConnectionView:
    """The connection, or how one can be made."""
    row = session.exec(select(HubSpotConnection)).one_or_none()
    if row is None:
        return ConnectionView("not_connected", sandbox=is_sandbox(), ways=_ways())
    person = session.get(User, row.connected_by) if row.connected_by else None
    return ConnectionView(
        status="lost" if row.lost_at else "connected",
        problem=row.lost_because or "",
        sandbox=is_sandbox(),
        ways=_ways(),
        kind=row.kind,
        portal_id=row.portal_id,
        domain=row.domain,
        scopes=tuple(row.scopes),
        missing=tuple(scopes.missing(row.scopes)),
        connected_by=person.name if person else "",
        connected_at=row.connected_at,
        succeeded_at=row.succeeded_at,
        limits=_limits(session, row),
        webhooks=webhooks.view(session, row),
        former=former.get(session),
    )


def is_lost(session: Session) -> bool:
    """Whether HubSpot no longer accepts the connection."""
    return session.exec(select(HubSpotConnection.lost_at)).one_or_none() is not None


def _ways() -> tuple[str, ...]:
    by_oauth = ("oauth",) if app() else ()
    by_server = ("server_token",) if connecting.has_server_token() else ()
    return (*by_oauth, *by_server, "token")


def _limits(session: Session, row: HubSpotConnection) -> LimitsView:
    known = row.limits
    waits = session.get(ProviderState, pace.CALLS)
    until = waits.open_until if waits else None
    is_waiting = until is not None and until > clock.now()
    return LimitsView(
        window=_meter(known.get("window_most"), known.get("window_left")),
        daily=_meter(known.get("daily_most"), known.get("daily_left")),
        as_of=datetime.fromisoformat(known["at"]) if known.get("at") else None,
        waits_until=until if is_waiting else None,
        waits_because=(waits.reason or "") if waits and is_waiting else "",
    )


def _meter(most: int | None, left: int | None) -> Meter:
    return Meter() if most is None or left is None else Meter(max(0, most - left), most)
