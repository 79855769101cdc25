"""Over TLS the connection goes to the address that was looked at, and the name is proven."""

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fixtures.websites import OUTSIDE, Site, html
from yardflow import clock
from yardflow.integrations.website import reader as website_reader
from yardflow.integrations.website.pinned_http import Answer, Deadline, FetchError, get
from yardflow.integrations.website.reader import Unreachable
from yardflow.integrations.website.ssrf_guard import SsrfGuard


@pytest.fixture
def site() -> Iterator[Site]:
    """A website."""
    started = Site()
    started.pages = {"/": html()}
    yield started
    started.close()


@pytest.fixture
def proven(site: Site, tmp_path: Path) -> Callable[[str], ssl.SSLContext]:
    """``proven("acme.test")``: the site shows a certificate of this name; who trusts it."""

    def prove(name: str) -> ssl.SSLContext:
        path = certificate(name, tmp_path / "site.pem")
        shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shown.load_cert_chain(path)
        site.secure(shown)
        return ssl.create_default_context(cafile=str(path))

    return prove


def certificate(name: str, path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def guard(site: Site) -> SsrfGuard:
    return SsrfGuard(
        resolve=lambda host, seconds: [OUTSIDE],
        permits=lambda address: address == OUTSIDE,
        ports={"https": site.port, "http": 9},
    )


def visit(site: Site, trust: ssl.SSLContext | None) -> Answer:
    rules = guard(site)
    place = rules.place("https://acme.test/")
    return get(place, rules, Deadline(5), 1_000, accept="text/html", trust=trust)


def test_the_name_is_asked_for_and_proven_though_the_address_is_fixed(site, proven):
    trust = proven("acme.test")
    assert visit(site, trust).status == 200
    assert site.names == ["acme.test"]
    assert "Host: acme.test\r\n" in site.requests[0]


def test_a_certificate_of_another_name_is_refused(site, proven):
    trust = proven("other.test")
    with pytest.raises(FetchError):
        visit(site, trust)
    assert site.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(site, proven):
    proven("acme.test")
    with pytest.raises(Unreachable, match="could not be reached"):
        website_reader.read("acme.test", guard(site))
    assert site.requests == []
