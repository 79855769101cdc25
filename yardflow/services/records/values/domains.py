"""Which domain is a company's: the host in what people write, its registrable part, and whether
anybody can have an address or a page there.

``hq.acme.com`` and ``acme.com`` are one company's, and ``acme.github.io`` is a page of whoever took
it: the Public Suffix List knows. It comes with the library and is never fetched.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from yardflow.email_address import LONGEST_DOMAIN, ascii_domain

if TYPE_CHECKING:
    from tldextract import TLDExtract

# In characters, as browsers take a web address.
LONGEST_URL = 2_000
_TO_TRY_OUT = ("test", "example")
_SHARED = Path(__file__).with_name("shared_hosts.txt")
_REGISTRIES = Path(__file__).with_name("registries.txt")
# Companies under whose addresses anybody has a page: a place, a search, a shop, a file.
_WITH_PAGES = frozenset({"google", "amazon", "ebay", "dropbox"})
# Companies below whose domain anybody has a site.
_SITE_BUILDERS = """
odoo.com durable.co ecwid.com zendesk.com kartra.com clickfunnels.com teachable.com thinkific.com
podia.com cafe24.com nethouse.ru mozello.com simdif.com thebase.com hotglue.org builderall.com
duda.co pagecloud.com instapage.com launchrock.com getresponse.com landingi.com lightspeed.shop
naver.com kakao.com freshdesk.com helpscoutdocs.com statuspage.io bubbleapps.io bubble.io umso.co
tictail.com tilda.cc
"""
_WITH_SITES = frozenset(_SITE_BUILDERS.split())
# Where anybody has a site, under the top-level domain of any country.
_EVERYWHERE = frozenset({"blogspot", "webador", "webnode", "hubspotpagebuilder", "mozellosite"})


def host_of(text: str) -> str | None:
    """The host in an address, a URL or a domain, in lower case and ASCII and without ``www.``;
    None when there is none.

    ``https://www.Acme.com:8080/x`` and ``ann@acme.com`` both give ``acme.com``.
    """
    host = text.strip().lower()
    if len(host) > LONGEST_URL:
        return None
    host = re.sub(r"^(?:mailto:|[a-z][a-z0-9+.-]*://|//)", "", host)
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d*$", "", host).rstrip(".")
    host = re.sub(r"^www\d?\.(?=.*\.)", "", host)
    if not host.isascii():
        return ascii_domain(host)
    # DNS and browsers take a name with an underscore, though mail doesn't.
    return host if ascii_domain(host.replace("_", "0")) else None


def registrable(host: str) -> str:
    """The part of a host that can be registered; the host itself where that can't be seen."""
    return _parts(host)[0] if len(host) <= LONGEST_DOMAIN else host


def public_suffix(host: str) -> str:
    """What names are registered under: ``co.uk`` of ``acme.co.uk``, ``test`` and ``example`` for
    those who try the product out; empty where there is no such name on the internet.
    """
    if len(host) > LONGEST_DOMAIN:
        return ""
    top = host.rpartition(".")[2]
    return _suffixes().extract_str(host).suffix or (top if top in _TO_TRY_OUT else "")


def is_shared(host: str) -> bool:
    """Whether anybody can have an address or a page there, so that it says nothing of a company:
    mail and internet providers, social networks, link pages, site builders, market places.

    Of site builders and clouds the Public Suffix List knows many more than our own list: what it
    calls private, but for the names that registries sell there.
    """
    if len(host) > LONGEST_DOMAIN:
        return False
    top, is_page = _parts(host)
    if is_page or top.partition(".")[0] in _EVERYWHERE or (top in _WITH_SITES and host != top):
        return True
    shared = _listed(_SHARED)
    while host and host not in shared and host != top:
        host = host.partition(".")[2]
    return host in shared


def own_domain(text: str) -> str | None:
    """The registrable domain in an address, a URL or a domain, if it can be a company's own."""
    host = host_of(text)
    if host is None or is_shared(host):
        return None
    domain = registrable(host)
    is_page = domain.partition(".")[0] in _WITH_PAGES and _has_path(text)
    return None if is_page else domain


def _has_path(address: str) -> bool:
    bare = address.rpartition("://")[2].strip("/ ")
    return any(sign in bare for sign in "/?#")


@lru_cache(maxsize=20_000)
def _parts(host: str) -> tuple[str, bool]:
    """The part of a host that can be registered, and whether anybody has a page below it."""
    parts = _suffixes().extract_str(host)
    if parts.suffix:
        is_page = parts.is_private and parts.suffix not in _listed(_REGISTRIES)
        return parts.top_domain_under_public_suffix or host, is_page
    return ".".join(host.rsplit(".", 2)[-2:]), False


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract  # brings an HTTP client along, which takes a while to load

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@cache
def _listed(file: Path) -> frozenset[str]:
    lines = file.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
