"""A message on its way: what it takes to make it, and what became of it.

Named tuples, because one of each is made for every email, and a frozen dataclass takes twice as
long.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from yardflow.models.message import MessageStatus
from yardflow.services.sequences.definitions.steps import Email


class Outgoing(NamedTuple):
    """A message that was decided at ``decided_at``, with what it is made of; ``wording`` is the
    number that chooses among the wordings of its template, and ``token`` the secret of the address
    that it is answered to.
    """

    id: int
    key: str
    enrollment_id: int
    contact_id: int
    sender_id: int
    address: str
    step: Email
    values: Mapping[str, str]
    decided_at: datetime
    sequence_id: int
    wording: int = 0
    token: str = ""

    @property
    def categories(self) -> tuple[str, str]:
        """What SendGrid's statistics count it under. It passes them on to whoever may see these, so
        they name no one.
        """
        sequence = f"sequence-{self.sequence_id}"
        return sequence, f"{sequence}/{self.step.key}"


class Result(NamedTuple):
    """What became of it. ``retry_after`` goes with ``queued``: it was certainly not taken, and may
    be tried again then. ``of_sender``: that is because of the sender, who can't send at all.
    """

    outgoing: Outgoing
    status: MessageStatus
    subject: str = ""
    provider_id: str = ""
    error: str = ""
    retry_after: timedelta = timedelta()
    of_sender: bool = False
