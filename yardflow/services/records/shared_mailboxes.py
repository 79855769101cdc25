"""Mailboxes that several people read: they identify no one, and tell nothing of how a company forms
its people's addresses. (Hosts that several companies use are in `domains`.)

The words of roles are the same where lists have one in the place of a name (``Sales Team``).
"""

import re
from functools import cache
from pathlib import Path

from yardflow.services.records.normalize import folded

_ROLES = Path(__file__).with_suffix(".txt")
_NUMBERED = re.compile(r"\d{1,3}$")
_PARTS = re.compile(r"[._+-]")
_LONGEST_LOCAL = 64


def is_shared_mailbox(address: str) -> bool:
    """Whether an address is a role's rather than a person's: ``sales@``, ``sales2@``,
    ``info.de@``, ``vertrieb@``.
    """
    local = folded(address[: _LONGEST_LOCAL + 1].partition("@")[0])
    if local in _roles():
        return True
    first, *rest = _PARTS.split(local)
    return _NUMBERED.sub("", first) in _roles() and all(
        len(part) <= 2 or part in _roles() for part in rest
    )


@cache
def _roles() -> frozenset[str]:
    lines = _ROLES.read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
