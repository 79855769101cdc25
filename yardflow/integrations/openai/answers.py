"""Asking OpenAI a question whose answer has a fixed shape.

The package sends the question, by its path; the answer is read here from its own JSON. The
package's objects for both take a second to load, then half of what sending costs, and for the
answer three times as long as everything else that a question costs this machine.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import httpx2
import openai
from pydantic import BaseModel, ValidationError

from yardflow.integrations.errors import (
    AccountError,
    PermanentError,
    ProviderError,
    TemporaryError,
    TruncatedError,
)
from yardflow.integrations.openai.client import client
from yardflow.integrations.openai.errors import error_of
from yardflow.integrations.openai.limits import LARGEST_QUESTION, MOST_OUTPUT_TOKENS, WITH_MORE_ROOM
from yardflow.integrations.openai.usage import usage_of
from yardflow.prices import Usage

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer(Generic[Shape]):
    """What was said, in the shape that was asked for, and what saying it used."""

    value: Shape
    usage: Usage


def request(
    model: str,
    shape: type[BaseModel],
    instructions: str,
    record: dict[str, Any],
    most_output: int = MOST_OUTPUT_TOKENS,
) -> dict[str, Any]:
    """The body of ``POST /v1/responses``: the record goes along as data, no tools are offered,
    nothing is stored at the provider. ``most_output`` are the tokens that the answer may have.
    """
    return {
        "model": model,
        "instructions": instructions,
        "input": json.dumps({"record": record}, ensure_ascii=False),
        "text": {"format": _format(shape)},
        "max_output_tokens": most_output,
        "reasoning": {"effort": "low"},
        "store": False,
    }


@cache
def _format(shape: type[BaseModel]) -> dict[str, Any]:
    """The strict schema that the package itself would send for this shape."""
    described = openai.pydantic_function_tool(shape)["function"]
    return {
        "type": "json_schema",
        "strict": True,
        "name": described["name"],
        "schema": described["parameters"],
    }


def warm_up(shape: type[BaseModel]) -> None:
    """Makes what the first question of this shape would otherwise wait for; asks nobody."""
    _format(shape)
    with suppress(AccountError):
        client()


def size_of(body: dict[str, Any]) -> int:
    """How many bytes a request has, which is the most tokens that it can count as."""
    return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def ask(shape: type[Shape], instructions: str, record: dict[str, Any], model: str) -> Answer[Shape]:
    """Asks about a record, once.

    Raises:
        AccountError: OpenAI takes no question of ours: the key, the model, the account's credit.
        PermanentError: this question was refused, or its answer is unfit; `TruncatedError` where it
            was cut off.
        TemporaryError: OpenAI is busy, down, too slow or out of reach.
    """
    return send(request(model, shape, instructions, record), shape)


def send(body: dict[str, Any], shape: type[Shape]) -> Answer[Shape]:
    """Sends the body of a request that `request` made, once; raises like `ask`."""
    model = str(body["model"])
    try:
        content = put(client(), body)
    except openai.OpenAIError as error:
        raise error_of(error, model) from error
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    return read_body(answer, model, shape, size_of(body), body["max_output_tokens"])


def put(through: openai.OpenAI, body: dict[str, Any]) -> bytes:
    """Puts the question; the answer is still raw, so that its cost is known whatever it is."""
    # Without the tier by name, a setting of the account could double the price.
    body = {**body, "service_tier": "default"}
    return through.post("/responses", body=body, cast_to=httpx2.Response).content


def read_body(
    body: Any,
    model: str,
    shape: type[Shape],
    sent: int = LARGEST_QUESTION,
    most_output: int = MOST_OUTPUT_TOKENS,
) -> Answer[Shape]:
    """Reads a response's JSON, as it comes back directly or in a line of a batch.

    ``sent`` is how many bytes were asked, where that is known: no more tokens can have gone in.
    ``most_output`` are the tokens that the answer could have.

    Raises:
        TruncatedError: it ended before its end, at ``most_output``.
        PermanentError: it is a refusal, or not in the shape, or its usage can't be right.
        TemporaryError: it can't be read, or OpenAI did not finish it.
    """
    if not isinstance(body, dict):
        raise _unreadable()
    output, refused = _output(body)
    usage = usage_of(body, model, sent, output, most_output)
    if body.get("status") != "completed":
        raise _unfinished(body, usage, most_output)
    if refused or not output:
        raise PermanentError("OpenAI declined to answer about this contact.", usage)
    try:
        return Answer(shape.model_validate_json(output), usage)
    except ValidationError:  # whose text would repeat what was said about the person
        raise PermanentError(
            "OpenAI's answer was not in the requested format. Try again.", usage
        ) from None


def _output(body: dict[str, Any]) -> tuple[str, bool]:
    """The text of the answer, and whether it is a refusal."""
    texts, refused = [], False
    try:
        for item in body.get("output") or ():
            if item["type"] != "message":
                continue
            for part in item["content"]:
                refused = refused or part["type"] == "refusal"
                if part["type"] == "output_text":
                    texts.append(part["text"])
        return "".join(texts), refused
    except (KeyError, TypeError) as error:
        raise _unreadable() from error


def _unfinished(body: dict[str, Any], usage: Usage, most_output: int) -> ProviderError:
    details = body.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    if reason == "content_filter":
        return PermanentError("OpenAI's filter stopped the answer about this contact.", usage)
    if reason == "max_output_tokens" and most_output < WITH_MORE_ROOM:
        return TruncatedError("OpenAI's answer was cut off before its end.", usage)
    if reason == "max_output_tokens":
        return TruncatedError(
            "OpenAI's answer was cut off twice, the second time with more room. "
            "If this happens often, ask an administrator to choose another model in Settings.",
            usage,
        )
    if body.get("status") == "incomplete":
        return PermanentError("OpenAI's answer was cut off before its end. Try again.", usage)
    return TemporaryError("OpenAI could not finish its answer.", usage=usage)


def _unreadable() -> TemporaryError:
    return TemporaryError("OpenAI's answer could not be read.", in_doubt=True)
