"""Passwords: every byte counts, nothing opens without its key, few at a time."""

import asyncio
import threading

import pytest

from tests.fixtures.rows import each_row
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
    assert not await passwords.matches("no password", stored)


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

    async def attempt() -> None:
        async with passwords.turn():
            await passwords.matches("guess", None)

    await asyncio.gather(*(attempt() for _ in range(8)))
    assert most == passwords.AT_ONCE


@each_row(
    ("password", "repeated", "field"),
    [("too short", None, "password"), ("x" * 1001, None, "password"), ("x" * 12, "y", "repeat")],
)
def test_a_new_password_is_long_enough_and_typed_the_same_twice(password, repeated, field):
    with pytest.raises(Invalid) as refused:
        passwords.accept_new(password, repeated)
    assert list(refused.value.fields) == [field]


@each_row(
    "password",
    [
        *(
            "a sentence is good",
            "xK9#mQ2$vL",
            "x$2%9^4&7*1",
            "}{>?<:~|&%$#",
            "sønderjysk kaffebord",
        ),
        *(
            "日本語のパスワードです",
            "Alice in wonderland",
            "p" + "q" * 9 + "rstuv",
            "31415926535897932385",
        ),
    ],
)
def test_a_sentence_is_a_good_password_and_so_is_chance(password: str):
    passwords.accept_new(password, password, own=("Alice Liddell", "alice@yardflow.test"))


@each_row(
    ("password", "reason"),
    [
        *(
            (password, "common")
            for password in ("password12", "PASSWORD2026", "1q2w3e4r5t", "1q2w3e4r5t99")
        ),
        *(
            (password, "common")
            for password in ("P@ssw0rd!!", "$$dr4g0n$$99", "2026summer!", "i love you!!")
        ),
        *(
            (password, "common")
            for password in ("1234567890", "9876543210", "12345678901234567890")
        ),
        *((password, "common") for password in ("monkey-monkey1", "ｐａｓｓｗｏｒｄ１２")),
        *((password, "common") for password in ("pássword1234", "Pässwørd!2026", "p.á.s.s.word1")),
        *((password, "common") for password in ("password1password2", "letmein123letmein")),
        *((password, "common") for password in ("abcdefghijkl", "zyxwvutsrq99")),
        *(
            (password, "repeated")
            for password in (" " * 10, "a" * 10, "abababababab", "aaaaaaaaaaaaab")
        ),
        *((password, "repeated") for password in ("dragon dragon", "xK9#xK9#xK9#")),
        *(
            (password, "own")
            for password in ("alice@yardflow.test", "AliceLiddell2026!", "Liddell.Alice")
        ),
        *((password, "own") for password in ("YardFlow2026!", "alice.liddell", "12-Liddell-34")),
    ],
)
def test_what_is_guessed_first_is_refused_and_said_why(password: str, reason: str):
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.accept_new(password, own=("Alice Liddell", "alice@yardflow.test"))
    assert refused.value.reason == reason


@each_row("password", ["JörgMüller2026", "jorg.muller1", "JÖRG MÜLLER!!"])
def test_a_name_is_one_with_and_without_its_accents(password: str):
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.accept_new(password, own=("Jörg Müller", "j@acme.test"))
    assert refused.value.reason == "own"


@each_row("password", ["YardFlow2026!", "yardflow-123", "Yárd Flow 2026"])
def test_the_products_own_name_is_no_password_for_anybody(password: str):
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.accept_new(password, own=("Ann Lee", "ann@acme.test"))
    assert refused.value.reason == "common"


def test_each_of_the_ten_thousand_commonest_is_refused_as_far_as_it_is_long_enough():
    listed = passwords.weak_passwords._commonest()
    assert len(listed) == 10_000
    for password in listed:
        with pytest.raises(passwords.WeakPassword):
            passwords.accept_new(password)


@each_row("password", ["Summer-house 1", "summer-house 1", "SUMMER-HOUSE 27!"])
def test_a_new_password_is_no_version_of_the_former_one(password: str):
    with pytest.raises(passwords.WeakPassword):
        passwords.accept_instead(password, "Summer-house 1")
    passwords.accept_instead("winter-house 1", "Summer-house 1")
