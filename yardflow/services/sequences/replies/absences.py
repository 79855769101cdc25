"""Whether a message says that someone is away, or that their company is closed.

Where a program certainly wrote it, a word of absence is enough, or a day on which someone is back.
Else it has to say so in its subject, or nothing besides: who adds something to it answers us.
"""

from datetime import date

from yardflow.services.sequences.replies.clauses import asks, clauses
from yardflow.services.sequences.replies.composed import says_absent, says_closed
from yardflow.services.sequences.replies.likeness import likeness_of
from yardflow.services.sequences.replies.named_dates import away_until, names_end
from yardflow.services.sequences.replies.newest import is_han
from yardflow.services.sequences.replies.phrases import any_of, phrases
from yardflow.services.sequences.replies.readings import (
    OPENING,
    Reading,
    first_sentences,
    names_absence,
    speaks,
)
from yardflow.services.sequences.replies.tokens import Tokens, tokens

_ABSENT = ("office", "office_more", "until", "successor", "automatic", "busy", "this_month")
# Who only says that they are away writes no more words than these, as like others who were.
_BRIEF, _LIKELY, _SURE = 60, 0.6, 0.85
# So many words, or Chinese signs, are a name or a wish: ``Frohe Ostern``.
_FEW, _FEW_SIGNS = 4, 8


def is_absence(reading: Reading, evidence: int, received: date) -> bool:
    """Whether it is a note of an absence, by how certain it is that a program wrote it."""
    if _is_like_one(reading, evidence, received):
        return True
    away = phrases("office").are_in(reading.opening) or names_absence(reading) or _closes(reading)
    if evidence == 2:
        return away or _is_back_on_a_day(reading, received)
    if not away or reading.quoted:
        return away and evidence > 0 and names_absence(reading)
    if evidence > 0 and names_absence(reading):
        return True
    more = phrases("office_more").are_in(reading.words)
    if more and phrases("office").are_in(tokens(first_sentences(reading.written))):
        return True
    is_notice = _closes(reading) and (evidence > 0 or not reading.answers)
    return (is_notice or _says_only_that(reading)) and until(reading, received) is not None


def _is_like_one(reading: Reading, evidence: int, received: date) -> bool:
    """Whether few words ask for nothing and are like those of others who were away; without a day
    or a program's sign they have to be more so.
    """
    if asks(reading.written) or len(tokens(reading.written)) > _BRIEF:
        return False
    certain = evidence == 2 or until(reading, received) is not None
    return likeness_of(reading.written).away >= (_LIKELY if certain else _SURE)


def until(reading: Reading, received: date) -> date | None:
    """The day that it lasts to, where one is named."""
    return away_until(_dated(reading), reading.written, received)


def _is_back_on_a_day(reading: Reading, received: date) -> bool:
    """Whether a program names a day without a word of absence, and confirms no request."""
    if is_ticket(reading) or likeness_of(reading.written).received >= _LIKELY:
        return False
    if names_end(_dated(reading), reading.written, received):
        return True
    busy = phrases("office_more").are_in(reading.words) or phrases("busy").are_in(reading.opening)
    absent = any(map(says_absent, clauses(reading.written[:OPENING])))
    return speaks(reading) and (busy or absent or until(reading, received) is not None)


def _dated(reading: Reading) -> str:
    """Where the day is looked for."""
    return f"{reading.mail.subject}\n\n{reading.text}"


def _closes(reading: Reading) -> bool:
    """Whether a company says that it is closed."""
    return not is_ticket(reading) and any(map(says_closed, clauses(reading.written[:OPENING])))


def _says_only_that(reading: Reading) -> bool:
    """Whether each clause is about an absence, or too short for anything else."""
    written = reading.written[:OPENING]
    if (
        asks(written)
        or len(reading.written) > OPENING
        or phrases("contrast").are_in(tokens(written))
    ):
        return False
    return all(map(_is_about_absence, clauses(written)))


def _is_about_absence(words: Tokens) -> bool:
    if phrases("stop_but").are_in(words) and not phrases("office_more").are_in(words):
        return False
    few = _FEW_SIGNS if all(map(is_han, words)) else _FEW
    return len(words) <= few or any_of(*_ABSENT).are_in(words) or says_closed(words)


def is_ticket(reading: Reading) -> bool:
    """Whether a request is taken into a queue."""
    return phrases("queue").are_in(reading.opening) or has_number(reading)


def has_number(reading: Reading) -> bool:
    """Whether it has the number of a ticket."""
    words = (*reading.subject, *reading.opening)
    numbered = any(sum(map(str.isdigit, word)) > 1 for word in words)
    named = phrases("ticket")
    return numbered and (named.are_in(reading.subject) or named.are_in(reading.opening))
