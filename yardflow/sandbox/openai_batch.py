"""One of OpenAI's batches: what takes a real one up to a day takes two seconds here.

It moves on whenever somebody looks at it: validating, in_progress, finalizing, completed; or
failed, expired, cancelling and cancelled.
"""

import time
import uuid
from dataclasses import dataclass, field

from yardflow.sandbox import openai_batch_lines
from yardflow.sandbox.faults import Fault
from yardflow.sandbox.openai_batch_lines import Line, as_file
from yardflow.sandbox.openai_files import File, Files
from yardflow.sandbox.openai_requests import Refused

A_DAY_S = 24 * 3600
# The shares of a batch's time after which it is at work, and bringing its files together.
AT_WORK, FINALIZING = 0.1, 0.8
CANCELLING_SHARE = 0.2
_ENDED = {"completed", "failed", "expired", "cancelled"}
_MOMENTS = (
    *("in_progress", "finalizing", "completed", "failed", "expired", "cancelling", "cancelled"),
)


@dataclass
class Batch:
    """One batch. ``seconds`` is how long it takes, ``fault`` how it goes wrong, ``lasts`` how many
    seconds its files are kept.
    """

    input_file_id: str
    endpoint: str
    metadata: dict | None
    lines: list[Line]
    errors: list[dict]
    seconds: float
    fault: Fault | None
    lasts: int
    created_at: int
    began: float = field(default_factory=time.monotonic)
    id: str = field(default_factory=lambda: f"batch_{uuid.uuid4().hex}")
    status: str = "validating"
    at: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"completed": 0, "failed": 0})
    tokens: dict[str, int] = field(default_factory=lambda: {"input": 0, "output": 0})
    cancelled_after: float | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None

    @property
    def kind(self) -> str:
        """The kind of its fault, or empty."""
        return self.fault.fault if self.fault else ""

    def move_on(self, files: Files) -> None:
        """To where it should be by now."""
        while self.status not in _ENDED and (after := self._next()):
            if after in _ENDED:
                self._end(after, files)
            self.status = after
            self.at[after] = int(time.time())
            self.counts["completed"] = max(self.counts["completed"], self._answered_by_now())

    def cancel(self) -> None:
        """Asks for it to be stopped; raises `Refused` when it has ended."""
        if self.status in _ENDED:
            message = f"Cannot cancel a batch with status '{self.status}'."
            raise Refused(message, status=409)
        if self.status != "cancelling":
            self.cancelled_after = self._share()
            self.status = "cancelling"
            self.at["cancelling"] = int(time.time())

    def _share(self) -> float:
        passed = time.monotonic() - self.began
        return min(1.0, passed / self.seconds) if self.seconds else 1.0

    def _next(self) -> str:
        """The status that is due now, or empty."""
        share = self._share()
        if self.status == "validating":
            if self.errors or self.kind == "batch_failed":
                return "failed" if share >= AT_WORK else ""
            return "in_progress" if share >= AT_WORK else ""
        if self.status == "in_progress":
            return "finalizing" if share >= FINALIZING else ""
        if self.status == "cancelling":
            due = (self.cancelled_after or 0) + CANCELLING_SHARE
            return "cancelled" if share >= min(due, 1.0) else ""
        ends_as = "expired" if self.kind == "batch_expired" else "completed"
        return ends_as if share >= 1 else ""

    def _answered_by_now(self) -> int:
        if self.status in ("validating", "failed") or self.errors:
            return 0
        if self.status in _ENDED:
            return self.counts["completed"]
        share = self.cancelled_after if self.cancelled_after is not None else self._share()
        return int(len(self.lines) * max(0.0, min(1.0, (share - AT_WORK) / (1 - AT_WORK))))

    def _end(self, status: str, files: Files) -> None:
        """Writes its files."""
        if status == "failed":
            if not self.errors:
                code = (self.fault and self.fault.code) or "invalid_request"
                error = {"code": code, "message": "The file is not fit."}
                self.errors = [error | {"param": None, "line": None}]
            return
        reached = len(self.lines)
        if status == "expired":
            reached //= 2
        elif status == "cancelled":
            reached = self._answered_by_now()
        fault = self.fault if self.kind == "batch_lines" else None
        good, bad = openai_batch_lines.answered(self.lines[:reached], self.endpoint, fault)
        left = "batch_expired" if status == "expired" else "batch_cancelled"
        message = "This request could not be executed before the batch ended."
        bad += openai_batch_lines.unanswered(self.lines[reached:], left, message)
        self.counts = {"completed": len(good), "failed": len(bad)}
        for line in good:
            usage = line["response"]["body"].get("usage") or {}
            self.tokens["input"] += usage.get("input_tokens", 0)
            self.tokens["output"] += usage.get("output_tokens", 0)
        if good:
            self.output_file_id = self._filed(files, "output", good)
        if bad:
            self.error_file_id = self._filed(files, "error", bad)

    def _filed(self, files: Files, kind: str, lines: list[dict]) -> str:
        name = f"{self.id}_{kind}.jsonl"
        file = File("batch_output", name, as_file(lines), files.clock.now(), self.lasts)
        return files.keep(file).id

    def as_json(self) -> dict:
        """The batch object."""
        into, out = self.tokens["input"], self.tokens["output"]
        failed = {"object": "list", "data": self.errors} if self.status == "failed" else None
        total = 0 if self.status in ("validating", "failed") else len(self.lines)
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": self.endpoint,
            "model": str(self.lines[0].body.get("model")) if self.lines else None,
            "errors": failed,
            "input_file_id": self.input_file_id,
            "completion_window": "24h",
            "status": self.status,
            "output_file_id": self.output_file_id,
            "error_file_id": self.error_file_id,
            "created_at": self.created_at,
            "expires_at": self.created_at + A_DAY_S,
            **{f"{name}_at": self.at.get(name) for name in _MOMENTS},
            "request_counts": {"total": total, **self.counts},
            "usage": {
                "input_tokens": into,
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens": out,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": into + out,
            },
            "metadata": self.metadata,
        }
