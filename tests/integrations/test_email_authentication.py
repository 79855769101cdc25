"""SPF, DKIM and DMARC as the DNS has them: good, wrong, missing, or not checked."""

from collections.abc import Iterator

import pytest

from tests.fixtures.name_server import NameServer
from yardflow.integrations.dns import email_authentication
from yardflow.integrations.dns.email_authentication import Status

GOOD, WRONG, MISSING = Status.GOOD, Status.WRONG, Status.MISSING
SPF, KEY = '"v=spf1 include:sendgrid.net ~all"', '"k=rsa; p=MIGf"'
ZONE = {
    "good.test": {"TXT": ['"other"', SPF]},
    "s1._domainkey.good.test": {"TXT": ['"k=rsa; t=s; " "p=MIGf"']},
    "_dmarc.good.test": {"TXT": ['"V=dmarc1;P=Quarantine"']},
    "mail.good.test": {"TXT": [SPF]},
    "m1._domainkey.mail.good.test": {"TXT": [KEY]},
    "twice.test": {"TXT": [SPF, '"v=spf1 -all"']},
    "s1._domainkey.twice.test": {"TXT": ['"v=DKIM1; p="']},
    "_dmarc.twice.test": {"TXT": ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']},
    "alike.test": {"TXT": ['"v=spf10 -all"']},
    "_dmarc.alike.test": {"TXT": ['"v=DMARC1; rua=mailto:a@alike.test"']},
    "empty.test": {"A": ["192.0.2.7"]},
}


@pytest.fixture
def server() -> Iterator[NameServer]:
    """A name server that knows the zone above."""
    server = NameServer(**ZONE)
    yield server
    server.close()


def check(server: NameServer, domain: str, organization: str = "", limit_s: float = 2):
    return email_authentication.check(
        domain, organization or domain, limit_s, ["127.0.0.1"], server.port
    )


def test_each_of_the_three_is_found_wrong_or_missing(server):
    for domain, organization, expected in (
        ("good.test", "", (GOOD, GOOD, GOOD)),
        ("mail.good.test", "good.test", (GOOD, GOOD, GOOD)),
        ("twice.test", "", (WRONG, MISSING, WRONG)),
        ("alike.test", "", (MISSING, MISSING, WRONG)),
        ("empty.test", "", (MISSING, MISSING, MISSING)),
        ("gone.test", "", (MISSING, MISSING, MISSING)),
    ):
        found = check(server, domain, organization)
        assert (found.spf.status, found.dkim.status, found.dmarc.status) == expected, domain
        for each in (found.spf, found.dkim, found.dmarc):
            assert bool(each.advice) == (each.status is not GOOD)


def test_what_the_dns_does_not_say_is_not_checked(server):
    for mood in ("deaf", "broken", "garbled"):
        server.mood = mood
        found = check(server, "good.test", limit_s=0.2)
        assert {found.spf, found.dkim, found.dmarc} == {email_authentication.NOT_CHECKED}
    found = check(server, "a" * 300 + ".test", limit_s=0.2)
    assert found.spf.status is Status.NOT_CHECKED
