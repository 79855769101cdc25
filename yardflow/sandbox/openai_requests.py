"""Refusing what the real OpenAI would refuse, in its words.

The names are those of OpenAI's published description of the two requests; a schema for a strict
structured answer must close every object and require all of its properties.
"""

import re
from collections.abc import Iterable, Iterator

from starlette.responses import JSONResponse

from yardflow.prices import PRICES

_SHARED = {
    *("metadata", "model", "moderation", "parallel_tool_calls", "prompt_cache_key"),
    *("prompt_cache_options", "prompt_cache_retention", "safety_identifier", "service_tier"),
    *("store", "stream", "stream_options", "temperature", "tool_choice", "tools"),
    *("top_logprobs", "top_p", "user"),
}
RESPONSE_NAMES = _SHARED | {
    *("background", "context_management", "conversation", "include", "input", "instructions"),
    *("max_output_tokens", "max_tool_calls", "previous_response_id", "prompt", "reasoning"),
    *("text", "truncation"),
}
CHAT_NAMES = _SHARED | {
    *("audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs"),
    *("max_completion_tokens", "max_tokens", "messages", "modalities", "n", "prediction"),
    *("presence_penalty", "reasoning_effort", "response_format", "seed", "stop", "verbosity"),
    "web_search_options",
}
TIERS = {"auto", "default", "flex", "scale", "priority"}
EFFORTS = {"none", "low", "medium", "high", "xhigh", "max"}
# Keywords of JSON Schema that strict structured answers don't take.
_NOT_STRICT = {"allOf", "not", "dependentRequired", "dependentSchemas", "if", "then", "else"}
_NOT_STRICT |= {"minLength", "maxLength", "patternProperties", "uniqueItems", "contains"}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Refused(Exception):
    """A request that would be refused, with the error object that says why."""

    def __init__(
        self,
        message: str,
        kind: str = "invalid_request_error",
        param: str | None = None,
        code: str | None = None,
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}

    @property
    def response(self) -> JSONResponse:
        """The answer that says so."""
        return JSONResponse(self.body, self.status)

    def as_line(self, number: int) -> dict:
        """The same about one line of a batch's input file."""
        error = self.body["error"]
        return {
            "code": error["code"] or "invalid_request",
            "message": error["message"],
            "param": error["param"],
            "line": number,
        }

    @classmethod
    def bad_key(cls) -> "Refused":
        """The key is not the sandbox's."""
        message = "Incorrect API key provided. You can find your API key at your account page."
        return cls(message, code="invalid_api_key", status=401)

    @classmethod
    def unknown_model(cls, name: str, status: int = 400) -> "Refused":
        """No such model."""
        message = f"The requested model '{name}' does not exist."
        return cls(message, param="model", code="model_not_found", status=status)


def checked_response(body: dict) -> None:
    """Raises `Refused` unless the real service would answer this ``POST /responses``."""
    _names_and_model(body, RESPONSE_NAMES, "input")
    if not isinstance(body["input"], str | list):
        raise Refused("Invalid type for 'input'.", param="input", code="invalid_type")
    _tokens(body, "max_output_tokens", least=16)
    reasoning = body.get("reasoning") or {}
    _effort(reasoning.get("effort"), "reasoning.effort")
    _without_effort(body, reasoning.get("effort"))
    _tier(body)
    checked_metadata(body)
    format = (body.get("text") or {}).get("format") or {}
    if format.get("type") == "json_schema":
        _schema(format, "text.format")


def checked_chat(body: dict) -> None:
    """Raises `Refused` unless the real service would answer this ``POST /chat/completions``."""
    _names_and_model(body, CHAT_NAMES, "messages")
    messages = body["messages"]
    if not isinstance(messages, list) or not messages:
        raise Refused("Invalid 'messages': empty array.", param="messages")
    if "max_tokens" in body:
        raise Refused(
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead.",
            param="max_tokens",
            code="unsupported_parameter",
        )
    _tokens(body, "max_completion_tokens", least=1)
    _effort(body.get("reasoning_effort"), "reasoning_effort")
    _without_effort(body, body.get("reasoning_effort"))
    _tier(body)
    checked_metadata(body)
    format = body.get("response_format") or {}
    if format.get("type") == "json_schema":
        _schema(format.get("json_schema") or {}, "response_format")


def checked_metadata(body: dict) -> None:
    """Raises `Refused` unless the metadata are up to 16 short texts."""
    metadata = body.get("metadata") or {}
    if (
        not isinstance(metadata, dict)
        or len(metadata) > 16
        or not all(map(_fits, metadata.items()))
    ):
        raise Refused("Invalid 'metadata'.", param="metadata", code="invalid_type")


def _fits(pair: tuple[object, object]) -> bool:
    key, value = pair
    return isinstance(key, str) and isinstance(value, str) and len(key) <= 64 and len(value) <= 512


def _tier(body: dict) -> None:
    tier = body.get("service_tier")
    if tier is not None and tier not in TIERS:
        message = f"Invalid value: '{tier}'. Supported values are: {sorted(TIERS)}."
        raise Refused(message, param="service_tier", code="invalid_value")


def _without_effort(body: dict, effort: object) -> None:
    """Chance can be set only for a model that does not reason."""
    for name in ("temperature", "top_p"):
        if body.get(name) is not None and effort not in (None, "none"):
            message = f"Unsupported parameter: '{name}' is not supported with this model."
            raise Refused(message, param=name, code="unsupported_parameter")


def _names_and_model(body: dict, known: Iterable[str], needed: str) -> None:
    for name in body:
        if name not in known:
            message = f"Unknown parameter: '{name}'."
            raise Refused(message, param=name, code="unknown_parameter")
    for name in ("model", needed):
        if name not in body:
            message = f"Missing required parameter: '{name}'."
            raise Refused(message, param=name, code="missing_required_parameter")
    if body["model"] not in PRICES:
        raise Refused.unknown_model(str(body["model"]))


def _tokens(body: dict, name: str, least: int) -> None:
    value = body.get(name)
    if value is not None and (not isinstance(value, int) or value < least):
        message = f"Invalid '{name}': expected an integer of at least {least}."
        raise Refused(message, param=name, code="integer_below_min_value")


def _effort(value: object, name: str) -> None:
    if value is not None and value not in EFFORTS:
        message = f"Invalid value: '{value}'. Supported values are: {sorted(EFFORTS)}."
        raise Refused(message, param=name, code="invalid_value")


def _schema(declared: dict, param: str) -> None:
    name = declared.get("name", "")
    if not _NAME.fullmatch(name):
        raise Refused(f"Invalid '{param}.name'.", param=f"{param}.name", code="invalid_value")
    schema = declared.get("schema")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        _bad_schema(name, param, "schema must be a JSON Schema of 'type: \"object\"'")
    elif declared.get("strict"):
        for part in _parts(schema):
            _strict(part, name, param)


def _parts(node: object) -> Iterator[dict]:
    """The schema and every schema in it; names of properties are not taken for keywords."""
    if isinstance(node, list):
        for child in node:
            yield from _parts(child)
    elif isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key in ("properties", "$defs"):
                yield from _parts(list(value.values()))
            elif key in ("items", "anyOf"):
                yield from _parts(value)


def _strict(part: dict, name: str, param: str) -> None:
    if unfit := _NOT_STRICT & part.keys():
        _bad_schema(name, param, f"'{sorted(unfit)[0]}' is not permitted")
    if part.get("type") == "object":
        if part.get("additionalProperties") is not False:
            _bad_schema(
                name, param, "'additionalProperties' is required to be supplied and to be false"
            )
        if set(part.get("required", ())) != set(part.get("properties", {})):
            _bad_schema(
                name,
                param,
                "'required' is required to be supplied and to be an array including every key "
                "in properties",
            )


def _bad_schema(name: str, param: str, why: str) -> None:
    message = f"Invalid schema for response_format '{name}': {why}."
    raise Refused(message, param=f"{param}.schema", code="invalid_json_schema")
