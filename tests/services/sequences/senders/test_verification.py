"""Whether a sender's emails arrive: SendGrid's word and the DNS."""

import pytest

from tests.fixtures.sandbox import call
from tests.integrations.sendgrid.test_identities import add
from yardflow.errors import NotFound
from yardflow.integrations.errors import ProviderError
from yardflow.services.sequences.senders import service, verification, views

ANN = {"name": "Ann Lee", "address": "ann@acme.com", "timezone": "America/Chicago"}


@pytest.fixture(autouse=True)
def empty(sandbox) -> None:
    """No addresses from the tests before."""
    call("DELETE", f"{sandbox.url}/messages")


def test_a_sender_is_verified_once_sendgrid_says_so_and_no_longer_than_it_does(
    session, alice, sandbox
):
    ann = service.create(session, alice, ANN)
    ours = service.create(session, alice, {**ANN, "address": "ann@yardflow.example"})
    session.commit()
    assert verification.verify(session, alice, ours.id).verified
    assert not verification.verify(session, alice, ann.id).verified
    call("GET", add(sandbox, "ann@acme.com"))
    known = verification.verify(session, alice, ann.id)
    assert known.verified and known.sender.verified_at is not None
    call("DELETE", f"{sandbox.url}/messages")
    assert not verification.verify(session, alice, ann.id).verified
    assert views.get(session, alice, ann.id).verified_at is None


def test_while_sendgrid_does_not_say_what_it_said_stays(session, alice, sandbox):
    ours = service.create(session, alice, {**ANN, "address": "ann@yardflow.example"})
    session.commit()
    verification.verify(session, alice, ours.id)
    sandbox.fail("down", "sendgrid")
    with pytest.raises(ProviderError):
        verification.verify(session, alice, ours.id)
    assert views.get(session, alice, ours.id).verified_at is not None
    for ask in (verification.verify, verification.authentication):
        with pytest.raises(NotFound):
            ask(session, alice, 10**30)
