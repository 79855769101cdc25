"""Whether whoever wrote a message wants no more emails.

Few words that ask for nothing else are taken at their word, above a signature as well. Where the
wish stands amid others, or the first line is one, a person reads it. Rules say so first; as they
know no more words than someone thought of, they are weighed with examples.
"""

import re
from enum import StrEnum

from yardflow.services.sequences.replies import newest
from yardflow.services.sequences.replies.clauses import CLAUSE, SENTENCE, clauses
from yardflow.services.sequences.replies.composed import (
    asks_source,
    asks_to_stop,
    believes_gone,
    denies,
    is_stated,
    spares_us,
    takes_off,
)
from yardflow.services.sequences.replies.likeness import likeness_of
from yardflow.services.sequences.replies.mail import Mail
from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.plain import BRIEF, doubts, says_it_plainly
from yardflow.services.sequences.replies.signatures import LEGAL_FORMS, is_signature
from yardflow.services.sequences.replies.slips import as_meant
from yardflow.services.sequences.replies.tokens import Tokens, tokens
from yardflow.services.sequences.replies.worded import (
    SHORT,
    all_meant,
    names_stop,
    says_only,
    stretches,
)

# A wish amid other words is looked for so far.
_LONGEST = 4_000
# A signature begins below so many lines at most.
_MOST_LINES = 6
# What stands for an address of the writer; each language has it in ``self``.
_THEIRS = "ownaddress"
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9]")
_ASKED = re.compile(r"[?\uff1f]")
# What the rules take for a stop and is less like one is doubtful; what they doubt, or find nothing
# in, is a stop if it is as much like one; and where it is more like a stop or a doubt together, one
# that a person decides. Measured on texts that neither had seen.
_UNLIKE, _LIKELY, _SURE, _DOUBTFUL = 0.15, 0.7, 0.8, 0.6
# Fewer words than these ask for nothing: ``right?``
_FEWEST_ASKED = 2


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
    known = {*names, *_initials(mail), *_greeted(mail), *LEGAL_FORMS}
    written = _unasked(as_meant(_without_own(written, mail)))
    body = _unsigned(written, names)
    titled = says_only(as_meant(" ".join(subject)), known)
    if titled and (_is_polite(written, known) or is_signature(written.split("\n"), names)):
        return Wish.STOP
    return _weighed(_ruled(body, known, titled=titled), body)


def _weighed(ruled: Wish, body: str) -> Wish:
    """What the rules find, beside what was written by others who wished the same."""
    if not tokens(body):
        return ruled
    likeness = likeness_of(body)
    if ruled == Wish.STOP:
        return Wish.STOP if likeness.stop >= _UNLIKE else Wish.UNSURE
    needed = _LIKELY if ruled == Wish.UNSURE else _SURE
    if likeness.stop >= needed and _is_firm(body):
        return Wish.STOP
    if likeness.stop + likeness.unsure >= _DOUBTFUL:
        return Wish.UNSURE
    return Wish.NOTHING if _asks_to_stay(body) else ruled


def _is_firm(body: str) -> bool:
    """Whether so brief a text neither asks us something nor asks for the contrary."""
    return len(tokens(body)) <= BRIEF and not doubts(body) and not _asks_to_stay(body)


def _asks_to_stay(body: str) -> bool:
    return any(map(denies, clauses(body)))


def _ruled(body: str, known: set[str], *, titled: bool) -> Wish:
    """What the rules find."""
    words = tokens(body)
    if says_only(body, known):
        return Wish.UNSURE if doubts(body) else Wish.STOP
    if says_it_plainly(body, known):
        return Wish.STOP
    hints = phrases("stop_hint").are_in(words) or _complains(words)
    named = names_stop(words) or _asks_amid_others(body, known)
    begins = any(says_only(first, known) for first in _beginnings(body))
    if titled or hints or named or begins or _replaces(words, known):
        return Wish.UNSURE
    return Wish.NOTHING


def _beginnings(text: str) -> list[str]:
    """The first sentence, the first clause, and the first lines."""
    firsts = [each.split(text[:200], maxsplit=1)[0] for each in (SENTENCE, CLAUSE)]
    lines = [line for line in text.split("\n", _MOST_LINES * 4) if line.strip()]
    return [
        *firsts,
        *("\n".join(lines[:number]) for number in range(1, min(_MOST_LINES, len(lines)))),
    ]


def _asks_amid_others(written: str, known: set[str]) -> bool:
    """Whether a clause asks to stop, whatever else is in it, or has someone taken off a list, or
    asks where we know them from. Where it names something else that is wanted, words that wishes
    are written with have to stand together.
    """
    written = written[:_LONGEST]
    parts = [part for part in clauses(written) if not _is_of_trade(part)]
    whole = [words for each in SENTENCE.split(written) if not _is_of_trade(words := tokens(each))]
    if any(asks_source(part) or spares_us(part) for part in parts):
        return True
    if not doubts(written) and any(map(takes_off, (*parts, *whole))):
        return True
    wants = phrases("stop_but")
    return any(
        asks_to_stop(words)
        for part in parts
        if not is_stated(part)
        for words in (stretches(part, known) if wants.are_in(part) else [part])
    )


def _is_of_trade(words: Tokens) -> bool:
    """Whether a clause is about neither the writer nor emails: ``Remove the second line``."""
    if not phrases("trade").are_in(words):
        return False
    return not phrases("self").are_in(words) and not phrases("mailing").are_in(words)


def _complains(words: Tokens) -> bool:
    """Whether something is said that who wants more emails does not say. Where they landed in a
    folder for spam, and something is wanted, no one complains.
    """
    if phrases("spam_folder").are_in(words) and phrases("stop_but").are_in(words):
        return False
    return phrases("stop_soft").are_in(words)


def _without_own(text: str, mail: Mail) -> str:
    """The text with the writer's own address as theirs."""
    return _ADDRESS.sub(lambda each: _THEIRS if each[0].lower() == mail.sender else each[0], text)


def _unasked(text: str) -> str:
    """The text with questions that want no answer as statements: ``Seriously? Stop.``"""
    *questions, last = _ASKED.split(text)
    if len(tokens(text)) <= _FEWEST_ASKED or not all(map(_is_rhetorical, questions)):
        return text
    return ".".join([*questions, last])


def _is_rhetorical(text: str) -> bool:
    """Whether no answer is wanted to the question that ends a text."""
    words = tokens(SENTENCE.split(text)[-1])
    if len(tokens(CLAUSE.split(text)[-1])) <= _FEWEST_ASKED or believes_gone(words):
        return True
    return phrases("rhetorical").are_in(words)


def _unsigned(text: str, names: set[str]) -> str:
    """The text without the signature below it, and what their company puts below all mails."""
    lines = text.split("\n")[: _MOST_LINES * 4]
    for number in range(1, len(lines)):
        if not lines[number].strip():
            continue
        if phrases("own_footer").are_in(tokens(lines[number])) or is_signature(
            lines[number:], names
        ):
            return "\n".join(lines[:number])
    return text


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


def _initials(mail: Mail) -> set[str]:
    """What they may sign with in haste."""
    letters = [word[0] for word in tokens(mail.sender_name)]
    return {"".join(letters), *letters[:1]}


def _greeted(mail: Mail) -> set[str]:
    """The words that they call us by."""
    return set(tokens(mail.headers.get("to", "").partition("<")[0]))


def _is_polite(written: str, names: set[str]) -> bool:
    """Whether nothing more is said than a greeting, a wish to stop, or what a phone puts below."""
    lines = [line for line in written.split("\n") if not newest.is_sign_off(line)]
    words = tokens("\n".join(lines))
    return len(words) <= SHORT and not doubts(written) and all_meant(words, names)[1]
