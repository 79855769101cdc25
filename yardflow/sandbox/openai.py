"""OpenAI's Responses, Chat Completions and Models, as far as the product speaks to them."""

import json
import time
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.prices import PRICES
from yardflow.sandbox import answers
from yardflow.sandbox.keys import key_is_good
from yardflow.sandbox.openai_requests import Refused, checked_chat, checked_response

PATH = "/openai/v1"
REFUSAL = "I'm sorry, but I can't help with that."


def routes() -> list[Route]:
    """The routes under `PATH`."""
    return [
        Route("/responses", _responses, methods=["POST"]),
        Route("/chat/completions", _chat, methods=["POST"]),
        Route("/models", _models),
        Route("/models/{model}", _model),
        Route("/{path:path}", _unknown, methods=["GET", "POST", "DELETE"]),
    ]


async def _responses(request: Request) -> Response:
    try:
        body = await _body(request)
        checked_response(body)
    except Refused as error:
        return error.response
    fault = request.scope.get("spoken_fault", "")
    wanted = (body.get("text") or {}).get("format") or {"type": "text"}
    text = _said(fault, wanted.get("schema"), _last_input(body["input"]))
    part: dict[str, Any] = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    if fault == "refusing":
        part = {"type": "refusal", "refusal": REFUSAL}
    cut = fault == "truncated"
    return JSONResponse(
        {
            "id": f"resp_{uuid.uuid4().hex}",
            "object": "response",
            "created_at": int(time.time()),
            "status": "incomplete" if cut else "completed",
            "error": None,
            "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
            "instructions": body.get("instructions"),
            "max_output_tokens": body.get("max_output_tokens"),
            "metadata": body.get("metadata") or {},
            "model": body["model"],
            "output": [
                {
                    "type": "message",
                    "id": f"msg_{uuid.uuid4().hex}",
                    "status": "incomplete" if cut else "completed",
                    "role": "assistant",
                    "content": [part],
                }
            ],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": body.get("reasoning") or {"effort": None, "summary": None},
            "store": body.get("store", True),
            "temperature": 1.0,
            "text": body.get("text") or {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": _usage(json.dumps(body), text, "input", "output"),
        }
    )


async def _chat(request: Request) -> Response:
    try:
        body = await _body(request)
        checked_chat(body)
    except Refused as error:
        return error.response
    fault = request.scope.get("spoken_fault", "")
    wanted = body.get("response_format") or {}
    schema = (wanted.get("json_schema") or {}).get("schema")
    text = _said(fault, schema, str(body["messages"][-1].get("content", "")))
    message = {"role": "assistant", "content": text, "refusal": None}
    if fault == "refusing":
        message |= {"content": None, "refusal": REFUSAL}
    return JSONResponse(
        {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "message": message,
                    "logprobs": None,
                    "finish_reason": "length" if fault == "truncated" else "stop",
                }
            ],
            "usage": _usage(json.dumps(body), text, "prompt", "completion"),
        }
    )


async def _models(request: Request) -> Response:
    if not key_is_good(request):
        return Refused.bad_key().response
    return JSONResponse({"object": "list", "data": [_as_model(name) for name in PRICES]})


async def _model(request: Request) -> Response:
    if not key_is_good(request):
        return Refused.bad_key().response
    name = request.path_params["model"]
    if name not in PRICES:
        return Refused.unknown_model(name, status=404).response
    return JSONResponse(_as_model(name))


async def _unknown(request: Request) -> Response:
    message = f"Invalid URL ({request.method} {request.url.path})"
    return Refused(message, "invalid_request_error", None, None, 404).response


async def _body(request: Request) -> dict:
    if not key_is_good(request):
        raise Refused.bad_key()
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused("We could not parse the JSON body of your request.")
    return body


def _said(fault: str, schema: dict | None, asked: str) -> str:
    if fault == "off_schema":
        return json.dumps({"unexpected": "shape"})
    if schema is None:
        text = "This is the sandbox: no model was asked."
    else:
        text = json.dumps(answers.answer(schema, asked), ensure_ascii=False)
    return text[: len(text) // 2] if fault == "truncated" else text


def _last_input(given: str | list) -> str:
    if isinstance(given, str):
        return given
    content = given[-1].get("content", "") if given else ""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content)
    return str(content)


def _usage(asked: str, said: str, into: str, out: str) -> dict:
    """About four characters a token, as the real ones come out for English."""
    given, made = max(1, len(asked) // 4), max(1, len(said) // 4)
    return {
        f"{into}_tokens": given,
        f"{into}_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        f"{out}_tokens": made,
        f"{out}_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": given + made,
    }


def _as_model(name: str) -> dict:
    return {"id": name, "object": "model", "created": 1_760_000_000, "owned_by": "openai"}
