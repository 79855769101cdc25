"""Passwords: bcrypt over a keyed hash, in a thread, a few at a time.

bcrypt reads 72 bytes and no zero byte. HMAC-SHA256 in base64 gives it 44 characters that depend on
every byte of the password; its key comes from `AUTH_SECRET`, so that a stolen table alone can't be
guessed at.
"""

import asyncio
import base64
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import bcrypt

from yardflow.config import settings
from yardflow.errors import Invalid

ROUNDS = 12  # about a quarter of a second
SHORTEST, LONGEST = 10, 1000
# One try keeps a core busy; more at once than this would starve everybody else of theirs.
AT_ONCE = 2
_THREADS = ThreadPoolExecutor(AT_ONCE, "password")


def hash_password(password: str) -> str:
    """The password as it is stored. Takes a quarter of a second: in a handler use `hashed`."""
    return bcrypt.hashpw(_keyed(password), bcrypt.gensalt(ROUNDS)).decode()


async def hashed(password: str) -> str:
    """`hash_password` in a thread, when it is its turn."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, hash_password, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Takes as long when there is nobody to compare with.

    A stored value that is no bcrypt hash opens for nobody.
    """
    readable = stored is not None and stored.startswith("$2")
    loop = asyncio.get_running_loop()
    against = stored if stored and readable else await loop.run_in_executor(_THREADS, _nobodys)
    return await loop.run_in_executor(_THREADS, _check, password, against) and readable


def accept_new(password: str, repeated: str | None = None) -> None:
    """Whether somebody may take this as their new password.

    Raises:
        Invalid: shorter than 10 or longer than 1,000 characters, or typed differently twice.
    """
    if len(password) < SHORTEST:
        raise _refuse("password", f"Use at least {SHORTEST} characters; a short sentence is good.")
    if len(password) > LONGEST:
        raise _refuse("password", f"Use at most {LONGEST} characters.")
    if repeated is not None and repeated != password:
        raise _refuse("repeat", "The two passwords differ. Type the same one twice.")


def _refuse(field: str, message: str) -> Invalid:
    return Invalid(message, {field: message})


def _check(password: str, stored: str) -> bool:
    try:
        return bcrypt.checkpw(_keyed(password), stored.encode())
    except ValueError:  # begins like a hash and is none
        return False


def _keyed(password: str) -> bytes:
    given = password.encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(_key(settings().secret()), given, "sha256"))


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"yardflow passwords", hashlib.sha256)


@cache
def _nobodys() -> str:
    return hash_password("nobody has this password")
