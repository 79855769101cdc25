"""Whether a message comes from the domain that it names as its sender's: anyone can write any
``From``, but not sign for its domain or send from where that domain allows.

SendGrid checks both, and posts what it found beside the message.
https://www.rfc-editor.org/rfc/rfc7489#section-3.1
"""

from yardflow.services.records.values.domains import registrable

_LONGEST, _MOST = 4_000, 20
_RESULTS = {"pass", "fail"}


def is_from(sender: str, *, dkim: str = "", spf: str = "", return_path: str = "") -> bool:
    """Whether the domain of the sender's address is proven: by a signature (``dkim``, as in
    ``{@acme.com : pass}``) or by who sent it (``spf``, of the return path), of the same domain or
    one beneath what can be registered.
    """
    domain = registrable(sender.rpartition("@")[2])
    if not domain:
        return False
    by_path = registrable(return_path.rpartition("@")[2]) == domain
    return (spf.strip().lower() == "pass" and by_path) or _is_signed(domain, dkim)


def _is_signed(domain: str, dkim: str) -> bool:
    """A signature names its domain itself, and what SendGrid found of several is one text. So a
    signature for ``victim.com : pass, @evil.com`` must prove nothing: of what is no plain result
    none is believed, nor where a domain that is another's failed.
    """
    signed = False
    listed = dkim[:_LONGEST].strip().lower().removeprefix("{").removesuffix("}").split(",")
    for each in listed[:_MOST]:
        host, _, result = each.strip().removeprefix("@").partition(" : ")
        is_domain = host.replace("-", "").replace(".", "").isalnum()
        if not is_domain or result not in _RESULTS:
            return False
        is_same = registrable(host) == domain
        if result == "fail" and not is_same:
            return False
        signed = signed or (is_same and result == "pass")
    return signed and len(listed) <= _MOST
