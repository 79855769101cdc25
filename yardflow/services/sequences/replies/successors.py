"""Who to write to instead of whoever a message is from, as the message says."""

import re
from dataclasses import dataclass

from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.readings import Reading
from yardflow.services.sequences.replies.tokens import tokens

ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,200}\.[a-z]{2,20}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Successor:
    """Who to write to instead."""

    address: str
    name: str = ""


def successor_of(reading: Reading, *, is_any: bool = False) -> Successor | None:
    """The address that the text names beside the writer's own, where it says to write there. Of
    ``is_any`` one above the signature need not be said to be it.
    """
    is_said = phrases("successor").are_in(tokens(reading.text[:4_000]))
    if not is_said and not is_any:
        return None
    text = (reading.text if is_said else reading.written)[:4_000]
    for match in ADDRESS.finditer(text):
        address = match[0].lower().rstrip(".")
        if address != reading.mail.sender:
            return Successor(
                address, _name_before(text[max(match.start() - 80, 0) : match.start()])
            )
    return None


def _name_before(text: str) -> str:
    """The words with capitals that stand before an address: ``Ann Lee (``."""
    line = text.split("\n")[-1].rstrip(" (<[:,-\u2013").removesuffix(" at").removesuffix(" unter")
    names: list[str] = []
    for word in reversed(line.split(" ")):
        bare = word.strip(",;()<>")
        if not bare[:1].isupper() or not bare.replace("-", "").replace("'", "").isalpha():
            break
        names.insert(0, bare)
        if len(names) == 4:
            break
    return " ".join(names) if len(names) > 1 else ""
