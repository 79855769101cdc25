"""Whether whoever wrote a message wants no more emails.

Few words that ask for nothing else are taken at their word, above a signature as well. Where the
wish stands amid others, or the first line is one, a person reads it.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from yardflow.services.sequences.replies import newest
from yardflow.services.sequences.replies.composed import (
    CLASSES,
    OBJECTION,
    asks_source,
    asks_to_stop,
    denies,
    is_stated,
    spares_us,
    takes_off,
)
from yardflow.services.sequences.replies.mail import Mail
from yardflow.services.sequences.replies.phrases import Tokens, any_of, phrases, tokens
from yardflow.services.sequences.replies.signatures import LEGAL_FORMS, is_signature
from yardflow.services.sequences.replies.slips import as_meant

# More words than these are no short "stop", and more than those no brief message that has one.
_SHORT, _BRIEF = 24, 48
# A wish amid other words is looked for so far.
_LONGEST = 4_000
# The words that a wish to stop is written with, beside the phrases that are one. What has no
# meaning of its own may stand only in one of several words: "Stop by" is none.
_POLITE = ("stop_filler", "stop_noun", *CLASSES)
_WRITTEN_WITH = (*_POLITE, *OBJECTION, "function")
# A signature begins below so many lines at most.
_MOST_LINES = 6
# A point within an abbreviation or behind an initial, title or article of a law ends nothing:
# ``a.u.b.``, ``Mr.``, ``gem. Art.``
_POINT = r"(?<!\.\w)(?<!\b\w)(?<!\b[DHMSdhms]r)(?<!\b[Aa]rt)(?<!\b[Aa]bs)(?<!\b[Gg]em)\.(?!\w)"
_END = rf"{_POINT}|[!?\n\u3002\uff01\uff1f]| [-/\u2013\u2014] "
_SENTENCE = re.compile(_END)
_AND = "and|but|und|aber|daher|deshalb|et|donc|alors|y|pero|e|quindi|dus|portanto"
_CLAUSE = re.compile(rf"{_END}|[,;\uff0c\uff1b]| (?:{_AND})(?= )", re.IGNORECASE)


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
    written = as_meant(written)
    words = tokens(written)
    if _says_only(as_meant(" ".join(subject)), known):
        return Wish.STOP if _is_polite(written, known) else Wish.UNSURE
    if _says_only(written, known):
        return Wish.UNSURE if _doubts(written) else Wish.STOP
    lines = [line for line in written.split("\n") if line.strip()][: _MOST_LINES * 4]
    for number in range(1, min(_MOST_LINES, len(lines))):
        beginning = "\n".join(lines[:number])
        if _says_only(beginning, known) and not _doubts(beginning):
            signed = is_signature(lines[number:], names)
            return Wish.STOP if signed else Wish.UNSURE
    if len(words) <= _BRIEF and _says_it_plainly(written, known):
        return Wish.STOP
    firsts = [each.split(written[:200], maxsplit=1)[0] for each in (_SENTENCE, _CLAUSE)]
    hints = any(phrases(section).are_in(words) for section in ("stop_hint", "stop_soft"))
    named = _names_stop(words) or _asks_amid_others(written, known)
    begins = any(_says_only(first, known) for first in firsts)
    if hints or named or begins or _replaces(words, known):
        return Wish.UNSURE
    return Wish.NOTHING


def clauses(text: str) -> list[list[str]]:
    """The words of each clause."""
    return [tokens(clause) for clause in _CLAUSE.split(text)]


def asks(text: str) -> bool:
    """Whether a question stands there."""
    return "?" in text or "\uff1f" in text


def _says_it_plainly(written: str, known: set[str]) -> bool:
    """Whether a clause says nothing but to stop, in so many words that nothing else is meant, and
    what stands beside it is no more than why: nothing else is asked for, offered or named.
    """
    if _doubts(written) or "@" in written:
        return False
    has_named = phrases("self").are_in(tokens(written))
    sentences = [_plain(each, known, has_named=has_named) for each in _SENTENCE.split(written)]
    rest = [word for _, left in sentences for word in left]
    beside = [word for stops, left in sentences if stops for word in left]
    limited = phrases("stop_but").are_in(rest) or phrases("stop_limit").are_in(beside)
    named = any(any(map(str.isdigit, word)) for word in rest)
    return any(stops for stops, _ in sentences) and not named and not limited


def _plain(sentence: str, known: set[str], *, has_named: bool) -> tuple[bool, list[str]]:
    """Whether a clause of it asks to stop, and the words of the others that are not only polite.
    ``has_named``: their address stands somewhere, so that "delete it" may mean it.
    """
    stops, rest = False, list[str]()
    for clause in _CLAUSE.split(sentence):
        words = tokens(clause)
        deletes = has_named and phrases("deleting_it").are_in(words)
        if (deletes and _is_meant(words, known)) or (_says_only(clause, known) and _asks(words)):
            stops = True
        else:
            rest += _unusual(_affirmed(words), known)
    return stops, rest


def _asks(words: Tokens) -> bool:
    """Whether it asks to stop in more than a word."""
    return _names_stop(words) or phrases("stop_hint").are_in(words) or asks_to_stop(words)


def _asks_amid_others(written: str, known: set[str]) -> bool:
    """Whether a clause asks to stop, whatever else is in it, or has someone taken off a list, or
    asks where we know them from. Where it names something else that is wanted, words that wishes
    are written with have to stand together.
    """
    parts = clauses(written[:_LONGEST])
    if any(asks_source(part) or spares_us(part) for part in parts):
        return True
    if not _doubts(written) and any(map(takes_off, parts)):
        return True
    wants = phrases("stop_but")
    return any(
        asks_to_stop(words)
        for part in parts
        if not is_stated(part)
        for words in (_stretches(part, known) if wants.are_in(part) else [part])
    )


def _stretches(words: Tokens, known: set[str]) -> Iterator[Tokens]:
    """The words of a clause, parted at those that wishes are not written with."""
    place, start = 0, 0
    while place < len(words):
        length = _meant(words, place, known, _WRITTEN_WITH)
        if not length:
            yield words[start:place]
            start = place + 1
        place += length or 1
    yield words[start:]


def _affirmed(words: Tokens) -> Tokens:
    """The words of a clause up to what it denies, which asks for nothing and offers nothing."""
    denied = next(phrases("never").find(words), None)
    return words[: denied[0]] if denied else words


def _unusual(words: Tokens, known: set[str]) -> list[str]:
    """The words that are not only polite."""
    left, place = [], 0
    while place < len(words):
        length = phrases("stop_filler").longest(words, place) or (words[place] in known)
        if not length:
            left.append(words[place])
        place += int(length) or 1
    return left


def _doubts(text: str) -> bool:
    """Whether it asks what we do, and does not ask us to do it: ``Could you remove me?``."""
    return asks(text) and not phrases("request").are_in(tokens(text))


def _replaces(words: Tokens, known: set[str]) -> bool:
    """Whether someone is to be replaced: ``Please remove Bob and add me``."""
    place = 0
    while place < len(words):
        filler = phrases("stop_filler").longest(words, place) or (words[place] in known)
        if not filler or phrases("stop_opening").longest(words, place):
            break
        place += int(filler)
    begins = phrases("stop_opening").longest(words, place) > 0
    return begins and phrases("replacing").are_in(words)


def _names(mail: Mail) -> set[str]:
    """The words that the writer is called by."""
    local, _, domain = mail.sender.partition("@")
    return {*tokens(mail.sender_name), *tokens(local), *tokens(domain)}


def _greeted(mail: Mail) -> set[str]:
    """The words that they call us by."""
    return set(tokens(mail.headers.get("to", "").partition("<")[0]))


def _names_stop(words: Tokens) -> bool:
    """A phrase of several words stands amid others."""
    return any(phrases("stop").longest(words, place) > 2 for place in range(len(words)))


def _is_polite(written: str, names: set[str]) -> bool:
    """Whether nothing more is said than a greeting, a wish to stop, or what a phone puts below."""
    lines = [line for line in written.split("\n") if not newest.is_sign_off(line)]
    words = tokens("\n".join(lines))
    return len(words) <= _SHORT and not _doubts(written) and _all_meant(words, names)[1]


def _says_only(text: str, names: set[str]) -> bool:
    """Whether nothing is said but to stop, and what is polite."""
    words = tokens(text)
    if not 0 < len(words) <= _SHORT:
        return False
    parts = clauses(text)
    is_all = all(_is_meant(part, names) for part in parts)
    return is_all and any(_wishes(part, names) for part in parts) and not any(map(denies, parts))


def _wishes(words: Tokens, names: set[str]) -> bool:
    """Whether a clause asks to stop, by a phrase or by its words together."""
    return asks_to_stop(words) or (_all_meant(words, names)[0] and not is_stated(words))


def _is_meant(words: Tokens, names: set[str]) -> bool:
    """Whether a clause says nothing but to stop, or what is polite."""
    return _all_meant(words, names, _WRITTEN_WITH if _asks(words) else _POLITE)[1]


def _all_meant(
    words: Tokens, names: set[str], sections: tuple[str, ...] = _POLITE
) -> tuple[bool, bool]:
    """Whether a phrase that asks to stop stands there, and nothing else but such words."""
    place, stops = 0, False
    while place < len(words):
        length = _stops(words, place)
        filler = _meant(words, place, names, sections)
        if not filler:
            return stops, False
        stops = stops or length == filler
        place += filler
    return stops, True


def _stops(words: Tokens, place: int) -> int:
    return any_of("stop", "stop_hint").longest(words, place)


def _meant(words: Tokens, place: int, names: set[str], sections: tuple[str, ...]) -> int:
    """How many words from here on are of these, of a wish to stop, or a name."""
    length = any_of(*sections, "stop", "stop_hint").longest(words, place)
    return length or int(words[place] in names)
