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
class _Known:
    label: str
    purpose: str
    key_setting: str
    url_setting: str
    url: str


_PROVIDERS = {
    "openai": _Known(
        "OpenAI",
        "Fills in what is missing about a contact or account",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "https://api.openai.com/v1",
    ),
    "hubspot": _Known(
        "HubSpot",
        "Syncs contacts, companies and deals",
        "HUBSPOT_ACCESS_TOKEN",
        "HUBSPOT_BASE_URL",
        "https://api.hubapi.com",
    ),
    "sendgrid": _Known(
        "SendGrid",
        "Sends and tracks email",
        "SENDGRID_API_KEY",
        "SENDGRID_BASE_URL",
        "https://api.sendgrid.com",
    ),
}
NAMES = tuple(_PROVIDERS)


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a provider answers and with which key. ``label`` is its name as people write it,
    ``purpose`` what it is for.
    """

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
    known = _PROVIDERS[provider]
    given: SecretStr | None = getattr(settings(), known.key_setting.lower())
    url: str | None = getattr(settings(), known.url_setting.lower())
    if given is None and (url is None or settings().production):
        mode = Mode.NOT_CONFIGURED
    elif given is None or given.get_secret_value() == SANDBOX_KEY:
        mode = Mode.SANDBOX if url else Mode.NOT_CONFIGURED
    else:
        mode = Mode.LIVE
    return Connection(
        provider=provider,
        label=known.label,
        purpose=known.purpose,
        mode=mode,
        key=given or SecretStr(SANDBOX_KEY),
        base_url=url or known.url,
        key_setting=known.key_setting,
        url_setting=known.url_setting,
    )
