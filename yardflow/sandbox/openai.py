"""OpenAI's Responses, Chat Completions, Models, Files and Batches, as far as the product speaks
to them.
"""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.prices import PRICES
from yardflow.sandbox import openai_batches, openai_files
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.keys import key_is_good
from yardflow.sandbox.openai_requests import Refused, checked_chat, checked_response
from yardflow.sandbox.openai_speaking import as_stream, chat_to, response_to

PATH = "/openai/v1"


# Models that have an end; the date is what third parties report.
SHUTDOWNS = {"gpt-5.4-nano": "2027-04-01", "gpt-5.4-nano-2026-03-17": "2027-04-01"}


def routes(clock: Clock) -> list[Route]:
    """The routes under `PATH`."""
    files = openai_files.Files(clock)
    return [
        Route("/responses", _responses, methods=["POST"]),
        Route("/chat/completions", _chat, methods=["POST"]),
        Route("/models", _models),
        Route("/models/{model}", _model),
        *openai_files.routes(files),
        *openai_batches.routes(files),
        Route("/{path:path}", _unknown, methods=["GET", "POST", "DELETE"]),
    ]


async def _responses(request: Request) -> Response:
    try:
        body = await _body(request)
        checked_response(body)
    except Refused as error:
        return error.response
    answer = response_to(body, request.scope.get("spoken_fault"))
    if body.get("stream"):
        return Response(as_stream(answer), media_type="text/event-stream")
    return JSONResponse(answer)


async def _chat(request: Request) -> Response:
    try:
        body = await _body(request)
        checked_chat(body)
    except Refused as error:
        return error.response
    return JSONResponse(chat_to(body, request.scope.get("spoken_fault")))


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


def _as_model(name: str) -> dict:
    model = {"id": name, "object": "model", "created": 1_760_000_000, "owned_by": "openai"}
    return model | {"shutdown_date": SHUTDOWNS.get(name)}
