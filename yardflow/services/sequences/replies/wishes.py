"""Whether whoever wrote a message wants no more emails.

Few words that ask for nothing else are taken at their word, above a signature as well. Where the
wish stands amid others, or the first line is one, a person reads it.
"""

import re
from enum import StrEnum

from yardflow.services.sequences.replies import newest
from yardflow.services.sequences.replies.mail import Mail
from yardflow.services.sequences.replies.phrases import Tokens, phrases, tokens
from yardflow.services.sequences.replies.signatures import LEGAL_FORMS, is_signature

# More words than these are no short "stop".
_SHORT = 24
# A signature begins below so many lines at most.
_MOST_LINES = 6
_SENTENCE = re.compile(r"[.!\n\u3002\uff01]| [-\u2013\u2014] ")


class Wish(StrEnum):
    """What the writer wants. ``UNSURE``: perhaps no more emails."""

    NOTHING = ""
    UNSURE = "unsure"
    STOP = "stop"


def wish_of(mail: Mail, written: str, subject: Tokens) -> Wish:
    """What they want, by what they wrote. ``subject`` has its words where it is their own, as in no
    answer.
    """
    names = _names(mail)
    known = {*names, *_greeted(mail), *LEGAL_FORMS}
    words = tokens(written)
    if _says_only(subject, known):
        return Wish.STOP if _is_polite(written, known) else Wish.UNSURE
    if _says_only(words, known):
        return Wish.UNSURE if asks(written) else Wish.STOP
    lines = [line for line in written.split("\n") if line.strip()][: _MOST_LINES * 4]
    for number in range(1, min(_MOST_LINES, len(lines))):
        beginning = "\n".join(lines[:number])
        if _says_only(tokens(beginning), known) and not asks(beginning):
            signed = is_signature(lines[number:], names)
            return Wish.STOP if signed else Wish.UNSURE
    first = _SENTENCE.split(written[:200], maxsplit=1)[0]
    hints = any(phrases(section).are_in(words) for section in ("stop_hint", "stop_soft"))
    if hints or _names_stop(words) or _says_only(tokens(first), known):
        return Wish.UNSURE
    return Wish.NOTHING


def asks(text: str) -> bool:
    """Whether a question stands there."""
    return "?" in text or "\uff1f" in text


def _names(mail: Mail) -> set[str]:
    """The words that the writer is called by."""
    local, _, domain = mail.sender.partition("@")
    return {*tokens(mail.sender_name), *tokens(local), *tokens(domain)}


def _greeted(mail: Mail) -> set[str]:
    """The words that they call us by."""
    return set(tokens(mail.headers.get("to", "").partition("<")[0]))


def _names_stop(words: Tokens) -> bool:
    """A phrase of several words stands amid others."""
    return any(end - start > 2 for start, end in phrases("stop").find(words))


def _is_polite(written: str, names: set[str]) -> bool:
    """Whether nothing more is said than a greeting, a wish to stop, or what a phone puts below."""
    lines = [line for line in written.split("\n") if not newest.is_sign_off(line)]
    words = tokens("\n".join(lines))
    return len(words) <= _SHORT and not asks(written) and _all_meant(words, names)[1]


def _says_only(words: Tokens, names: set[str]) -> bool:
    """Whether nothing is said but to stop, and what is polite."""
    return 0 < len(words) <= _SHORT and all(_all_meant(words, names))


def _all_meant(words: Tokens, names: set[str]) -> tuple[bool, bool]:
    """Whether a wish to stop stands there, and nothing else but what is polite."""
    place, stops = 0, False
    while place < len(words):
        length = max(phrases(each).longest(words, place) for each in ("stop", "stop_hint"))
        filler = max(phrases(each).longest(words, place) for each in ("stop_filler", "stop_noun"))
        if length >= filler and length:
            stops = True
            place += length
        elif filler:
            place += filler
        elif words[place] in names:
            place += 1
        else:
            return stops, False
    return stops, True
