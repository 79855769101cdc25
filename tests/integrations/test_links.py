"""Following a link that a person wrote: what is there, what is gone, and what no one can tell."""

from collections.abc import Iterator

import dns.resolver
import pytest

from tests.fixtures.name_server import NameServer
from tests.fixtures.websites import INSIDE, OUTSIDE, Site, answer, moved
from yardflow.integrations.website.links import Verdict, look
from yardflow.integrations.website.ssrf_guard import NoSuchName, SsrfGuard, Unresolved, resolved


@pytest.fixture
def site() -> Iterator[Site]:
    """Every public website there is."""
    started = Site()
    yield started
    started.close()


@pytest.fixture
def web(site: Site) -> SsrfGuard:
    """An internet in which inside.test is not public, lost.test not there, slow.test late."""

    def resolve(host: str, seconds: float):
        if host == "lost.test":
            raise NoSuchName("its name could not be resolved")
        if host == "slow.test":
            raise Unresolved("its name could not be resolved")
        return [INSIDE if host == "inside.test" else OUTSIDE]

    return SsrfGuard(
        resolve=resolve, permits=lambda address: address == OUTSIDE, ports={"http": site.port}
    )


def test_each_link_is_what_its_answer_says_and_dead_only_where_that_is_certain(site, web):
    never_ending = moved("/round")
    site.pages = {
        "/here": answer(200, b"x" * 100_000),
        "/packed": answer(200, b"?", **{"Content-Encoding": "br"}),
        "/nothing": answer(204),
        "/lost": answer(404),
        "/gone": answer(410),
        **{f"/{status}": answer(status) for status in (401, 403, 405, 429, 451, 500, 503)},
        "/linkedin": answer(999),
        "/slash": moved("/slash/", 301),
        "/slash/": answer(200),
        "/away": moved("http://www.other.test/landing", 301),
        "/landing": answer(200),
        "/to-gone": moved("/gone"),
        "/round": never_ending,
        "/inside": moved("http://inside.test/secret"),
        "/metadata": moved("http://169.254.169.254/latest"),
        "/script": moved("javascript:alert(1)"),
        "/pf%C3%A4d%20%C3%BC?q=%C3%A4": answer(200),
    }
    expected = {
        Verdict.REACHABLE: ("/here", "/here#part", "/packed", "/nothing", "/slash", "/pfäd ü?q=ä"),
        Verdict.MOVED: ("/away",),
        Verdict.GONE: ("/lost", "/gone", "/to-gone"),
        Verdict.NOT_CHECKED: (
            *("/401", "/403", "/405", "/429", "/451", "/500", "/503", "/linkedin"),
            *("/round", "/inside", "/metadata", "/script"),
        ),
    }
    said = {
        path: look(f"http://acme.test{path}", web) for paths in expected.values() for path in paths
    }
    assert {path: each.verdict for path, each in said.items()} == {
        path: verdict for verdict, paths in expected.items() for path in paths
    }
    assert said["/away"].leads_to == "http://www.other.test/landing"
    assert said["/403"].reason == "The site refuses programs (error 403)."
    assert said["/lost"].reason == "The page is not there (error 404)."
    assert all(each.reason for each in said.values() if each.verdict is Verdict.NOT_CHECKED)
    assert not any("secret" in path or "latest" in path for path in site.paths)


def test_names_are_asked_for_as_the_dns_knows_them(site, web):
    site.pages = {"/": answer(200)}
    assert look("http://straße.test", web).verdict is Verdict.REACHABLE
    assert "Host: xn--strae-oqa.test\r\n" in site.requests[-1]
    assert look("http://lost.test/", web).verdict is Verdict.GONE
    connections = site.connections
    for link in (
        *("http://slow.test/", "http://inside.test/", "http://127.0.0.1/", "http://localhost/"),
        *("http://acme.test:99999/", "http://acme.test:22/", "http://["),
        *("ftp://acme.test/", "http:///x", "http://" + "a" * 3_000 + ".test/"),
    ):
        assert look(link, web).verdict is Verdict.NOT_CHECKED, link
    assert site.connections == connections


def test_a_name_that_the_dns_does_not_know_is_told_from_a_dns_that_fails():
    server = NameServer(**{"acme.test": {"A": ["192.0.2.7"]}})

    def asking() -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
        return resolver

    assert [str(each) for each in resolved("acme.test", 2, asking)] == ["192.0.2.7"]
    with pytest.raises(NoSuchName):
        resolved("lost.test", 2, asking)
    server.mood = "deaf"
    with pytest.raises(Unresolved) as refused:
        resolved("lost.test", 0.2, asking)
    assert not isinstance(refused.value, NoSuchName)
    server.close()


def test_the_time_for_a_link_is_over_when_it_is_over(site, web):
    site.pages = {"/": lambda connection: connection.recv(1)}
    outcome = look("http://acme.test/", web, seconds=0.2)
    assert (outcome.verdict, outcome.reason) == (
        Verdict.NOT_CHECKED,
        "It took too long to answer.",
    )
