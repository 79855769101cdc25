"""Whether a wish to stop is so plain that what stands beside it changes nothing.

One clause says it, in words that wishes are written with or in a few of the writer's own; the rest
is no more than why: nothing else is asked for, offered or named.
"""

from yardflow.services.sequences.replies.clauses import CLAUSE, SENTENCE, asks, before
from yardflow.services.sequences.replies.composed import (
    asks_to_stop,
    denies,
    implies_stop,
    is_stated,
    link_fails,
    spares_us,
    takes_off,
)
from yardflow.services.sequences.replies.phrases import any_of, phrases
from yardflow.services.sequences.replies.tokens import Tokens, tokens
from yardflow.services.sequences.replies.worded import (
    is_meant,
    names_stop,
    says_only,
    unread,
    unusual,
)

# In so many words a clause may have some of its own; a message of more than those is not brief.
_OWN, BRIEF = 30, 40


def says_it_plainly(written: str, known: set[str]) -> bool:
    """Whether a clause of so brief a message says no more than to stop, and nothing else stands
    beside it.
    """
    words = tokens(written)
    if len(words) > BRIEF or doubts(written) or "@" in written:
        return False
    if len(words) <= _OWN and link_fails(words) and not _names_else(words, known):
        return True
    is_own, has_named = len(words) <= _OWN, phrases("self").are_in(words)
    sentences = [
        _plain(each, known, is_own=is_own, has_named=has_named) for each in SENTENCE.split(written)
    ]
    rest = [word for _, left in sentences for word in left]
    beside = [word for stops, left in sentences if stops for word in left]
    limited = phrases("stop_but").are_in(rest) or phrases("stop_limit").are_in(beside)
    named = any(map(str.isdigit, "".join(rest))) and not phrases("numbered").are_in(words)
    return any(stops for stops, _ in sentences) and not named and not limited


def _plain(
    sentence: str, known: set[str], *, is_own: bool, has_named: bool
) -> tuple[bool, list[str]]:
    """Whether a clause of it asks to stop, and the words of the others that are not only polite.
    ``is_own``: in words of their own as well. ``has_named``: their address stands somewhere, so
    that "delete it" may mean it.
    """
    if is_own and implies_stop(words := tokens(sentence)) and not _names_else(words, known):
        return True, []
    stops, rest = False, list[str]()
    for clause in CLAUSE.split(sentence):
        words = tokens(clause)
        deletes = has_named and phrases("deleting_it").are_in(words) and is_meant(words, known)
        says = deletes or says_only(clause, known)
        if says or (is_own and _asks_firmly(words, known)):
            stops = True
        else:
            rest += unusual(before(words, "never"), known)
    return stops, rest


def _asks_firmly(words: Tokens, known: set[str]) -> bool:
    """Whether a clause asks for no more emails to the writer, and names nothing else."""
    if is_stated(words) or denies(words) or phrases("inviting").are_in(words):
        return False
    if not (asks_to_stop(words) or names_stop(words)):
        return False
    if (takes_off(words) and not phrases("self").are_in(words)) or spares_us(words):
        return False
    own = unread(words, known)
    # What is not to be sent may be what is not known: ``Don't send any more PDFs``.
    names_mail = any_of("mailing", "contacting").are_in(words)
    if own and phrases("sending").are_in(words) and not names_mail:
        return False
    limited = phrases("stop_limit").are_in(own) or phrases("times").are_in(words)
    return not limited and not _names_else(words, known)


def _names_else(words: Tokens, known: set[str]) -> bool:
    """Whether something other than emails is meant; what they are about is not."""
    left = unread(before(words, "about"), known)
    return phrases("stop_but").are_in(left) or phrases("trade").are_in(left)


def doubts(text: str) -> bool:
    """Whether it asks what we do, and does not ask us to do it: ``Could you remove me?``."""
    return asks(text) and not phrases("request").are_in(tokens(text))
