"""What an email address is, and the one form in which it is stored and compared.

Lower case, with the domain in ASCII (IDNA 2008): that is what mail servers, DNS and providers take,
and ``straße.de`` and ``xn--strae-oqa.de`` are one. Before the ``@`` only ASCII is taken, because
few providers deliver to anything else. Nothing is looked up.
"""

from functools import lru_cache

from email_validator import EmailSyntaxError
from email_validator.syntax import validate_email_domain_name, validate_email_local_part

# In characters (RFC 5321, 4.5.3.1).
LONGEST, LONGEST_LOCAL, LONGEST_DOMAIN = 254, 64, 253


def normalized(text: str) -> str | None:
    """A bare address in the form it is stored in; None if it is none."""
    if len(text) > LONGEST:
        return None
    local, at, host = text.rpartition("@")
    domain = ascii_domain(host) if at else None
    if domain is None or len(local) > LONGEST_LOCAL:
        return None
    try:
        validate_email_local_part(local, allow_smtputf8=False)
    except EmailSyntaxError:
        return None
    address = f"{local.lower()}@{domain}"
    return address if len(address) <= LONGEST else None


def ascii_domain(host: str) -> str | None:
    """A name of the public DNS in lower case and ASCII; None if it can't be one.

    ``.test`` is taken, for those who try the product out.
    """
    return _ascii_domain(host) if len(host) <= LONGEST_DOMAIN else None


# Lists repeat domains, and looking at one takes as long as all the rest of its row.
@lru_cache(maxsize=20_000)
def _ascii_domain(host: str) -> str | None:
    try:
        return validate_email_domain_name(host, test_environment=True)["ascii_domain"].lower()
    except EmailSyntaxError:
        return None
