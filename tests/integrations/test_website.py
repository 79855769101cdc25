"""Reading a website that somebody else named: where we go, where we don't, and for how long."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from tests.fixtures.rows import each_row
from tests.fixtures.websites import (
    INSIDE,
    OUTSIDE,
    Site,
    answer,
    html,
    moved,
    robots,
    watched,
)
from yardflow.config import SettingsError, load
from yardflow.integrations.website import reader as website_reader
from yardflow.integrations.website.pinned_http import Deadline, DeadlineExceeded, get
from yardflow.integrations.website.reader import Forbidden, Unreachable
from yardflow.integrations.website.ssrf_guard import (
    NotPermitted,
    SsrfGuard,
    is_public,
    is_public_name,
)

REFUSED = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1"),
    *("127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1"),
    *("3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1"),
    *("5f00::1", "2001:20::1"),
]


@pytest.fixture
def site() -> Iterator[Site]:
    """The website of acme.test."""
    started = Site()
    yield started
    started.close()


@pytest.fixture
def inside(site: Site) -> Iterator[Site]:
    """A service within our own network, on the same port."""
    started = Site(str(INSIDE), site.port)
    started.pages = {"/": html("<title>Secret</title>")}
    yield started
    started.close()


@pytest.fixture
def web(site: Site) -> SsrfGuard:
    """An internet in which acme.test and shop.test are public, and inside.test is not."""
    return internet(site)


def internet(site: Site, **changed: object) -> SsrfGuard:
    names = {"inside.test": INSIDE}
    rules = {
        "resolve": lambda host, seconds: [names.get(host, OUTSIDE)],
        "permits": lambda address: address == OUTSIDE,
        "ports": {"http": site.port, "https": refused_port()},
    }
    return SsrfGuard(**rules | changed)


def refused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def refusal(domain: str, guard: SsrfGuard, **how: float) -> str:
    with pytest.raises(Unreachable) as caught:
        website_reader.read(domain, guard, **how)
    return str(caught.value)


# --- what counts as public ------------------------------------------------------------------


@each_row("address", REFUSED)
def test_an_address_that_is_not_public_is_not_fit(address):
    assert not is_public(ip_address(address))


@each_row("address", ["8.8.8.8", "1.1.1.1", "104.16.0.1", "2606:4700::1111"])
def test_an_address_of_the_public_internet_is_fit(address):
    assert is_public(ip_address(address))


@each_row(
    "host",
    [
        *("localhost", "127.0.0.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "127.1", "0"),
        *(
            "[::1]",
            "::1",
            "acme",
            "a..com",
            "-a.com",
            "acme.com:80",
            "acme.c0m",
            "",
            ".",
            "a" * 300,
        ),
        *("acme.com/x", "acme.com\n", "ac me.com", "127.0.0.1.", "%31%32%37.0.0.1", "１２７.0.0.1"),
    ],
)
def test_a_number_in_any_spelling_is_no_name_of_a_website(host):
    assert not is_public_name(host)


# --- attempt 18: no connection ---------------------------------------------------------------


@pytest.mark.parametrize("address", REFUSED)
def test_a_name_that_leads_inside_is_not_connected_to(address, inside):
    guard = SsrfGuard(
        resolve=lambda host, seconds: [ip_address(address)],
        ports={"http": inside.port, "https": inside.port},
    )
    with watched() as watch:
        assert "not public" in refusal("acme.test", guard)
    assert watch.connected == [] and inside.connections == 0


@pytest.mark.parametrize(
    "domain",
    [
        *("127.0.0.2", "169.254.169.254", "[::ffff:127.0.0.2]", "2130706434", "0177.0.0.2"),
        *("0x7f000002", "127.2", "localhost", "inside.test@127.0.0.2", "127.0.0.2:80", "a/../b"),
    ],
)
def test_an_address_in_place_of_a_domain_is_not_connected_to(domain, inside, site):
    loose = internet(site, permits=lambda address: True, resolve=lambda host, seconds: [INSIDE])
    with watched() as watch:
        refusal(domain, loose)
    assert watch.connected == [] and inside.connections == 0


@pytest.mark.parametrize("places", [[INSIDE], [OUTSIDE, INSIDE], [INSIDE, OUTSIDE]])
def test_one_address_inside_spoils_all_the_others(places, site, inside):
    guard = internet(site, resolve=lambda host, seconds: places)
    assert "not public" in refusal("acme.test", guard)
    assert site.connections == inside.connections == 0


@pytest.mark.parametrize(
    "target",
    [
        *("http://inside.test/", "//inside.test/", "https://inside.test/"),
        *("http://127.0.0.2/", "http://2130706434/", "http://0177.0.0.2/", "http://0x7f.0.0.2/"),
        *("http://127.2/", "http://[::ffff:127.0.0.2]/", "http://[::1]/", "http://localhost/"),
        *("http://acme.test@127.0.0.2/", "http://u:p@inside.test/", "http://u:p@acme.test/x"),
        *("http://acme.test:22/", "http://acme.test:99999/", "http://inside.test:6379/"),
        *("file:///etc/passwd", "gopher://inside.test/", "ftp://acme.test/", "javascript:1"),
        *("http:\\\\127.0.0.2\\", "http://inside.test\\@acme.test/", "http://１２７.0.0.2/"),
        *("http://acme.test\t@inside.test/", "http://" + "a" * 3000 + ".test/", "http://[/"),
        *("http://inside.test#@acme.test/", "http://inside.test%2e/"),
    ],
)
def test_a_redirect_inside_is_not_followed(target, site, inside, web):
    site.pages = {"/": moved(target)}
    with watched() as watch:
        refusal("acme.test", web)
    reached = {address[:2] for address in watch.connected}
    assert reached <= {(str(OUTSIDE), port) for port in web.ports.values()}
    assert inside.connections == 0
    assert site.paths == ["/robots.txt", "/"]


def test_a_robots_txt_that_leads_inside_is_not_followed(site, inside, web):
    site.pages = {"/robots.txt": moved("http://inside.test/robots.txt"), "/": html()}
    assert "not public" in refusal("acme.test", web)
    assert inside.connections == 0 and site.paths == ["/robots.txt"]


def test_a_name_that_changes_between_look_and_connection_changes_nothing(site, inside):
    looks = iter([[OUTSIDE]])
    guard = internet(site, resolve=lambda host, seconds: next(looks, [INSIDE]))
    place = guard.place("http://acme.test/")
    site.pages = {"/": html()}
    with watched() as watch:
        assert get(place, guard, Deadline(5), 1_000, accept="text/html").status == 200
    assert watch.connected == [(str(OUTSIDE), site.port)]
    assert set(watch.looked_up) <= {str(OUTSIDE)}  # numbers only: no second look at the name
    with pytest.raises(NotPermitted):
        get(place, guard, Deadline(5), 1_000, accept="text/html")
    assert inside.connections == 0


def test_a_proxy_that_the_environment_names_is_not_used(site, inside, web, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.2:{inside.port}")
    site.pages = {"/": html()}
    assert website_reader.read("acme.test", web).title == "Acme"
    assert inside.connections == 0


# --- what is sent ----------------------------------------------------------------------------


def test_a_request_says_who_asks_and_carries_nothing_else(site, web):
    site.pages = {
        "/": html(),
        "/robots.txt": answer(404, Set_Cookie="a=b", WWW_Authenticate="Basic"),
    }
    website_reader.read("acme.test", web)
    assert site.requests[1].splitlines() == [
        "GET / HTTP/1.1",
        "Host: acme.test",
        "User-Agent: YardFlow",
        "Accept: text/html",
        "Accept-Encoding: identity",
        "Connection: close",
        "",
    ]


def test_https_is_asked_first_and_http_where_it_is_away(site):
    site.pages = {"/": html()}
    both = internet(site, ports={"https": refused_port(), "http": site.port})
    with watched() as watch:
        website_reader.read("acme.test", both)
    assert [port for _, port in watch.connected] == [both.ports["https"], site.port, site.port]


def test_a_redirect_to_another_public_name_is_followed_by_that_name(site, web):
    site.pages = {
        "acme.test/": moved("http://www.acme.test/en/"),
        "www.acme.test/en/": html("<title>Welcome</title>"),
    }
    page = website_reader.read("acme.test", web)
    assert (page.title, page.host) == ("Welcome", "www.acme.test")


def test_four_redirects_are_followed_and_no_fifth(site, web):
    site.pages = {f"/{step}": moved(f"/{step + 1}") for step in range(1, 9)} | {"/": moved("/1")}
    assert "without end" in refusal("acme.test", web)
    assert [path for path in site.paths if path != "/robots.txt"] == ["/", "/1", "/2", "/3", "/4"]
    site.pages["/4"] = html()
    assert website_reader.read("acme.test", web).title == "Acme"


# --- robots.txt ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: YardFlow\nDisallow: /",
        "User-agent: other\nDisallow:\n\nUser-agent: yardflow\nDisallow: /\n",
        "\ufeffUser-agent: *\r\nDisallow: /\r\n",
    ],
)
def test_a_site_that_wants_no_visitors_gets_none(text, site, web):
    site.pages = {"/robots.txt": robots(text), "/": html()}
    with pytest.raises(Forbidden, match="asks us to stay away"):
        website_reader.read("acme.test", web)
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    "text", ["", "User-agent: *\nDisallow: /admin/", "User-agent: Googlebot\nDisallow: /", "<html>"]
)
def test_a_site_that_lets_us_in_is_read(text, site, web):
    site.pages = {"/robots.txt": robots(text), "/": html()}
    assert website_reader.read("acme.test", web).title == "Acme"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_a_robots_txt_everybody_may_come(status, site, web):
    site.pages = {"/robots.txt": answer(status), "/": html()}
    assert website_reader.read("acme.test", web).title == "Acme"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_where_robots_txt_cannot_be_read_we_stay_away(status, site, web):
    site.pages = {"/robots.txt": answer(status), "/": html()}
    assert "robots.txt can't be read" in refusal("acme.test", web)
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("rules", "welcome"),
    [
        ("Disallow: /\nAllow: /$", True),
        ("Disallow: /*", False),
        ("Disallow: /*\nAllow: /*", True),
        ("Disallow: /$", False),
        ("Disallow: /*.pdf$\nDisallow: /?", True),
        ("Allow: /\n\nUser-agent: YardFlow/1.0 # us\nDisallow: /", False),
        ("Disallow: /\n\nUser-agent: YardFlow\nAllow: /", True),
        ("Disallow: /\n\nUser-agent: YardFlowing\nAllow: /", False),
        ("Allow: /\n\nUser-agent: a\nUser-agent: yardflow\nUser-agent: b\nDisallow: /", False),
        ("Crawl-delay: 9\nSitemap: http://acme.test/map.xml\nDisallow: /", False),
    ],
)
def test_the_longest_rule_for_us_counts_and_allow_wins_a_tie(rules, welcome, site, web):
    site.pages = {"/robots.txt": robots(f"User-agent: *\n{rules}"), "/": html()}
    if welcome:
        assert website_reader.read("acme.test", web).title == "Acme"
    else:
        with pytest.raises(Forbidden):
            website_reader.read("acme.test", web)


@pytest.mark.parametrize(
    "rule",
    [
        *("Disallow: //[x", "Allow: http://[bad/", "Disallow: //a\u2100.com/", "Crawl-delay: ²"),
        *("Request-rate: ²/1", f"Crawl-delay: {'9' * 5_000}", f"Request-rate: 1/{'9' * 5_000}"),
        *("Disallow", ":", "User-agent:", "\x00", "Disallow: \x00", f"Disallow: /{'*' * 100_000}b"),
    ],
)
def test_a_rule_that_means_nothing_is_passed_over(rule, site, web):
    for rules, welcome in ((rule, True), (f"{rule}\nUser-agent: *\nDisallow: /", False)):
        site.pages = {"/robots.txt": robots(f"User-agent: *\n{rules}"), "/": html()}
        if welcome:
            assert website_reader.read("acme.test", web).title == "Acme"
        else:
            with pytest.raises(Forbidden):
                website_reader.read("acme.test", web)


def test_each_site_on_the_way_is_asked_by_its_own_robots_txt(site, web):
    site.pages = {
        "acme.test/": moved("http://shop.test/"),
        "shop.test/": html(),
        "shop.test/robots.txt": robots("User-agent: *\nDisallow: /"),
    }
    with pytest.raises(Forbidden):
        website_reader.read("acme.test", web)
    assert site.paths == ["/robots.txt", "/", "/robots.txt"]


def test_of_a_robots_txt_without_end_the_beginning_counts(site, web):
    site.pages = {"/robots.txt": robots("User-agent: *\nAllow: /\n" + "#" * 5_000_000), "/": html()}
    assert website_reader.read("acme.test", web).title == "Acme"


# --- bounds ----------------------------------------------------------------------------------


def test_a_page_without_end_is_cut_off(site, web):
    site.pages = {"/": html("<title>Acme</title>" + "x" * 3_000_000)}
    assert website_reader.read("acme.test", web).title == "Acme"
    assert len(fetched(site, web)) == website_reader.MAX_BYTES


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("x-gzip", gzip.compress)],
)
def test_a_page_that_unpacks_to_very_much_is_cut_off(coding, pack, site, web):
    bomb = pack(b"<title>Acme</title>" + b" " * (20 * website_reader.MAX_BYTES))
    site.pages = {"/": answer(200, bomb, Content_Type="text/html", Content_Encoding=coding)}
    began = time.monotonic()
    assert len(fetched(site, web)) == website_reader.MAX_BYTES
    assert time.monotonic() - began < 7


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip"])
def test_a_page_that_cannot_be_unpacked_is_left(coding, site, web):
    site.pages = {"/": html("not packed at all", Content_Encoding=coding)}
    assert "pack" in refusal("acme.test", web)


def test_packed_data_that_unpacks_to_nothing_ends_too(site, web):
    empty = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 1_000_000
    site.pages = {"/": answer(200, empty, Content_Type="text/html", Content_Encoding="gzip")}
    assert fetched(site, web) == b""


def drip(connection: socket.socket, first: bytes, then: bytes) -> None:
    connection.sendall(first)
    while True:
        connection.sendall(then)
        time.sleep(0.02)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (HEAD + b"\r\n<title>", b"x"),
        (HEAD, b"X-More: y\r\n"),
        (HEAD + b"X-Long: ", b"y"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/robots.txt"])
def test_a_site_that_drips_is_left_when_the_time_is_over(first, then, path, site, web):
    site.pages = {"/": html(), path: lambda connection: drip(connection, first, then)}
    began = time.monotonic()
    assert "too long" in refusal("acme.test", web, seconds=0.4)
    assert time.monotonic() - began < 7


def test_a_site_that_says_nothing_is_left_when_the_time_is_over(site, web):
    site.pages = {"/": lambda connection: connection.recv(1) and None}
    began = time.monotonic()
    assert "too long" in refusal("acme.test", web, seconds=0.4)
    assert time.monotonic() - began < 7


def test_the_time_is_for_the_whole_not_for_each_request(site, web):
    def slowly(connection: socket.socket) -> None:
        time.sleep(0.15)
        connection.sendall(moved("/"))

    site.pages = {"/": slowly}
    began = time.monotonic()
    assert "too long" in refusal("acme.test", web, seconds=0.4)
    assert time.monotonic() - began < 7


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"X-Huge: " + b"y" * 300_000 + b"\r\n\r\n",
        HEAD + b"X-Many: y\r\n" * 30_000 + b"\r\n",
        b"220 smtp.acme.test ESMTP\r\n",
        b"\x15\x03\x01\x00\x02\x02P",
        b"",
        HEAD + b"Content-Length: 5000\r\n\r\n<title>Ac",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    ],
)
def test_what_is_no_answer_is_told_in_a_few_words(raw, site, web):
    site.pages = {"/": raw}
    assert refusal("acme.test", web) == "it could not be reached"


@pytest.mark.parametrize("kind", ["application/json", "image/png", "text/plain", "", "text/html2"])
def test_only_a_page_is_read(kind, site, web):
    site.pages = {"/": html(**{"Content-Type": kind})}
    assert refusal("acme.test", web) == "what it shows is no page"


@pytest.mark.parametrize("status", [204, 300, 304, 400, 404, 500])
def test_a_site_without_a_front_page_says_so(status, site, web):
    site.pages = {"/": answer(status, Content_Type="text/html")}
    assert refusal("acme.test", web) == f"it shows no page (error {status})"


def fetched(site: Site, guard: SsrfGuard) -> bytes:
    place = guard.place("http://acme.test/")
    return get(place, guard, Deadline(5), website_reader.MAX_BYTES, accept="text/html").body


def test_a_deadline_that_has_passed_lets_nothing_begin():
    with pytest.raises(DeadlineExceeded):
        Deadline(0).left()


# --- settings --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["http://10.0.0.1/x", "https://127.0.0.1/x", "http://acme.com"])
def test_websites_are_read_on_this_machine_or_on_the_internet(address, set_up):
    set_up(WEBSITE_BASE_URL=address)
    with pytest.raises(
        SettingsError, match="WEBSITE_BASE_URL: expected an address of this machine"
    ):
        load()


def test_no_test_reads_the_internet():
    with watched() as watch:
        refusal_by_default("example.com")
    assert watch.connected == [("127.0.0.1", 9)]


def test_production_does_not_read_websites_in_the_sandbox(sandbox, set_up, monkeypatch):
    set_up(YARDFLOW_ENV="production")
    monkeypatch.setattr(
        website_reader, "INTERNET", SsrfGuard(resolve=lambda host, seconds: [INSIDE])
    )
    with watched() as watch:
        assert "not public" in refusal_by_default("acme.com")
    assert watch.connected == []


def refusal_by_default(domain: str) -> str:
    with pytest.raises(Unreachable) as caught:
        website_reader.read(domain)
    return str(caught.value)


def test_the_sandbox_plays_websites(sandbox):
    sandbox.put_website("acme.com", html="<title>Acme moves yards</title>")
    assert website_reader.read("acme.com").title == "Acme moves yards"
    assert [request["path"] for request in sandbox.received("website")] == [
        "/websites/acme.com/",
        "/websites/acme.com/robots.txt",
    ]


def test_the_sandbox_s_robots_txt_counts(sandbox):
    sandbox.put_website("acme.com", html="<title>x</title>", robots="User-agent: *\nDisallow: /")
    with pytest.raises(Forbidden):
        website_reader.read("acme.com")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("down", "robots.txt can't be read"),
        ("drop", "could not be reached"),
        ("rate_limited", "robots.txt can't be read"),
    ],
)
def test_the_sandbox_s_websites_fail_on_demand(fault, reason, sandbox):
    sandbox.fail(fault, provider="website")
    assert reason in refusal_by_default("acme.com")
