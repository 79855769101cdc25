"""What an answer reports to have used, taken only where it can be right.

Money is counted from these figures, so they are held against what is known without them: a token
is at least one byte of what was sent, the output was limited, and the parts add up.
"""

from typing import Any

from yardflow.integrations.connections import connection
from yardflow.integrations.errors import PermanentError, TemporaryError, name
from yardflow.integrations.openai.limits import MARGIN_TOKENS
from yardflow.prices import Usage, margin_at

# What was asked for, as an answer may call it; lines of batches say nothing of it.
_USUAL_TIERS = (None, "default", "auto")


def usage_of(body: dict[str, Any], model: str, sent: int, output: str, most_output: int) -> Usage:
    """What the answer ``body`` used; ``sent`` is how many bytes were asked, ``said`` its text,
    ``most_output`` the tokens that it could have.

    Raises:
        TemporaryError: nothing is reported.
        PermanentError: what is reported can't be right.
    """
    reported = body.get("usage")
    if not isinstance(reported, dict):
        raise TemporaryError("OpenAI did not say what its answer used.", in_doubt=True)
    into, out = _details(reported, "input"), _details(reported, "output")
    usage = Usage(
        model=model,
        input_tokens=_figure(reported.get("input_tokens")),
        cached_tokens=_figure(into.get("cached_tokens") or 0),
        written_tokens=_figure(into.get("cache_write_tokens") or 0),
        output_tokens=_figure(reported.get("output_tokens")),
        margin=margin_at(connection("openai").base_url),
        tier=_unusual(body.get("service_tier")),
    )
    reasoning = _figure(out.get("reasoning_tokens") or 0)
    total = usage.input_tokens + usage.output_tokens
    adds_up = reported.get("total_tokens", total) == total and reasoning <= usage.output_tokens
    if not adds_up or not _possible(usage, sent, output, most_output):
        raise _wrong()
    return usage


def _figure(reported: object) -> int:
    if type(reported) is not int or reported < 0:
        raise _wrong()
    return reported


def _possible(usage: Usage, sent: int, output: str, most_output: int) -> bool:
    return (
        0 < usage.input_tokens <= sent + MARGIN_TOKENS
        and usage.output_tokens <= most_output
        and usage.cached_tokens + usage.written_tokens <= usage.input_tokens
        and (usage.output_tokens > 0 or not output)
    )


def _unusual(tier: object) -> str:
    """The tier that answered, where that is not the one that was asked for and has its price."""
    return "" if tier in _USUAL_TIERS else name(tier) or "unknown"


def _details(reported: dict[str, Any], kind: str) -> dict[str, Any]:
    details = reported.get(f"{kind}_tokens_details")
    return details if isinstance(details, dict) else {}


def _wrong() -> PermanentError:
    return PermanentError(
        "OpenAI's report of what the answer used can't be right. "
        "Ask an administrator to compare it with the bill.",
        in_doubt=True,
    )
