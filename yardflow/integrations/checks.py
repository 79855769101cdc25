"""Whether a provider takes our key: one small question, for the settings page.

Asked over plain HTTP rather than through the providers' packages, which would cost the web
process tens of megabytes for a button that is pressed once a month.
"""

from dataclasses import dataclass

import httpx

from yardflow.config import settings
from yardflow.integrations.connections import Connection, Mode, connection

TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class Check:
    """How it went; ``message`` says what to do when it did not go well."""

    provider: str
    ok: bool
    message: str


def check(provider: str) -> Check:
    """Asks a provider whether it would work with us. Never raises; takes 5 seconds at most."""
    found = connection(provider)
    if not found.usable:
        return Check(provider, False, f"Not set up: {found.key_setting} is not set.")
    path = {
        "openai": f"/models/{settings().openai_model}",
        "hubspot": "/account-info/v3/details",
        "sendgrid": "/v3/scopes",
    }[provider]
    try:
        answer = httpx.get(
            found.base_url + path,
            headers={"Authorization": f"Bearer {found.key.get_secret_value()}"},
            timeout=TIMEOUT_S,
            trust_env=found.mode is not Mode.SANDBOX,
        )
        return _judged(found, answer)
    except (httpx.HTTPError, ValueError):
        return Check(provider, False, f"{found.label} can't be reached just now. Try again later.")


def _judged(found: Connection, answer: httpx.Response) -> Check:
    if answer.status_code in (401, 403):
        message = f"{found.label} does not accept the key in {found.key_setting}."
        return Check(found.provider, False, message)
    if answer.status_code == 404 and found.provider == "openai":
        message = f"OpenAI has no model “{settings().openai_model}” for this key (OPENAI_MODEL)."
        return Check(found.provider, False, message)
    if answer.status_code == 429:
        return Check(found.provider, False, f"{found.label} asks us to slow down. Try again later.")
    if answer.status_code != 200:
        message = f"{found.label} has a problem just now (error {answer.status_code})."
        return Check(found.provider, False, message)
    if found.provider == "sendgrid" and "mail.send" not in answer.json().get("scopes", ()):
        message = "SendGrid takes the key, but it may not send mail: it needs the scope mail.send."
        return Check(found.provider, False, message)
    if not isinstance(answer.json(), dict):
        raise ValueError("not an object")
    return Check(found.provider, True, f"{found.label} answers and takes our key.")
