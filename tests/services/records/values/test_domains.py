"""Which domain is a company's own."""

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.records.values import domains


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
        # Registries sell names there, and a trade or a university gives them out.
        ("hq.acme.uk.com", "acme.uk.com"),
        ("acme.de.com", "acme.de.com"),
        ("www.acme.eu.com", "acme.eu.com"),
        ("acme.gb.net", "acme.gb.net"),
        ("acme.us.com", "acme.us.com"),
        ("acme.za.com", "acme.za.com"),
        ("acme.br.com", "acme.br.com"),
        ("acme.it.com", "acme.it.com"),
        ("acme.co.com", "acme.co.com"),
        ("acme.com.ru", "acme.com.ru"),
        ("acme.krakow.pl", "acme.krakow.pl"),
        ("acme.avocat.fr", "acme.avocat.fr"),
        ("acme.мск.рус", "acme.xn--j1adp.xn--p1acf"),
        ("ann@ruhr-uni-bochum.de", "ruhr-uni-bochum.de"),
        # They build sites for others, and have their own.
        ("ann@odoo.com", "odoo.com"),
        ("https://www.odoo.com/app", "odoo.com"),
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
        *("euskaltel.net", "eir.ie", "virginmedia.ie", "apps.apple.com", "app.apollo.io"),
        *("acme.bandcamp.com", "europages.de", "yell.com", "s36.a2zinc.net"),
        *("acme.blogspot.com", "acme.blogspot.de", "globex.blogspot.co.uk", "acme.odoo.com"),
        *("acme.zohosites.com", "acme.company.site", "acme.cargo.site", "acme.webador.de"),
        *("acme.e-monsite.com", "acme.my.site.com", "acme.salesforce-sites.com", "acme.ning.com"),
        *("acme.durable.co", "acme.gitbook.io", "hoo.be", "allmylinks.com", "acme.github.io"),
        *("acme.webflow.io", "acme.carrd.co", "acme.wixsite.com", "acme.myshopify.com"),
        *("acme.webnode.fr", "acme.webnode.com.br", "acme.mozello.com", "acme.simdif.com"),
        *("acme.kartra.com", "acme.clickfunnels.com", "acme.teachable.com", "acme.cafe24.com"),
        *("acme.goope.jp", "acme.shopinfo.jp", "acme.thebase.in", "acme.hotglue.me"),
        *("acme.negocio.site", "acme.surge.sh", "acme.hubspotpagebuilder.eu", "acme.nethouse.ru"),
        *("acme.thinkific.com", "acme.amebaownd.com", "acme.tistory.com", "acme.imweb.me"),
        *("flow.page", "tap.bio", "koji.to", "linkfly.to", "milkshake.app", "hubs.ly", "hubs.la"),
        *("dlvr.it", "snip.ly", "bl.ink", "short.io", "qr.ae", "lit.link", "clck.ru", "lin.ee"),
        *(
            "note.com",
            "zalo.me",
            "viber.com",
            "truthsocial.com",
            "gab.com",
            "parler.com",
            "dzen.ru",
        ),
        *("eircom.ie", "ntlworld.ie", "which.net", "telia.fi", "telia.no", "starhub.net.sg"),
        *("pldt.net", "inbox.lt", "mail.ua", "chello.sk", "indo.net.id", "giga.net.tw", "hk.com"),
        *("altibox.no", "otenet.gr", "siol.net", "net.hr", "iinet.net.au", "telkomsa.net"),
        *("acme.notion.site", "acme.netlify.app", "acme.vercel.app", "acme.pages.dev"),
        *("acme.us.platform.sh", "acme.azurewebsites.net", "github.io", "acme.framer.website"),
        *("shop.acme.myspreadshop.de", "acme.jouwweb.nl", "acme.ucraft.site", "acme.ghost.io"),
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
        "uk.com",
        "notodoo.com",
        "teachable.com",
        "clickfunnels.com",
        "blogspotter.de",
    ],
)
def test_a_companys_own_host_is_not_shared(host):
    assert not domains.is_shared(host)


@pytest.mark.slow
def test_each_shared_host_is_written_as_it_is_looked_up():
    for host in domains._listed(domains._SHARED):
        assert domains.is_shared(host) and domains.host_of(host) == host


def test_each_registry_is_known_as_a_private_suffix():
    for suffix in domains._listed(domains._REGISTRIES):
        assert domains.public_suffix(f"acme.{suffix}") == suffix
        assert not domains.is_shared(f"acme.{suffix}"), suffix
