"""Our app at HubSpot, and with what a connected account is asked."""

from dataclasses import dataclass

from pydantic import SecretStr

from yardflow.config import SANDBOX_KEY, settings
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
    """A connected account: its token, and how many calls it allows in ten seconds."""

    token: SecretStr
    calls: int = USUAL_CALLS


def app() -> App | None:
    """The app that the settings name; the sandbox has one of its own. None: there is none."""
    given = settings()
    known_by, secret = given.hubspot_client_id, given.hubspot_client_secret
    if is_sandbox():
        known_by, secret = known_by or SANDBOX_KEY, secret or SecretStr(SANDBOX_KEY)
    if not known_by or not secret:
        return None
    place = base_url() if given.hubspot_base_url else paths.APP
    return App(known_by, secret, place + paths.AUTHORIZE)


def base_url() -> str:
    """Where HubSpot's APIs answer."""
    return connection("hubspot").base_url


def is_sandbox() -> bool:
    """Whether the sandbox stands in for HubSpot."""
    return connection("hubspot").mode is Mode.SANDBOX
