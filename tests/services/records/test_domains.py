"""Which domain is a company's own."""

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.records import domains


@each_row(
    ("written", "host"),
    [
        ("https://www.Acme.com:8080/x?y#z", "acme.com"),
        ("ann@acme.com", "acme.com"),
        ("ACME.CO.UK.", "acme.co.uk"),
        ("http://user:secret@x.io/a", "x.io"),
        ("http://münchen.de/", "xn--mnchen-3ya.de"),
        ("straße.de", "xn--strae-oqa.de"),
        ("my_shop.acme.com", "my_shop.acme.com"),
        ("acme", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("javascript:alert(1)", None),
        ("a b.com", None),
        ("a..com", None),
        ("", None),
    ],
)
def test_a_host_is_bare_and_in_lower_case(written, host):
    assert domains.host_of(written) == host


@each_row(
    ("written", "domain"),
    [
        ("acme.com", "acme.com"),
        ("https://hq.acme.com/about", "acme.com"),
        ("us.east.acme.co.uk", "acme.co.uk"),
        ("shop.straße.de", "xn--strae-oqa.de"),
        # Each has its own page at a host that is itself everybody's.
        ("acme.github.io", "acme.github.io"),
        ("globex.github.io", "globex.github.io"),
        # No public suffix is known here.
        ("hq.acme.test", "acme.test"),
        ("hq.acme.example", "acme.example"),
        ("co.uk", "co.uk"),
    ],
)
def test_a_companys_domain_is_what_it_registered(written, domain):
    assert domains.own_domain(written) == domain


@each_row(
    "host",
    [
        *("gmail.com", "gmx.at", "yahoo.de", "outlook.de", "btinternet.com", "bluewin.ch"),
        *("fastmail.com", "hey.com", "pm.me", "duck.com", "bigpond.com", "laposte.net"),
        *("seznam.cz", "wp.pl", "uol.com.br", "bol.com.br", "telenet.be", "mail.yahoo.de"),
        *("proximus.be", "sunrise.ch", "comhem.se", "volny.cz", "zoznam.sk", "clix.pt"),
        *("eircom.net", "orcon.net.nz", "cogeco.ca", "mweb.co.za", "otenet.gr", "siol.net"),
        *("fibertel.com.ar", "simnet.is", "neostrada.pl", "mozmail.com", "mailinator.com"),
        *("linkedin.com", "uk.linkedin.com", "facebook.com", "x.com", "sites.google.com"),
        *("linktr.ee", "bit.ly", "acme.en.alibaba.com", "kompass.com", "de.kompass.com"),
        *("pagesjaunes.fr", "gelbeseiten.de", "paginegialle.it", "paginasamarillas.es"),
        *("goldenpages.be", "yellowpages.com", "justdial.com", "tradekey.com", "ec21.com"),
        *("dnb.com", "bbb.org", "expo.mapyourshow.com", "swapcard.com", "10times.com"),
        *("acme.hs-sites.com", "northdata.de", "opencorporates.com", "framer.website"),
        *("square.site", "acme.ueniweb.com", "bento.me", "acme.page.link", "wixstudio.com"),
        *("lovable.app", "vodafone.de", "1und1.de", "altibox.no", "globo.com", "r7.com"),
        *("euskaltel.net", "eir.ie", "virginmedia.ie"),
    ],
)
def test_where_anybody_can_have_an_address_or_a_page_is_nobodys_own(host):
    assert domains.is_shared(host)
    assert domains.own_domain(f"https://www.{host}/acme") is None


@each_row(
    ("written", "domain"),
    [
        ("google.com", "google.com"),
        ("https://www.google.com/", "google.com"),
        ("ann@google.com", "google.com"),
        ("https://www.google.com/maps/place/Acme", None),
        ("https://www.google.com/search?q=acme", None),
        ("google.de/search?q=acme", None),
        ("https://www.amazon.de", "amazon.de"),
        ("https://www.amazon.de/dp/B0", None),
        ("https://www.ebay.com/str/acme", None),
        ("https://www.dropbox.com/s/abc", None),
        ("https://acme.com/maps", "acme.com"),
    ],
)
def test_a_page_at_a_company_that_anybody_can_have_is_nobodys_own(written, domain):
    assert domains.own_domain(written) == domain


@each_row(
    "host",
    [
        "acme.com",
        "google.com",
        "notgmail.com",
        "gmail.com.acme.com",
        "mit.edu",
        "dhl.com",
        "waitrose.com",
    ],
)
def test_a_companys_own_host_is_not_shared(host):
    assert not domains.is_shared(host)


@pytest.mark.slow
def test_each_shared_host_is_written_as_it_is_looked_up():
    for host in domains._shared_hosts():
        assert domains.is_shared(host) and domains.host_of(host) == host
