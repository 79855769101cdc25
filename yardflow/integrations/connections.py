"""How each outside service is reached: for real, in the sandbox, or not at all."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr

from yardflow.config import SANDBOX_KEY, settings


class Mode(StrEnum):
    """What stands behind a provider's name."""

    LIVE = "live"
    SANDBOX = "sandbox"
    NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True, slots=True)
class Provider:
    """An outside service. ``label`` is its name as people write it, ``purpose`` what it is for,
    ``url`` where it answers for real, and ``sandbox_path`` where below the sandbox's own address.
    ``app_setting`` is the other setting that stands for the real one, if there is one: an app's id.
    """

    label: str
    purpose: str
    key_setting: str
    url_setting: str
    url: str
    sandbox_path: str
    app_setting: str = ""


PROVIDERS = {
    "openai": Provider(
        label="OpenAI",
        purpose="Fills in missing contact and account details",
        key_setting="OPENAI_API_KEY",
        url_setting="OPENAI_BASE_URL",
        url="https://api.openai.com/v1",
        sandbox_path="/openai/v1",
    ),
    "hubspot": Provider(
        label="HubSpot",
        purpose="Syncs contacts, companies and deals",
        key_setting="HUBSPOT_ACCESS_TOKEN",
        url_setting="HUBSPOT_BASE_URL",
        url="https://api.hubapi.com",
        sandbox_path="/hubspot",
        app_setting="HUBSPOT_CLIENT_ID",
    ),
    "sendgrid": Provider(
        label="SendGrid",
        purpose="Sends and tracks email",
        key_setting="SENDGRID_API_KEY",
        url_setting="SENDGRID_BASE_URL",
        url="https://api.sendgrid.com",
        sandbox_path="/sendgrid",
    ),
}


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a provider answers and with which key."""

    provider: str
    label: str
    purpose: str
    mode: Mode
    key: SecretStr
    base_url: str
    key_setting: str
    url_setting: str

    @property
    def usable(self) -> bool:
        """Whether it can be called at all."""
        return self.mode is not Mode.NOT_CONFIGURED


def connection(provider: str) -> Connection:
    """What the settings say about a provider, one of `NAMES`.

    The sandbox is used where the key says so, or, outside production, where there is an address
    and no key; nothing falls back to it by itself.
    """
    known = PROVIDERS[provider]
    key: SecretStr | None = getattr(settings(), known.key_setting.lower())
    url: str | None = getattr(settings(), known.url_setting.lower())
    if key is None and (url is None or settings().production):
        mode = Mode.NOT_CONFIGURED
    elif key is None or key.get_secret_value() == SANDBOX_KEY:
        mode = Mode.SANDBOX if url else Mode.NOT_CONFIGURED
    else:
        mode = Mode.LIVE
    return Connection(
        provider=provider,
        label=known.label,
        purpose=known.purpose,
        mode=mode,
        key=key or SecretStr(SANDBOX_KEY),
        base_url=url or known.url,
        key_setting=known.key_setting,
        url_setting=known.url_setting,
    )
