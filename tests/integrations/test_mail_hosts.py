"""Whether a domain takes mail: known, known not to, or not known; never waited for long."""

import time
from collections.abc import Iterator
from dataclasses import replace

import dns.resolver
import pytest

from tests.fixtures.name_server import NameServer
from tests.fixtures.snapshots import ANN
from tests.services.enrichment.providers.test_email_patterns import at_acme
from yardflow.integrations.dns.mail_hosts import MailHosts
from yardflow.integrations.website import ssrf_guard
from yardflow.services.enrichment.providers.email_pattern.provider import ByPattern
from yardflow.services.enrichment.providers.protocol import Evidence, ProviderAnswer, Question
from yardflow.services.enrichment.settings import EnrichmentSettings

ZONE = {
    "mail.test": {"MX": ["10 mx.mail.test.", "20 mx2.mail.test."]},
    "old.test": {"A": ["192.0.2.7"]},
    "six.test": {"AAAA": ["2001:db8::7"]},
    "none.test": {"MX": ["0 ."], "A": ["192.0.2.7"]},
    "empty.test": {"TXT": ["nothing"]},
    "text.test": {"TXT": ["v=spf1 -all"], "A": ["192.0.2.7"]},
}


@pytest.fixture
def server() -> Iterator[NameServer]:
    """A name server that knows the zone above."""
    server = NameServer(**ZONE)
    yield server
    server.close()


@pytest.fixture
def hosts(server: NameServer) -> MailHosts:
    """Asks that server."""
    return MailHosts(["127.0.0.1"], server.port, limit_s=0.5)


@pytest.mark.parametrize(
    ("domain", "takes"),
    [
        ("mail.test", True),
        ("old.test", True),
        ("six.test", True),
        ("text.test", True),
        ("none.test", False),
        ("empty.test", False),
        ("gone.test", False),
    ],
)
def test_the_dns_says_whether_a_domain_takes_mail(domain, takes, hosts):
    assert hosts.takes_mail(domain) is takes


@pytest.mark.parametrize("mood", ["deaf", "broken", "garbled"])
def test_a_resolver_that_is_slow_or_fails_leaves_it_unknown(mood, hosts, server):
    server.mood = mood
    began = time.monotonic()
    assert hosts.takes_mail("mail.test") is None
    assert time.monotonic() - began < 5


@pytest.mark.slow
def test_where_nobody_answers_it_is_unknown():
    assert MailHosts(["127.0.0.1"], 9, limit_s=0.5).takes_mail("mail.test") is None


@pytest.mark.parametrize("domain", ["", "a..b", "x" * 300, "é" * 64 + ".test", "."])
def test_what_is_no_domain_is_not_known_to_take_mail(domain, hosts):
    assert hosts.takes_mail(domain) is not True


def test_the_limit_is_for_all_the_questions_together(server, monkeypatch):
    hosts = MailHosts(["127.0.0.1"], server.port, limit_s=0.3)
    answer = server._answer

    def slowly(query):
        time.sleep(0.2)
        return answer(query)

    monkeypatch.setattr(server, "_answer", slowly)
    began = time.monotonic()
    assert hosts.takes_mail("empty.test") is None
    assert time.monotonic() - began < 5


def test_an_answer_is_remembered_for_an_hour_and_ignorance_for_a_minute(server):
    now = [1000.0]
    hosts = MailHosts(["127.0.0.1"], server.port, limit_s=10, now=lambda: now[0])
    assert hosts.takes_mail("mail.test") is hosts.takes_mail("mail.test") is True
    assert len(server.queries) == 1
    now[0] += 3599
    hosts.takes_mail("mail.test")
    assert len(server.queries) == 1
    now[0] += 2
    server.mood = "broken"
    assert hosts.takes_mail("mail.test") is None
    now[0] += 61
    server.mood = ""
    assert hosts.takes_mail("mail.test") is True


# --- guesses ---------------------------------------------------------------------------------


def guessed(hosts: MailHosts, domain: str, check: bool = True) -> ProviderAnswer:
    addresses = tuple(
        replace(person, email=person.email.replace("acme.com", domain))
        for person in at_acme("first.last")
    )
    subject = replace(ANN, mail_domain=domain, evidence=Evidence(addresses))
    choices = EnrichmentSettings(check_mail_hosts=check)
    question = Question(subject, frozenset({"email"}), (), choices.options)
    return ByPattern(hosts.takes_mail).ask(question)


def test_a_domain_without_mail_gets_no_guess(hosts):
    outcome = guessed(hosts, "none.test")
    assert (outcome.claims, outcome.note) == ((), "none.test does not accept email")
    assert outcome.patterns


def test_a_domain_with_mail_gets_its_guess(hosts):
    assert guessed(hosts, "mail.test").claims[0].value == "ann.lee@mail.test"


def test_where_it_is_not_known_the_guess_is_let_through(hosts, server):
    server.mood = "broken"
    assert guessed(hosts, "mail.test").claims


def test_nobody_is_asked_unless_an_admin_wants_it(hosts, server):
    assert guessed(hosts, "none.test", check=False).claims
    assert server.queries == [] and EnrichmentSettings().check_mail_hosts is False


# --- where a website lives -------------------------------------------------------------------


def resolved(server: NameServer, host: str, seconds: float = 1) -> list[str]:
    def asks_it() -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
        return resolver

    return [str(address) for address in ssrf_guard.resolved(host, seconds, asks_it)]


def test_a_website_s_addresses_of_both_kinds_are_found(server):
    server.zone["both.test"] = {"A": ["192.0.2.7"], "AAAA": ["2001:db8::7"]}
    assert resolved(server, "both.test") == ["192.0.2.7", "2001:db8::7"]


@pytest.mark.parametrize("host", ["gone.test", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_a_name_that_the_dns_does_not_have_leads_nowhere(host, server):
    with pytest.raises(ssrf_guard.Unresolved):
        resolved(server, host)


@pytest.mark.parametrize("mood", ["deaf", "broken", "garbled"])
def test_the_search_for_an_address_ends_in_time(mood, server):
    server.mood = mood
    began = time.monotonic()
    with pytest.raises(ssrf_guard.Unresolved):
        resolved(server, "old.test", 0.3)
    assert time.monotonic() - began < 5
