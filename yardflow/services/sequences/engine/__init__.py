"""What makes sequences go: due enrollments are claimed and decided about, and what is to be sent is
sent once.

One round: `claiming` takes a batch; in one transaction its `situation` is read, each enrollment is
decided about (`deciding`), emails are put together in requests (`batches`), and the outcomes are
written down (`writing`, `messages`): what goes out with the first requests as ``sending``, else as
``queued``, of which so many requests at a time become ``sending`` later. The provider is asked
outside of any transaction (`sending`, `payload`), and what it said is written down (`recording`). A
worker that dies in between leaves these ``sending``: they are in doubt (`recovery`), which is known
by the row of all that was posted together (`dispatches`), and not sent again by themselves.
"""

from yardflow.services.sequences.engine.why import ClosedGate, Why, why

__all__ = ["ClosedGate", "Why", "why"]
