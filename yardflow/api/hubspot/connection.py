"""The connection to HubSpot: what it is, a test, its end; where people come back to from HubSpot,
and where a private app's token is entered, which no event of the interface carries.
"""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from yardflow import db
from yardflow.api.deps import Admin, InBrowser, SignedIn
from yardflow.api.forms import described, described_text, go_to, read
from yardflow.api.schema import Api, with_fields_of
from yardflow.auth.address import client_ip
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.encryption import NoEncryptionKey
from yardflow.errors import Conflict, Forbidden, Invalid, Unauthenticated, YardFlowError
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot.oauth import LONGEST_TOKEN
from yardflow.integrations.hubspot.refusals import GrantRefused, TokenRefused
from yardflow.services.hubspot.connection import checking, connecting, former, views, webhooks

router = APIRouter(prefix="/api/hubspot", tags=["hubspot"])

TAB = "/settings/?tab=hubspot"
_LONGEST_STATE = 200


@with_fields_of(views.Meter)
class MeterOut(Api):
    """How much of a limit is used; null where HubSpot doesn't say it."""


@with_fields_of(views.LimitsView)
class LimitsOut(Api):
    """HubSpot's limits: calls in ten seconds (`window`) and of the day, as it last said, and
    searches a second. Until `waitsUntil` YardFlow leaves it alone, because HubSpot asked for it."""

    window: MeterOut
    daily: MeterOut


@with_fields_of(views.Scope)
class ScopeOut(Api):
    """A scope that the connection lacks, and what doesn't work without it."""


@with_fields_of(webhooks.WebhooksView)
class WebhooksOut(Api):
    """Whether HubSpot reports changes at once (`works`), to `url`. Where `automatic`, YardFlow sets
    it up, and `problem` says why it couldn't; else subscribe to `events` in HubSpot."""


@with_fields_of(former.Former)
class FormerOut(Api):
    """Another account that records were synced with before, and how many are linked with it."""


@with_fields_of(views.ConnectionView)
class ConnectionOut(Api):
    """The connection. `status` is `connected`, `lost` (HubSpot no longer accepts it: `problem`) or
    `not_connected`; `ways` are how it can be made: `oauth`, `server_token` or `token`. Nothing
    syncs while there is a `former` account."""

    missing: list[ScopeOut]
    limits: LimitsOut
    webhooks: WebhooksOut | None
    former: FormerOut | None


@with_fields_of(checking.Checked)
class CheckedOut(Api):
    """How a test went; `details` are what HubSpot's support asks for."""


class Disconnected(Api):
    """What to know about the connection that has ended."""

    message: str


class PrivateApp(Api):
    """The access token of a private app in HubSpot."""

    token: Annotated[str, described_text(connecting.LONGEST_TOKEN)]


@router.get("/connection", response_model=ConnectionOut)
async def get_connection(principal: SignedIn) -> views.ConnectionView:
    """Returns how the workplace is connected to HubSpot, without any token."""
    return await db.run(views.get, principal)


@router.post("/connection/test", response_model=CheckedOut)
async def test_connection(principal: Admin) -> checking.Checked:
    """Asks HubSpot whether the connection works, and which scopes it has now."""
    return await db.run(checking.check, principal)


@router.delete("/connection")
async def delete_connection(principal: Admin) -> Disconnected:
    """Ends the connection, here and in HubSpot. Everything that is in YardFlow stays."""
    return Disconnected(message=await db.run(connecting.disconnect, principal))


@router.delete("/connection/former", response_model=ConnectionOut)
async def forget_former_account(principal: Admin) -> views.ConnectionView:
    """Forgets the account that was synced before this one: the links with its records, and the
    history of their syncs. Contacts, accounts and deals stay as they are, here and in HubSpot."""
    await db.run(former.forget, principal)
    return await db.run(views.get, principal)


@router.post("/connection/token", response_model=ConnectionOut, openapi_extra=described(PrivateApp))
async def enter_token(request: Request, principal: InBrowser) -> Response:
    """Connects with the access token of a private app, once HubSpot has accepted it."""
    body, by_form = await read(request, PrivateApp)
    try:
        await db.run(connecting.by_token, principal, body.token)
    except YardFlowError as error:
        if not by_form:
            raise
        return go_to(TAB, error=_word(error))
    if by_form:
        return go_to(TAB, done="connected")
    connection = ConnectionOut.model_validate(await db.run(views.get, principal))
    return JSONResponse(connection.model_dump(mode="json", by_alias=True))


@router.get("/callback")
async def come_back(request: Request) -> Response:
    """Where HubSpot sends back whoever allowed YardFlow there, with `code` and `state`. Leads
    to the settings."""
    cookie, query = request.headers.get("cookie", ""), request.query_params
    principal = await principal_of_cookie(cookie, client_ip(request.scope))
    if principal is None:
        if "text/html" in request.headers.get("accept", ""):
            return go_to("/login", next=TAB, error="ended")
        raise Unauthenticated("Sign in with a browser.")
    if "error" in query:
        return go_to(TAB, error="declined" if query["error"] == "access_denied" else "refused")
    code, state = query.get("code", ""), query.get("state", "")
    if not 0 < len(code) <= LONGEST_TOKEN or not 0 < len(state) <= _LONGEST_STATE:
        return go_to(TAB, error="state")
    try:
        await db.run(connecting.by_code, principal, code, state)
    except YardFlowError as error:
        return go_to(TAB, error=_word(error))
    return go_to(TAB, done="connected")


def _word(error: YardFlowError) -> str:
    """What the page explains: one word in its address."""
    words = {
        Forbidden: "state",
        Conflict: "other",
        Invalid: "unreadable",
        NoEncryptionKey: "key",
        TokenRefused: "token",
        GrantRefused: "grant",
        TemporaryError: "away",
    }
    return next((word for kind, word in words.items() if isinstance(error, kind)), "refused")
