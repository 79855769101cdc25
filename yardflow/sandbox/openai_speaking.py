"""What the sandbox's model says to a request, in the shapes of OpenAI's two ways of asking."""

import json
import time
import uuid
from typing import Any

from yardflow.sandbox import answers
from yardflow.sandbox.faults import Fault

REFUSAL = "I'm sorry, but I can't help with that."
_STOPPED = {"truncated": "max_output_tokens", "filtered": "content_filter"}


def response_to(body: dict, fault: Fault | None = None) -> dict[str, Any]:
    """The answer to ``POST /responses``, as it should be or as the fault wants it."""
    kind = fault.fault if fault else ""
    format = (body.get("text") or {}).get("format") or {"type": "text"}
    text = _output(kind, format.get("schema"), _last_input(body["input"]))
    part: dict[str, Any] = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    if kind == "refusing":
        part = {"type": "refusal", "refusal": REFUSAL}
    stopped = _STOPPED.get(kind)
    status = "incomplete" if stopped else "completed"
    usage = _usage(json.dumps(body), text, "input", "output")
    thoughts = []
    if kind == "reasoned":
        thoughts, usage = [_thought()], _thought_of(usage)
    return {
        "id": f"resp_{uuid.uuid4().hex}",
        "object": "response",
        "created_at": int(time.time()),
        "status": status,
        "error": None,
        "incomplete_details": {"reason": stopped} if stopped else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "metadata": body.get("metadata") or {},
        "model": body["model"],
        "output": [
            *thoughts,
            {
                "type": "message",
                "id": f"msg_{uuid.uuid4().hex}",
                "status": status,
                "role": "assistant",
                "content": [part],
            },
        ],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": body.get("reasoning") or {"effort": None, "summary": None},
        "service_tier": "priority" if kind == "other_tier" else "default",
        "store": body.get("store", True),
        "temperature": 1.0,
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": lied(usage, fault.lie) if fault and kind == "lying_usage" else usage,
    }


def chat_to(body: dict, fault: Fault | None = None) -> dict[str, Any]:
    """The answer to ``POST /chat/completions``."""
    kind = fault.fault if fault else ""
    format = body.get("response_format") or {}
    schema = (format.get("json_schema") or {}).get("schema")
    text = _output(kind, schema, str(body["messages"][-1].get("content", "")))
    message = {"role": "assistant", "content": text, "refusal": None}
    if kind == "refusing":
        message |= {"content": None, "refusal": REFUSAL}
    ended = {"truncated": "length", "filtered": "content_filter"}.get(kind, "stop")
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": ended}],
        "usage": _usage(json.dumps(body), text, "prompt", "completion"),
    }


def as_stream(answer: dict[str, Any]) -> str:
    """The answer as events: that it began, and the whole of it."""
    begun = answer | {"status": "in_progress", "output": [], "usage": None}
    events = [("response.created", begun), (f"response.{answer['status']}", answer)]
    return "".join(
        f"event: {kind}\ndata: "
        + json.dumps({"type": kind, "sequence_number": number, "response": response})
        + "\n\n"
        for number, (kind, response) in enumerate(events)
    )


def _thought() -> dict[str, Any]:
    return {"type": "reasoning", "id": f"rs_{uuid.uuid4().hex}", "summary": []}


def _thought_of(usage: dict[str, Any]) -> dict[str, Any]:
    """Half of the input was in the cache, a quarter was put there; as much again was thought as
    was said.
    """
    given, made = usage["input_tokens"], usage["output_tokens"]
    details = {"cached_tokens": given // 2, "cache_write_tokens": given // 4}
    return usage | {
        "input_tokens_details": details,
        "output_tokens": 2 * made,
        "output_tokens_details": {"reasoning_tokens": made},
        "total_tokens": given + 2 * made,
    }


def lied(usage: dict[str, Any], lie: str) -> dict[str, Any] | None:
    """A report of usage that can't be right; see `faults.Lie` for the ways."""
    given, made = usage["input_tokens"], usage["output_tokens"]
    if lie == "absent":
        return None
    if lie == "negative":
        made = -made
    elif lie == "fraction":
        given += 0.5
    elif lie == "output":
        made = 1_000_000
    elif lie == "input":
        given = 10_000_000
    elif lie == "silent":
        made = 0
    cached = given + 1 if lie == "cached" else 0
    return usage | {
        "input_tokens": given,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": made,
        "total_tokens": given + made + (7 if lie == "total" else 0),
    }


def _output(fault: str, schema: dict | None, question: str) -> str:
    if fault == "off_schema":
        return json.dumps({"unexpected": "shape"})
    if schema is None:
        text = "This is the sandbox: no model was asked."
    else:
        text = json.dumps(answers.answer(schema, question), ensure_ascii=False)
    return text[: len(text) // 2] if fault in _STOPPED else text


def _last_input(given: str | list) -> str:
    if isinstance(given, str):
        return given
    content = given[-1].get("content", "") if given else ""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content)
    return str(content)


def _usage(question: str, output: str, into: str, out: str) -> dict[str, Any]:
    """About four characters a token, as the real ones come out for English."""
    given, made = max(1, len(question) // 4), max(1, len(output) // 4)
    return {
        f"{into}_tokens": given,
        f"{into}_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        f"{out}_tokens": made,
        f"{out}_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": given + made,
    }
