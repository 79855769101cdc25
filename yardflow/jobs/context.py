"""Which job this thread is doing, so that its log lines carry the number."""

from contextvars import ContextVar

job_id: ContextVar[int | None] = ContextVar("job_id", default=None)
