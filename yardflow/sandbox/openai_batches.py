"""OpenAI's Batches: made, listed, looked at and cancelled."""

import json
import threading

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox import openai_batch_lines
from yardflow.sandbox.faults import Fault
from yardflow.sandbox.openai_batch import Batch
from yardflow.sandbox.openai_files import A_MONTH_S, Files, for_the_key, lasts
from yardflow.sandbox.openai_requests import Refused, checked_metadata

USUAL_SECONDS = 2.0
MOST_BATCHES = 500
_NAMES = {
    *("input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"),
}


def routes(files: Files) -> list[Route]:
    """``/batches`` and what is under it."""
    batches: dict[str, Batch] = {}
    turn = threading.Lock()

    def looked_at(batch_id: str) -> Batch:
        batch = batches.get(batch_id)
        if batch is None:
            raise Refused(f"No batch found with id '{batch_id}'.", status=404)
        with turn:
            batch.move_on(files)
        return batch

    async def create(request: Request) -> Response:
        fault = request.scope["planned_faults"].take("openai_batches")
        batch = await run_in_threadpool(_made, await request.body(), files, fault)
        batches[batch.id] = batch
        while len(batches) > MOST_BATCHES:
            del batches[next(iter(batches))]
        return JSONResponse(batch.as_json())

    async def listed(request: Request) -> Response:
        limit, after = _page(request)
        ids = list(reversed(batches))
        start = ids.index(after) + 1 if after in batches else 0
        page = [
            await run_in_threadpool(looked_at, batch_id) for batch_id in ids[start : start + limit]
        ]
        return JSONResponse(
            {
                "object": "list",
                "data": [batch.as_json() for batch in page],
                "first_id": page[0].id if page else None,
                "last_id": page[-1].id if page else None,
                "has_more": len(ids) > start + limit,
            }
        )

    async def shown(request: Request) -> Response:
        batch = await run_in_threadpool(looked_at, request.path_params["batch"])
        return JSONResponse(batch.as_json())

    async def cancel(request: Request) -> Response:
        batch = await run_in_threadpool(looked_at, request.path_params["batch"])
        with turn:
            batch.cancel()
        return JSONResponse(batch.as_json())

    return [
        Route("/batches", for_the_key(create), methods=["POST"]),
        Route("/batches", for_the_key(listed)),
        Route("/batches/{batch}", for_the_key(shown)),
        Route("/batches/{batch}/cancel", for_the_key(cancel), methods=["POST"]),
    ]


def _made(content: bytes, files: Files, fault: Fault | None) -> Batch:
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused("We could not parse the JSON body of your request.")
    _checked(body)
    file = files.find(str(body["input_file_id"]))
    if file.purpose != "batch":
        raise Refused("The input file must have the purpose 'batch'.", param="input_file_id")
    lines, errors = openai_batch_lines.read(file.content, body["endpoint"])
    return Batch(
        input_file_id=file.id,
        endpoint=body["endpoint"],
        metadata=body.get("metadata"),
        lines=lines,
        errors=errors,
        seconds=fault.seconds if fault else USUAL_SECONDS,
        fault=fault,
        lasts=(body.get("output_expires_after") or {}).get("seconds", A_MONTH_S),
        created_at=files.clock.now(),
    )


def _checked(body: dict) -> None:
    """Raises `Refused` unless the real service would make a batch of this."""
    for name in body:
        if name not in _NAMES:
            message = f"Unknown parameter: '{name}'."
            raise Refused(message, param=name, code="unknown_parameter")
    for name in ("input_file_id", "endpoint", "completion_window"):
        if name not in body:
            message = f"Missing required parameter: '{name}'."
            raise Refused(message, param=name, code="missing_required_parameter")
    if body["completion_window"] != "24h":
        raise Refused("Invalid value: expected '24h'.", param="completion_window")
    if body["endpoint"] not in openai_batch_lines.ENDPOINTS:
        raise Refused("Invalid value for 'endpoint'.", param="endpoint", code="invalid_value")
    checked_metadata(body)
    kept = body.get("output_expires_after")
    if kept is not None and not lasts(kept):
        raise Refused("Invalid 'output_expires_after'.", param="output_expires_after")


def _page(request: Request) -> tuple[int, str]:
    query = request.query_params
    limit = query.get("limit", "20")
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise Refused("Invalid 'limit': expected 1 to 100.", param="limit", code="invalid_value")
    return int(limit), query.get("after", "")
