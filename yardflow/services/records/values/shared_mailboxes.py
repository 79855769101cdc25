"""Mailboxes that several people read: they identify no one, and tell nothing of how a company forms
its people's addresses. (Hosts that several companies use are in `domains`.)

The words of roles are the same where lists have one in the place of a name (``Sales Team``).
"""

import re
from functools import cache
from pathlib import Path

from yardflow.services.records.values.normalize import folded

_ROLES = Path(__file__).with_suffix(".txt")
_NUMBERED = re.compile(r"\d{1,3}$")
_PARTS = re.compile(r"[._+-]")
_LONGEST_LOCAL = 64
# Roles are often written in one, as in ``accountspayable``; shorter words are parts of names.
_SHORTEST_IN_ONE = 4


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before or behind a role they say where; alone they may be somebody's.
_REGIONS = _set(
    "us uk gb eu de at ch fr es pt it nl be pl cz sk hu tr dk fi ie ca mx br cn jp sg au nz"
    " north south east west northeast northwest southeast southwest midwest central nord sud sued"
    " ost est ouest norte sur sul oeste norr syd oster vast noord zuid oost europe asia africa"
    " america americas canada mexico germany deutschland austria france espana italia polska"
    " benelux nordic nordics dach emea apac latam usa intl regional national domestic"
)
# Families are called so: initials behind it, as in ``jobs.s``, make it a person's.
FAMILIES = _set(
    "jobs job post press main head general media booth front member chef leiter handel kunde client"
    " zoll kasse root price tax law agent care talent personal presse praca sklad page"
    " standard bok drift lohn edi loja poczta podpora fiere"
)


def is_shared_mailbox(address: str) -> bool:
    """Whether an address is a role's rather than a person's: ``sales@``, ``sales2@``,
    ``info.de@``, ``us.sales@``, ``vertrieb@``, ``accountspayable@``.
    """
    local = folded(address[: _LONGEST_LOCAL + 1].partition("@")[0])
    if _is_role(local):
        return True
    first, *rest = _PARTS.split(local)
    if rest and first in _REGIONS:
        first, *rest = rest
    role = _NUMBERED.sub("", first)
    return _is_role(role) and all(_is_of(role, part) for part in rest)


def _is_of(role: str, part: str) -> bool:
    """Whether a part behind a role's word narrows it down: a country, a number, another role."""
    return (
        (len(part) <= 2 and role not in FAMILIES)
        or part.isdigit()
        or part in _REGIONS
        or _is_role(part)
    )


def _is_role(text: str) -> bool:
    roles = _roles()
    if text in roles:
        return True
    if text[:_SHORTEST_IN_ONE] not in _beginnings():  # as nearly every name
        return False
    parting = range(_SHORTEST_IN_ONE, len(text) - _SHORTEST_IN_ONE + 1)
    return text.isalpha() and any(text[:at] in roles and text[at:] in roles for at in parting)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(word[:_SHORTEST_IN_ONE] for word in _roles())


@cache
def _roles() -> frozenset[str]:
    lines = _ROLES.read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
