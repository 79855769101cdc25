"""The day until which someone says that they are away.

A date that can be read in two ways is not guessed: ``9/8`` in English is none, ``9.8.`` in German
is August 9, as ``15/3`` is March 15 in any language.
"""

import re
from datetime import date, timedelta

from yardflow.services.sequences.replies.dates import Named, dates_in, in_digits
from yardflow.services.sequences.replies.phrases import named, phrases, writes_day_first
from yardflow.services.sequences.replies.relative_dates import comes_back, lone_day, relative
from yardflow.services.sequences.replies.tokens import folded, tokens

LONGEST = 3_000
# What is further away is no absence; what is past by a little was not renewed.
_FURTHEST = timedelta(days=366)
_WEEKEND = timedelta(days=3)
# So far in front of a date a word says what the date is.
_BEFORE, _WORDS_BEFORE = 60, 6
# Behind it the word for coming back is one of these.
_NEAR = 3
# A sentence is looked at so far.
_SENTENCE = 200
_ENDS = ("\n\n", "! ", "? ", "; ", "\u3002", ". ")


def away_until(text: str, written: str, received: date) -> date | None:
    """The day that an absence lasts to, as the text says. None where it says none, or none that is
    certain; ``written`` is what shows its language.
    """
    plain, dates = _dated(text, written, received)
    marked = [each for place, each in enumerate(dates) if _is_end(plain, dates, place)]
    marked = [each for each in marked if not _invites(plain, each)] or marked
    if marked:
        days = [each.day for each in marked]
        known = [day for day in days if day is not None]
        if len(known) < len(days):
            return None
        return _possible(_back(max(known), relative(tokens(plain), received)), received)
    if (soon := relative(tokens(plain), received)) is not None:
        return soon
    # In two languages the same day is named twice.
    others = {each.day for each in dates if not _is_beginning(plain, each)}
    only = others.pop() if len(others) == 1 else None
    if only is None and not dates:
        return lone_day(tokens(plain), received)
    return _possible(only, received) if only else None


def _back(last: date, weekday: date | None) -> date:
    """The first day back, where a weekday is named that follows upon the last day away."""
    return weekday if weekday and last < weekday <= last + _WEEKEND else last


def names_end(text: str, written: str, received: date) -> bool:
    """Whether something lasts until a day that is named, also one that reads in two ways."""
    plain, dates = _dated(text, written, received)
    for place, each in enumerate(dates):
        if _is_end(plain, dates, place) and not _invites(plain, each):
            return True
    words = tokens(plain)
    weekdays = named("weekdays")
    for start, end in phrases("until").find(words):
        # From one day of the week to another are hours in which an office is open.
        hours = start > 0 and weekdays.longest(words, start - 1) > 0
        if not hours and any(weekdays.longest(words, place) for place in (end, end + 1)):
            return True
    return comes_back(words)


def _dated(text: str, written: str, received: date) -> tuple[str, list[Named]]:
    """The text as it is compared, and the dates in it from its beginning on."""
    plain = in_digits(folded(text[:LONGEST]))
    dates = dates_in(plain, writes_day_first(written or text), received)
    return plain, sorted(dates, key=lambda each: each.start)


def _possible(day: date, received: date) -> date | None:
    return day if received <= day <= received + _FURTHEST else None


def _is_end(plain: str, dates: list[Named], place: int) -> bool:
    """Whether the words before say that it is the last day, or the first one back."""
    each = dates[place]
    if each.is_last or (place and _joins(plain[dates[place - 1].end : each.start])):
        return True
    if _returns(plain[each.end : each.end + _BEFORE]):
        return True
    before = plain[max(each.start - _BEFORE, dates[place - 1].end if place else 0) : each.start]
    before = _last_sentence(before)
    words = _without_week(tokens(before))[-_WORDS_BEFORE:]
    # ``3. - 14. Mai``: the first day has no month of its own.
    if (words and words[-1].isdigit()) or _is_range(before):
        return True
    ends = [*phrases("until").find(words)]
    beginnings = [*phrases("from").find(words)]
    if not ends:
        return False
    if not beginnings or ends[-1][1] >= beginnings[-1][1]:
        return True
    # ``Back in the office from Monday``
    is_back = phrases("returning").longest(words, ends[-1][0]) > 0
    return is_back and beginnings[-1][0] - ends[-1][1] <= _NEAR


def _returns(behind: str) -> bool:
    """Whether the word for coming back stands behind the day: ``10 mei zijn we er weer``."""
    words = tokens(behind)
    if phrases("until", "zh").longest(words, named("weekdays").longest(words)):
        return True
    said = tokens(_first_sentence(behind))
    return any(phrases("answering").longest(said, place) for place in range(_NEAR))


def _first_sentence(after: str) -> str:
    for sign in _ENDS:
        after = after.partition(sign)[0]
    return after


def _without_week(words: list[str]) -> list[str]:
    """The words before a day without "in the week of"."""
    last = [(start, end) for start, end in phrases("week_of").find(words) if end == len(words)]
    return words[: last[0][0]] if last else words


def _invites(plain: str, each: Named) -> bool:
    """Whether the sentence is about a show and no absence: ``meet us from June 8 to 11``."""
    before = _last_sentence(plain[max(each.start - _SENTENCE, 0) : each.start])
    after = _first_sentence(plain[each.end : each.end + _SENTENCE])
    words = tokens(f"{before} {after}")
    return phrases("elsewhere").are_in(words) and not phrases("office").are_in(words)


def _is_range(before: str) -> bool:
    bare = before.rstrip()
    return bool(re.search(r"\d{1,2}\.? ?[-\u2013\u2014]$", bare[-8:]))


def _joins(between: str) -> bool:
    """Whether what stands between two dates makes them a stretch of time."""
    bare = between.strip(" .,()")
    if len(bare) > 30:
        return False
    if bare and not bare.strip("-\u2013\u2014~ "):
        return True
    words = tokens(bare)
    weekdays = named("weekdays")
    has_rule = re.search(r"[-\u2013\u2014~]", bare) is not None
    words = [word for word in words if not weekdays.longest([word])]
    extra = {"le", "el", "the", "den", "dem", "il", "o", "dia", "include", "inclus", "lo"}
    words = [word for word in words if word not in extra]
    if not words:
        return has_rule
    return phrases("range").longest(words) == len(words)


def _last_sentence(before: str) -> str:
    for sign in _ENDS[:-1]:
        before = before.rpartition(sign)[2]
    place = len(before)
    while (place := before.rfind(". ", 0, place)) >= 0:
        # ``Mon. 14 May`` is one sentence, and so is ``3. 14. Mai``.
        if len(before[:place].rpartition(" ")[2]) > 4:
            return before[place + 2 :]
    return before


def _is_beginning(plain: str, each: Named) -> bool:
    words = _without_week(tokens(plain[max(each.start - _BEFORE, 0) : each.start]))
    return phrases("from").are_in(words[-3:])
