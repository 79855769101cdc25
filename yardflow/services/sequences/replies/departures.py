"""Whether a message says that whoever we wrote to is no longer there, or that their address is none
any more.

Their address is suppressed for it, so without proof that a program wrote it someone has to be named
who left, and whoever speaks of themselves has not.
"""

from yardflow.services.sequences.replies.clauses import asks, clauses
from yardflow.services.sequences.replies.composed import says_disused, says_gone
from yardflow.services.sequences.replies.likeness import likeness_of
from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.readings import (
    OPENING,
    Reading,
    first_sentences,
    speaks,
)
from yardflow.services.sequences.replies.successors import ADDRESS, successor_of
from yardflow.services.sequences.replies.tokens import Tokens, tokens

# Who only passes on that someone left writes no more words than these.
_BRIEF = 60
# As like others who had left, where a program wrote it and where that isn't certain.
_LIKELY, _SURE = 0.6, 0.85


def is_departure(reading: Reading, evidence: int) -> bool:
    """Whether someone left or an address is given up, by how certain it is that a program wrote
    it.
    """
    if _is_given_up(reading, evidence) or _is_like_one(reading, evidence):
        return True
    if not says_left(reading, evidence):
        return False
    return evidence == 2 or _names_who_left(reading, evidence)


def _is_like_one(reading: Reading, evidence: int) -> bool:
    """Whether few words ask for nothing and are like those of others who had left."""
    needed = _LIKELY if evidence == 2 else _SURE
    return _is_brief(reading) and likeness_of(reading.written).left >= needed


def says_left(reading: Reading, evidence: int) -> bool:
    """Also with the company's name, and since when, amid the words; who left a room comes back."""
    if phrases("left_room").are_in(reading.opening) or _works_part_time(reading.opening):
        return False
    company = _company(reading)
    opening = [word for word in reading.opening if word != company and not word.isdigit()]
    gone = _says_gone(reading, reading.written[:OPENING], is_certain=evidence == 2)
    if gone and (evidence == 2 or not speaks(reading)):
        return True
    return any(
        phrases("left").are_in(words) for words in (reading.opening, opening, reading.subject)
    )


def _works_part_time(words: Tokens) -> bool:
    """Whether days of the week are named, and no date: ``I no longer work Fridays``."""
    ends = [end for _, end in phrases("part_days").find(words)]
    return any(end == len(words) or not words[end][0].isdigit() for end in ends)


def _says_gone(reading: Reading, text: str, *, is_certain: bool = False) -> bool:
    """Whether a clause says it, where the company's name is one of a company."""
    name = _company(reading)
    return any(
        says_gone(["company" if word == name else word for word in words], is_certain=is_certain)
        for words in clauses(text)
    )


def _company(reading: Reading) -> str:
    return reading.mail.sender.partition("@")[2].partition(".")[0]


def _is_given_up(reading: Reading, evidence: int) -> bool:
    """Whether a clause says that an address is used no more; without proof it has to be one of
    emails, and neither asked nor wished that we use it no more.
    """
    if not any(map(says_disused, clauses(reading.written[:OPENING]))):
        return False
    if evidence > 0:
        return True
    names_address = ADDRESS.search(reading.written[:OPENING]) is not None
    of_emails = names_address or phrases("emailing").are_in(reading.words)
    likeness = likeness_of(reading.written)
    return of_emails and _is_brief(reading) and likeness.left >= likeness.stop


def _names_who_left(reading: Reading, evidence: int) -> bool:
    """Whether it is the writer who left, and not someone who lives on in another team. Without
    proof that a program wrote it, they have to be named, or their company where there are signs.
    """
    sentences = first_sentences(reading.written)
    first = tokens(sentences)
    if not phrases("left").are_in(first) and not _says_gone(reading, sentences):
        return False
    named = any(len(word) > 2 and word in first for word in tokens(reading.mail.sender_name))
    follows = successor_of(reading, is_any=named) is not None
    if follows and evidence and _company(reading) in tokens(ADDRESS.sub(" ", sentences)):
        return True
    if speaks(reading):
        return False
    brief = _is_brief(reading)
    return (named and (follows or brief)) or (brief and _names_with_title(sentences))


def _is_brief(reading: Reading) -> bool:
    """Whether little is written, and nothing asked."""
    return len(tokens(reading.written)) <= _BRIEF and not asks(reading.written)


def _names_with_title(sentences: str) -> bool:
    """Whether the clause about it has a ``Mr.``."""
    plain = " ".join(_without_point(word) for word in sentences.split())
    return any(
        phrases("title").are_in(words) and (phrases("left").are_in(words) or says_gone(words))
        for words in clauses(plain)
    )


def _without_point(word: str) -> str:
    return word.rstrip(".") if phrases("title").longest(tokens(word)) else word
