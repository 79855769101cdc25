"""What is sealed: readable with any of the keys, and by no one without."""

import base64
import stat

import pytest

from tests.conftest import KEY
from yardflow import encryption
from yardflow.config import SettingsError, load
from yardflow.encryption import NoEncryptionKey
from yardflow.launch import preflight

NEWER = base64.b64encode(b"\xfb\xff" * 16).decode()  # with + and / among its letters
TOKEN = "a token of HubSpot"


def test_what_is_sealed_is_read_again_and_never_looks_the_same(set_up):
    set_up(ENCRYPTION_KEYS=KEY)
    first, second = encryption.seal(TOKEN), encryption.seal(TOKEN)
    assert first != second and TOKEN not in first
    assert encryption.unseal(first) == encryption.unseal(second) == TOKEN


def test_the_newest_key_seals_and_every_key_opens(set_up):
    set_up(ENCRYPTION_KEYS=KEY)
    old = encryption.seal(TOKEN)
    set_up(ENCRYPTION_KEYS=f"{NEWER}, {KEY}")
    new = encryption.seal_again(old)
    assert encryption.unseal(old) == TOKEN
    set_up(ENCRYPTION_KEYS=NEWER)
    assert encryption.unseal(new) == TOKEN
    for work in (encryption.unseal, encryption.seal_again):
        with pytest.raises(NoEncryptionKey, match="no longer has"):
            work(old)


def test_without_a_key_nothing_is_sealed(set_up):
    set_up(ENCRYPTION_KEYS=None)
    for work in (encryption.seal, encryption.unseal, lambda _: encryption.require_key()):
        with pytest.raises(NoEncryptionKey, match="set ENCRYPTION_KEYS"):
            work(TOKEN)


@pytest.mark.parametrize("keys", ["short", f"{KEY},", f"{KEY};{KEY}", KEY * 2, "a" * 1_000_000])
def test_a_wrong_key_stops_the_start_and_is_not_repeated(monkeypatch, keys):
    monkeypatch.setenv("ENCRYPTION_KEYS", keys)
    with pytest.raises(SettingsError, match="ENCRYPTION_KEYS: expected keys of 32") as refusal:
        load()
    assert keys not in str(refusal.value)


def test_a_data_folder_has_a_key_of_its_own_for_its_owner_alone(tmp_path, set_up):
    key = preflight.encryption_key(tmp_path)
    assert preflight.encryption_key(tmp_path) == key != preflight.auth_secret(tmp_path)
    assert stat.S_IMODE((tmp_path / "encryption_key").stat().st_mode) == 0o600
    set_up(ENCRYPTION_KEYS=key)
    assert encryption.unseal(encryption.seal(TOKEN)) == TOKEN
