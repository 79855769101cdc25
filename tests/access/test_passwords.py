"""Passwords: every byte counts, nothing opens without its key, few at a time."""

import asyncio
import threading

import pytest

from yardflow.auth import passwords
from yardflow.config import settings
from yardflow.errors import Invalid

pytestmark = pytest.mark.usefixtures("urls")


@pytest.mark.parametrize("length", [10, 64, 72, 73, 200, 1000])
async def test_a_password_works_whole_however_long(length: int):
    stored = passwords.hash_password("p" * length)
    assert await passwords.matches("p" * length, stored)
    assert not await passwords.matches("p" * (length - 1) + "q", stored)


async def test_multibyte_passwords_and_zero_bytes_work_whole():
    stored = passwords.hash_password("sønderjysk\0kaffebord" * 5 + "é")
    assert await passwords.matches("sønderjysk\0kaffebord" * 5 + "é", stored)
    assert not await passwords.matches("sønderjysk\0kaffebord" * 5 + "è", stored)
    assert not await passwords.matches("sønderjysk", stored)


async def test_the_same_password_is_stored_differently_each_time():
    assert passwords.hash_password("one password") != passwords.hash_password("one password")


async def test_a_stolen_hash_is_of_no_use_without_the_secret(monkeypatch: pytest.MonkeyPatch):
    stored = passwords.hash_password("one password")
    monkeypatch.setattr(type(settings()), "secret", lambda self: "another secret" * 4)
    assert not await passwords.matches("one password", stored)


@pytest.mark.parametrize("stored", [None, "", "!", "$2b$", "plain text"])
async def test_what_is_no_hash_opens_for_nobody(stored: str | None):
    assert not await passwords.matches("nobody has this password", stored)


async def test_as_much_work_is_done_for_nobody_as_for_somebody(monkeypatch: pytest.MonkeyPatch):
    compared = []
    monkeypatch.setattr(passwords, "_check", lambda given, stored: compared.append(stored))
    await passwords.matches("guess", passwords.hash_password("one password"))
    await passwords.matches("guess", None)
    costs = {stored[:6] for stored in compared}
    assert (len(compared), len(costs)) == (2, 1)


async def test_only_a_few_are_compared_at_once(monkeypatch: pytest.MonkeyPatch):
    at_once, most, lock = 0, 0, threading.Lock()

    def check(given: str, stored: str) -> bool:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        threading.Event().wait(0.01)
        with lock:
            at_once -= 1
        return False

    monkeypatch.setattr(passwords, "_check", check)
    await asyncio.gather(*(passwords.matches("guess", None) for _ in range(8)))
    assert most == passwords.AT_ONCE


@pytest.mark.parametrize(
    ("password", "repeated", "field"),
    [("too short", None, "password"), ("x" * 1001, None, "password"), ("x" * 12, "y", "repeat")],
)
def test_a_new_password_is_long_enough_and_typed_the_same_twice(password, repeated, field):
    with pytest.raises(Invalid) as refused:
        passwords.accept_new(password, repeated)
    assert list(refused.value.fields) == [field]


def test_a_sentence_is_a_good_password():
    passwords.accept_new("a sentence is good", "a sentence is good")
