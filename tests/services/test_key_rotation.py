"""``make rotate-keys``: all that is sealed opens with the newest key alone."""

import base64
import os
import subprocess
import sys

from tests.conftest import KEY
from tests.fixtures.hubspot_connection import stored
from tests.fixtures.product import ROOT
from yardflow import encryption
from yardflow.services import key_rotation
from yardflow.services.hubspot.connection import authorizing

NEWER = base64.b64encode(bytes(range(32))).decode()


def test_every_sealed_text_is_sealed_again(session, admin, connect, set_up):
    before = connect()
    token = encryption.unseal(before.refresh_token)
    authorizing.begin(session, admin)
    session.commit()
    set_up(ENCRYPTION_KEYS=f"{NEWER},{KEY}")
    assert key_rotation.rotate(session) == 3
    session.commit()
    set_up(ENCRYPTION_KEYS=NEWER)
    after = stored(session)
    assert encryption.unseal(after.refresh_token) == token
    assert after.generation == before.generation  # whoever is renewing it still may


def test_all_sealed_columns_are_known():
    names = {f"{column.table.name}.{column.name}" for column in key_rotation.sealed_columns()}
    assert names >= {
        "hubspot_connection.access_token",
        "hubspot_connection.refresh_token",
        "hubspot_authorization.verifier",
    }


def test_the_program_says_what_it_did_or_what_is_missing(session, connect):
    connect()

    def run(keys: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "yardflow.services.key_rotation"],
            env={**os.environ, "ENCRYPTION_KEYS": keys},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )

    done = run(f"{NEWER},{KEY}")
    assert (done.returncode, done.stdout) == (0, "Sealed again with the newest key: 2 texts.\n")
    refused = run(KEY)
    assert refused.returncode == 1 and "former key" in refused.stderr
    assert "Traceback" not in refused.stderr
