"""Going through a question to OpenAI without asking anybody.

The package loads and builds much of itself only when it is first used: half a second of work that
the first contact after a start would otherwise wait for.
"""

import json
from contextlib import suppress
from typing import Any

import httpx2
import openai
from pydantic import BaseModel

from yardflow.integrations.errors import ProviderError
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai import client as openai_client

# As much of an answer as real ones have, because each part has a reader that is built once.
_NOTHING_SAID: dict[str, Any] = {
    "id": "resp_none",
    "object": "response",
    "created_at": 0,
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "instructions": "",
    "max_output_tokens": 16,
    "metadata": {},
    "model": "none",
    "output": [
        {
            "id": "msg_none",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "{}", "annotations": [], "logprobs": []}],
        }
    ],
    "parallel_tool_calls": True,
    "reasoning": {"effort": "low", "summary": None},
    "store": False,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
    "usage": {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 2,
    },
}


def warm_up(shape: type[BaseModel]) -> None:
    """Makes the first real question of this shape as quick as the next ones."""
    with suppress(ProviderError):
        openai_client.client()
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=_NOTHING_SAID))
    through = openai.OpenAI(
        api_key="none",
        base_url="http://localhost",
        max_retries=0,
        http_client=openai.DefaultHttpxClient(transport=transport),
    )
    answer = openai_answers.put(through, openai_answers.request("none", shape, "", {}))
    with suppress(ProviderError):
        openai_answers.read_body(json.loads(answer), "none", shape)
