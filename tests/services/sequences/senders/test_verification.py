"""Whether a sender's emails arrive: SendGrid's word and the DNS."""

import pytest

from tests.fixtures.name_server import NameServer
from tests.fixtures.sandbox import call
from tests.integrations.sendgrid.test_identities import add
from yardflow.errors import NotFound
from yardflow.integrations.dns import email_authentication
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


def test_what_is_left_at_domains_is_said_of_those_that_emails_go_out_from(session, alice):
    for name, address in (
        ("Ann", "ann@acme.com"),
        ("Bo", "bo@birch.net"),
        ("Dee", "dee@made-up.example"),
        ("Cy", "cy@off.org"),
    ):
        row = service.create(session, alice, ANN | {"name": name, "address": address})
    service.pause(session, alice, row.id, "On leave")
    session.commit()
    server = NameServer(
        **{
            "acme.com": {"TXT": ['"v=spf1 -all"']},
            "s1._domainkey.acme.com": {"TXT": ['"p=MIGf"']},
            "_dmarc.acme.com": {"TXT": ['"v=DMARC1; p=none"']},
            "birch.net": {"TXT": ['"v=spf1 -all"']},
            "m1._domainkey.birch.net": {"TXT": ['"p=MIGf"']},
        }
    )

    def ask(domain: str) -> email_authentication.Authentication:
        return email_authentication.check(domain, domain, 0.3, ["127.0.0.1"], server.port)

    left = verification.domains_left(session, alice, ask)
    assert left.not_checked == []
    assert left.advice == ["Add a DMARC record to birch.net: Gmail and Yahoo ask for one."]
    server.mood = "deaf"
    left = verification.domains_left(session, alice, ask)
    assert (left.advice, left.not_checked) == ([], ["acme.com", "birch.net"])
    server.close()
