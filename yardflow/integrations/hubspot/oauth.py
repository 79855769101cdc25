"""HubSpot's OAuth, by forms that are posted directly: its package knows the retired routes alone.

https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
"""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from yardflow.integrations.errors import AccountError
from yardflow.integrations.hubspot import paths, refusals
from yardflow.integrations.hubspot.app import App, app
from yardflow.integrations.hubspot.asking import send

LONGEST_TOKEN = 1_000
NO_APP = (
    "YardFlow has no app at HubSpot yet. Ask an administrator to set HUBSPOT_CLIENT_ID and "
    "HUBSPOT_CLIENT_SECRET, or connect with a private app's token."
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code or a refresh token was exchanged for; ``lifetime`` is the access token's."""

    access: SecretStr
    refresh: SecretStr
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a token allows, where. ``domain`` is the account's, empty where it isn't said."""

    portal_id: int
    scopes: tuple[str, ...]
    domain: str = ""


def required_app() -> App:
    """Our app at HubSpot.

    Raises:
        AccountError: the settings name none.
    """
    ours = app()
    if ours is None:
        raise AccountError(NO_APP)
    return ours


def authorize_url(
    state: str, verifier: str, back: str, scopes: Collection[str], optional: Collection[str]
) -> str:
    """Where a person allows our app to use their account, before they are led ``back``.

    Raises:
        AccountError: the settings name no app.
    """
    ours = required_app()
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "client_id": ours.client_id,
        "redirect_uri": back,
        "scope": " ".join(scopes),
        "optional_scope": " ".join(optional),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{ours.authorize_url}?{urlencode(query)}"


def exchange(code: str, verifier: str, back: str) -> Tokens:
    """Tokens for the code that a person came back with.

    Raises:
        GrantRefused: the code serves no longer.
        ProviderError: HubSpot did not say.
    """
    return _tokens(
        grant_type="authorization_code", code=code, code_verifier=verifier, redirect_uri=back
    )


def refresh(refresh_token: SecretStr) -> Tokens:
    """New tokens; the refresh token may be another one from then on.

    Raises:
        GrantRefused: it was revoked, or used before.
        ProviderError: HubSpot did not say; the refresh token may be used up all the same.
    """
    token = refresh_token.get_secret_value()
    return _tokens(grant_type="refresh_token", refresh_token=token)


def introspect(access_token: SecretStr) -> Allowed:
    """What an access token allows.

    Raises:
        ProviderError: HubSpot did not say, or it allows nothing anymore.
    """
    return _allowed(_post(paths.INTROSPECT, token=access_token.get_secret_value()), "hub_id")


def private_app(token: SecretStr) -> Allowed:
    """What a private app's token allows.

    Raises:
        TokenRefused: it is none.
        ProviderError: HubSpot did not say.
    """
    key = token.get_secret_value()
    reply = send("POST", paths.PRIVATE_APP, key, json={"tokenKey": key})
    if 400 <= reply.status < 500 and reply.status not in (408, 429):
        raise refusals.TokenRefused("HubSpot doesn't accept this token. Check it and try again.")
    if reply.status >= 400:
        raise refusals.of(reply.status, reply.part, reply.headers)
    return _allowed(reply.part, "hubId")


def revoke(refresh_token: SecretStr) -> None:
    """Ends a connection at HubSpot.

    Raises:
        ProviderError: HubSpot did not do it.
    """
    _post(paths.REVOKE, token=refresh_token.get_secret_value(), token_type_hint="refresh_token")  # noqa: S106 - the kind of a token


def _tokens(**form: str) -> Tokens:
    body = _post(paths.TOKEN, **form)
    access, refresh, seconds = (
        body.get(name) for name in ("access_token", "refresh_token", "expires_in")
    )
    if not (_is_token(access) and _is_token(refresh)) or type(seconds) is not int or seconds < 1:
        raise refusals.unreadable()
    lifetime = timedelta(seconds=min(seconds, 86_400))
    return Tokens(SecretStr(str(access)), SecretStr(str(refresh)), lifetime)


def _allowed(body: dict[str, Any], portal: str) -> Allowed:
    portal_id, scopes, domain = body.get(portal), body.get("scopes"), body.get("hub_domain")
    if type(portal_id) is not int or not isinstance(scopes, list):
        raise refusals.unreadable()
    names = {scope for scope in scopes if isinstance(scope, str) and 0 < len(scope) <= 100}
    return Allowed(
        portal_id, tuple(sorted(names))[:200], domain[:200] if isinstance(domain, str) else ""
    )


def _post(path: str, **form: str) -> dict[str, Any]:
    ours = required_app()
    secret = ours.client_secret.get_secret_value()
    client = {"client_id": ours.client_id, "client_secret": secret}
    reply = send("POST", path, data=client | form)
    if reply.status >= 400:
        raise refusals.of_oauth(reply.status, reply.part)
    return reply.part


def _is_token(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TOKEN
