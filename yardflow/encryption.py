"""What must be readable again and never lies open: tokens of other services, under MultiFernet.

`ENCRYPTION_KEYS` has the keys, the newest first: it encrypts, and each of them decrypts. A column
of sealed texts is made by `models.base.sealed`; ``make rotate-keys`` seals them all again.
"""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from yardflow.config import settings
from yardflow.errors import Unavailable

_NO_KEY = (
    "YardFlow can't store this safely yet: the server has no encryption key. Ask an administrator "
    "to set ENCRYPTION_KEYS."
)
_OTHER_KEY = (
    "What is stored was encrypted with a key that the server no longer has. Ask an administrator "
    "to add the former key to ENCRYPTION_KEYS, or enter it again."
)


class NoEncryptionKey(Unavailable):
    """There is no key to encrypt with, or none that opens what was sealed."""

    code = "no_encryption_key"


def require_key() -> None:
    """Raises `NoEncryptionKey` while nothing can be sealed."""
    _keys()


def seal(text: str) -> str:
    """The text, encrypted with the newest key.

    Raises:
        NoEncryptionKey: there is none. Nothing is ever stored as it is instead.
    """
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed, by whichever key.

    Raises:
        NoEncryptionKey: there is none, or not the one that sealed it.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise NoEncryptionKey(_OTHER_KEY) from None


def seal_again(sealed: str) -> str:
    """The same text, encrypted with the newest key.

    Raises:
        NoEncryptionKey: there is none, or not the one that sealed it.
    """
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise NoEncryptionKey(_OTHER_KEY) from None


def _keys() -> MultiFernet:
    keys = settings().encryption_keys
    if keys is None:
        raise NoEncryptionKey(_NO_KEY)
    return _of(keys.get_secret_value())


@cache
def _of(keys: str) -> MultiFernet:
    urlsafe = keys.translate(str.maketrans("+/", "-_"))
    return MultiFernet([Fernet(key.strip()) for key in urlsafe.split(",")])
