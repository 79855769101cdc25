"""Passwords: bcrypt over a keyed hash, in a thread, a few at a time.

bcrypt reads 72 bytes and no zero byte. HMAC-SHA256 in base64 gives it 44 characters that depend on
every byte of the password; its key comes from `AUTH_SECRET`, so that a stolen table alone can't be
guessed at.
"""

import asyncio
import base64
import hashlib
import hmac
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import bcrypt

from yardflow.auth import weak_passwords
from yardflow.config import settings
from yardflow.errors import Invalid

Result = TypeVar("Result")

ROUNDS = 12  # about a quarter of a second
SHORTEST, LONGEST = 10, 1000
HINT = f"At least {SHORTEST} characters. A short phrase works well."
# One comparison keeps a core busy; more at once than this would starve all other work.
AT_ONCE = 2
_THREADS = ThreadPoolExecutor(AT_ONCE, "password")
REASONS = {
    "short": f"Use at least {SHORTEST} characters. A short phrase works well.",
    "long": f"Use at most {LONGEST:,} characters.",
    "repeat": "The passwords don't match. Type the same one twice.",
    "repeated": "Use more different characters. A short phrase works well.",
    "common": (
        "This password, or one very close to it, is among the first that attackers try. "
        "Choose another one. A short phrase works well."
    ),
    "own": (
        "Attackers try names and email addresses first. Choose a password that isn't made from "
        "yours. A short phrase works well."
    ),
    "former": "The new password is too close to the current one. Choose a different one.",
}

_limits: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]" = (
    weakref.WeakKeyDictionary()
)


def hash_password(password: str) -> str:
    """The password as it is stored. Takes a quarter of a second: in a handler use `hashed`."""
    return bcrypt.hashpw(_keyed(password), bcrypt.gensalt(ROUNDS)).decode()


async def hashed(password: str) -> str:
    """`hash_password` in a thread, when it is its turn."""
    async with turn():
        return await _in_thread(hash_password, password)


def turn() -> asyncio.Semaphore:
    """Held around each comparison; who waits for it takes no connection and counts nowhere."""
    loop = asyncio.get_running_loop()
    return _limits.setdefault(loop, asyncio.Semaphore(AT_ONCE))


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one, compared in a thread, within `turn`.

    Takes as long when there is no stored password. A stored value that is no bcrypt hash never
    matches.
    """
    readable = stored is not None and stored.startswith("$2")
    against = stored if stored and readable else await _in_thread(_unmatchable)
    return await _in_thread(_check, password, against) and readable


async def _in_thread(work: Callable[..., Result], *arguments: str) -> Result:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work, *arguments)


class WeakPassword(Invalid):
    """A password that can't be taken; ``reason`` is a key of `REASONS`."""

    def __init__(self, reason: str) -> None:
        message = REASONS[reason]
        super().__init__(message, {"repeat" if reason == "repeat" else "password": message})
        self.reason = reason


def accept_new(password: str, repeated: str | None = None, own: Iterable[str] = ()) -> None:
    """Refuses what must not be a new password; ``own`` is the person's name and address.

    Raises:
        WeakPassword: too short or too long, typed differently twice, or
            among the first that are guessed.
    """
    if len(password) < SHORTEST:
        raise WeakPassword("short")
    if len(password) > LONGEST:
        raise WeakPassword("long")
    if repeated is not None and repeated != password:
        raise WeakPassword("repeat")
    if weak_passwords.is_repeated(password, SHORTEST):
        raise WeakPassword("repeated")
    if weak_passwords.is_common(password):
        raise WeakPassword("common")
    if weak_passwords.is_personal(password, own):
        raise WeakPassword("own")
    if weak_passwords.is_personal(password, (weak_passwords.PRODUCT,)):
        raise WeakPassword("common")


def accept_instead(password: str, former: str) -> None:
    """Refuses what must not replace the ``former`` password.

    Raises:
        WeakPassword: it is the same, or nearly.
    """
    if weak_passwords.is_similar(password, former):
        raise WeakPassword("former")


def _check(password: str, stored: str) -> bool:
    try:
        return bcrypt.checkpw(_keyed(password), stored.encode())
    except ValueError:  # begins like a hash and is none
        return False


def _keyed(password: str) -> bytes:
    plain = password.encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(_key(settings().secret()), plain, "sha256"))


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"yardflow passwords", hashlib.sha256)


@cache
def _unmatchable() -> str:
    return hash_password("no password")
