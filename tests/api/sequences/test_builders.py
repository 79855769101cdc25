"""Administrators build sequences, members read them: each way in that changes one."""

import pytest

from tests.api.test_sequences import CALL, SEQUENCES
from tests.services.sequences.senders.cast import sender_of

pytestmark = pytest.mark.usefixtures("database")
# The rest of the address, the method and a body that an administrator may send.
CHANGES = [
    ("PATCH", "", {"name": "Other"}),
    ("PATCH", "", {"draft": CALL}),
    ("DELETE", "", None),
    ("POST", "/publish", None),
    ("POST", "/archive", None),
    ("POST", "/restore", None),
    ("POST", "/clone", None),
    ("POST", "/move", {"number": 1}),
    ("POST", "/rules", {"trigger": "contact_imported", "senderIds": [1]}),
    ("PUT", "/splits/split/winner", {"way": 0}),
]
READS = ["", "/versions", "/file", "/splits", "/rules", "/progress", "/results"]


@pytest.fixture
def here(sign_in, alice) -> str:
    made = sign_in(alice).post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    sign_in(alice).post(f"{SEQUENCES}/{made['id']}/publish")
    return f"{SEQUENCES}/{made['id']}"


@pytest.mark.parametrize(("method", "rest", "body"), CHANGES)
def test_a_member_changes_no_sequence(sign_in, bob, here, method, rest, body):
    member = sign_in(bob)
    before = member.get(here).json()
    refused = member.request(method, here + rest, json=body)
    assert refused.status_code == 403, refused.text
    assert "Only administrators" in refused.json()["error"]["message"]
    assert member.get(here).json() == before


@pytest.mark.parametrize("path", ["", "/import"])
def test_a_member_adds_no_sequence(sign_in, bob, path):
    member = sign_in(bob)
    body = {"name": "Calls", **({"draft": CALL} if not path else CALL)}
    assert member.post(SEQUENCES + path, json=body).status_code == 403
    assert member.get(SEQUENCES).json()["total"] == 0


def test_a_member_reads_and_pauses(sign_in, bob, here):
    member = sign_in(bob)
    for rest in READS:
        assert member.get(here + rest).status_code == 200, rest
    assert member.post(f"{here}/pause", json={"reason": "Wrong date"}).status_code == 200
    assert member.post(f"{here}/resume").status_code == 200


def test_a_member_changes_no_rule(session, sign_in, alice, bob, here):
    body = {"trigger": "contact_imported", "senderIds": [sender_of(session)]}
    rule = sign_in(alice).post(f"{here}/rules", json=body).json()
    member = sign_in(bob)
    for method, change in (("PATCH", {"on": False}), ("DELETE", None)):
        refused = member.request(method, f"/api/rules/{rule['id']}", json=change)
        assert refused.status_code == 403, refused.text
    assert [each["on"] for each in member.get(f"{here}/rules").json()] == [True]
