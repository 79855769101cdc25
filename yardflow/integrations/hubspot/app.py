"""Our app at HubSpot, and with what a connected account is asked."""

from dataclasses import dataclass

from pydantic import SecretStr

from yardflow.config import SANDBOX_APP_ID, SANDBOX_KEY, settings
from yardflow.integrations.connections import Mode, connection
from yardflow.integrations.hubspot import paths

# Of 100, 110 or 190 calls in ten seconds, by the account and the kind of app; HubSpot says which.
USUAL_CALLS = 100


@dataclass(frozen=True, slots=True)
class App:
    """The app that people connect by OAuth: what it is known by, and where they allow it."""

    client_id: str
    client_secret: SecretStr
    authorize_url: str


@dataclass(frozen=True, slots=True)
class Access:
    """A connected account: its token, how many calls it allows in ten seconds, which it is, and
    what the token may do there.
    """

    token: SecretStr
    calls: int = USUAL_CALLS
    portal_id: int = 0
    scopes: frozenset[str] = frozenset()


def app() -> App | None:
    """The app that the settings name; the sandbox has one of its own. None: there is none."""
    given, secret = settings(), signing_secret()
    known_by = given.hubspot_client_id or (SANDBOX_KEY if is_sandbox() else "")
    if not known_by or not secret:
        return None
    place = base_url() if given.hubspot_base_url else paths.APP
    return App(known_by, secret, place + paths.AUTHORIZE)


@dataclass(frozen=True, slots=True)
class Developer:
    """Who changes the settings of our app at HubSpot: the app's id, and the key of its account."""

    app_id: int
    key: SecretStr


def developer() -> Developer | None:
    """Who may change our app's settings, by our own; the sandbox's app has no secrets."""
    given = settings()
    app_id, key = given.hubspot_app_id, given.hubspot_developer_key
    if is_sandbox():
        app_id, key = app_id or SANDBOX_APP_ID, key or SecretStr(SANDBOX_KEY)
    return Developer(app_id, key) if app_id and key else None


def signing_secret() -> SecretStr | None:
    """With what HubSpot signs its reports: the secret of the app, which a private app has, too."""
    secret = settings().hubspot_client_secret
    return secret or (SecretStr(SANDBOX_KEY) if is_sandbox() else None)


def base_url() -> str:
    """Where HubSpot's APIs answer."""
    return connection("hubspot").base_url


def is_sandbox() -> bool:
    """Whether the sandbox stands in for HubSpot."""
    return connection("hubspot").mode is Mode.SANDBOX
