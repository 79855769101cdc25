"""Asking OpenAI a question whose answer has a fixed shape.

One attempt, with short limits: whoever asks decides about trying again, because each attempt is
paid for. What an answer used is counted even where the answer itself can't be taken.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import openai
from openai import Timeout
from pydantic import BaseModel, ValidationError

from yardflow.config import settings
from yardflow.integrations.connections import Mode, connection
from yardflow.integrations.faults import Passing, Permanent, ProviderFault, retry_after
from yardflow.prices import Usage

Shape = TypeVar("Shape", bound=BaseModel)

TIMEOUT = Timeout(20, connect=5)
MOST_OUTPUT_TOKENS = 1_500
KEPT = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class Answer(Generic[Shape]):
    """What was said, in the shape that was asked for, and what saying it used."""

    value: Shape
    usage: Usage


def ask(shape: type[Shape], instructions: str, record: dict[str, Any]) -> Answer[Shape]:
    """Asks about a record, which goes along as data: no tools, nothing stored at the provider.

    Raises:
        Permanent: the key, the model or the question was refused, or the answer was unfit.
        Passing: OpenAI is busy, down, too slow or out of reach.
    """
    model = settings().openai_model
    try:
        raw = put(client(), model, shape, instructions, record)
    except openai.OpenAIError as error:
        raise _fault(error, model) from error
    return _read(raw, model)


def put(
    through: openai.OpenAI,
    model: str,
    shape: type[BaseModel],
    instructions: str,
    record: dict[str, Any],
) -> Any:
    """Puts the question; the answer is still raw, so that its cost is known whatever it is."""
    return through.responses.with_raw_response.parse(
        model=model,
        instructions=instructions,
        input=json.dumps({"record": record}, ensure_ascii=False),
        text_format=shape,
        max_output_tokens=MOST_OUTPUT_TOKENS,
        reasoning={"effort": "low"},
        store=False,
    )


def client() -> openai.OpenAI:
    """The client that the settings ask for; opens no connection.

    Raises:
        Permanent: there is no key.
    """
    found = connection("openai")
    if not found.usable:
        raise Permanent(
            f"OpenAI is not set up. {KEPT} Ask an administrator to set {found.key_setting}."
        )
    return _client(found.key.get_secret_value(), found.base_url, found.mode is Mode.SANDBOX)


@cache
def _client(key: str, base_url: str, loopback: bool) -> openai.OpenAI:
    """One client a process, so that connections are kept; the sandbox never goes by a proxy."""
    return openai.OpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=openai.DefaultHttpxClient(trust_env=not loopback, timeout=TIMEOUT),
    )


def _read(raw: Any, model: str) -> Answer:
    try:
        body = raw.http_response.json()
        usage = _usage(body["usage"], model)
    except (ValueError, KeyError, TypeError) as error:
        raise Passing(f"OpenAI's answer could not be read. {KEPT}") from error
    if body.get("status") != "completed":
        raise _unfinished(body, usage)
    try:
        value = raw.parse().output_parsed
    except (ValidationError, openai.OpenAIError) as error:
        raise Permanent(
            f"OpenAI's answer was not in the form that was asked for. {KEPT} Try again.", usage
        ) from error
    if value is None:
        raise Permanent(f"OpenAI declined to answer about this contact. {KEPT}", usage)
    return Answer(value, usage)


def _unfinished(body: dict, usage: Usage) -> ProviderFault:
    reason = (body.get("incomplete_details") or {}).get("reason")
    if reason == "content_filter":
        return Permanent(f"OpenAI's filter stopped the answer about this contact. {KEPT}", usage)
    if body.get("status") == "failed":
        return Passing(f"OpenAI could not finish its answer. {KEPT}", usage=usage)
    return Permanent(f"OpenAI's answer was cut off before its end. {KEPT} Try again.", usage)


def _usage(reported: dict, model: str) -> Usage:
    details = reported.get("input_tokens_details") or {}
    return Usage(
        model=model,
        input_tokens=max(0, int(reported["input_tokens"])),
        cached_tokens=max(0, int(details.get("cached_tokens") or 0)),
        written_tokens=max(0, int(details.get("cache_write_tokens") or 0)),
        output_tokens=max(0, int(reported["output_tokens"])),
    )


def _fault(error: openai.OpenAIError, model: str) -> ProviderFault:
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return Permanent(
            f"OpenAI does not accept our key. {KEPT} Ask an administrator to check OPENAI_API_KEY."
        )
    if isinstance(error, openai.RateLimitError):
        return _too_many(error)
    if isinstance(error, openai.APIStatusError) and error.code == "model_not_found":
        return Permanent(
            f"OpenAI has no model “{model}” for us. {KEPT} "
            "Ask an administrator to check OPENAI_MODEL."
        )
    if isinstance(error, openai.APITimeoutError):
        return Passing(f"OpenAI took too long to answer. {KEPT}")
    if isinstance(error, openai.APIStatusError) and error.status_code < 500:
        return Permanent(
            f"OpenAI refused the question (error {error.status_code}). {KEPT} "
            "Tell your administrator."
        )
    if isinstance(error, openai.APIStatusError):
        return Passing(
            f"OpenAI has a problem just now (error {error.status_code}). {KEPT}",
            retry_after(error.response.headers.get("retry-after")),
        )
    return Passing(f"OpenAI can't be reached just now. {KEPT}")


def _too_many(error: openai.RateLimitError) -> ProviderFault:
    if error.code == "insufficient_quota":
        return Permanent(
            f"The OpenAI account has no credit left. {KEPT} Ask an administrator to add some."
        )
    after = retry_after(error.response.headers.get("retry-after"))
    return Passing(f"OpenAI asks us to slow down. {KEPT}", after)
