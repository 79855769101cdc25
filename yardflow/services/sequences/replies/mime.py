"""A message in MIME, read within bounds: what anyone sends may be made to take hours.

https://www.rfc-editor.org/rfc/rfc2045
"""

from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from itertools import count

LONGEST_HEADER, LONGEST_REFERENCES = 2_000, 20_000
_LONG = {"references", "in-reply-to", "to", "cc"}
# Each line is compared with the boundary of every part that it is within.
_MOST_LINES, _MOST_COMPARED, _MOST_PARTS = 2_000_000, 20_000_000, 2_000


class _Bounded(policy.Compat32):
    """Reads no header further than it is kept: the parameters of a type take the square of its
    length.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: longest(name.lower())]


_BOUNDED = _Bounded()


def parsed(content: bytes) -> Message:
    """The message.

    Raises:
        MessageError: it has more lines and parts than any that someone writes.
    """
    lines = content.count(b"\n")
    if lines > _MOST_LINES or lines * content.lower().count(b"multipart/") > _MOST_COMPARED:
        raise MessageError
    made = count()

    def part() -> Message:
        if next(made) > _MOST_PARTS:
            raise MessageError
        return Message()

    return message_from_bytes(content, part, policy=_BOUNDED)


def longest(name: str) -> int:
    """How many characters of the header of this name, in lower case, are read."""
    return LONGEST_REFERENCES if name in _LONG else LONGEST_HEADER
