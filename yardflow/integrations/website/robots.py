"""What a robots.txt lets us read (RFC 9309)."""

from collections.abc import Iterator

from protego import Protego

from yardflow.integrations.website.pinned_http import USER_AGENT

# https://www.rfc-editor.org/rfc/rfc9309#section-2.5: at least 500 KiB have to be read.
MAX_BYTES = 512_000
_RECORDS = ("user-agent", "allow", "disallow")


class Robots:
    """The rules of one robots.txt. The longest rule that matches counts; Allow wins a tie."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse("\n".join(_records(text)))

    def allow(self, url: str) -> bool:
        """Whether we may read this address."""
        return self._rules.can_fetch(url, USER_AGENT)


def _records(text: str) -> Iterator[str]:
    """The lines that the RFC defines, with one name for all agents but us.

    Protego keeps each rule once for each agent above it, so a file that names thousands of agents
    before thousands of rules would take it time and memory that grow with their product.
    """
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field = field.strip().lower()
        if field == "user-agent":
            value = _agent(value)
        if field in _RECORDS:
            yield f"{field}: {value}"


def _agent(value: str) -> str:
    name = value.partition("/")[0].strip()
    return name if name == "*" or name.lower() == USER_AGENT.lower() else "another"
