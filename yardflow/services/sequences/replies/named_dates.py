"""The day until which someone says that they are away.

A date that can be read in two ways is not guessed: ``9/8`` in English is none, ``9.8.`` in German
is August 9, as ``15/3`` is March 15 in any language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from yardflow.services.sequences.replies.phrases import (
    folded,
    named,
    numbered,
    phrases,
    texts,
    tokens,
    writes_day_first,
)
from yardflow.services.sequences.replies.relative_dates import comes_back, relative

LONGEST = 3_000
# What is further away is no absence; what is past by a little was not renewed.
_FURTHEST = timedelta(days=366)
_PAST = timedelta(days=60)
_WEEKEND = timedelta(days=3)
# So far in front of a date a word says what the date is.
_BEFORE, _WORDS_BEFORE = 60, 6
# Behind it the word for coming back is one of these.
_NEAR = 3
# A sentence is looked at so far.
_SENTENCE = 200
_ENDS = ("\n\n", "! ", "? ", "; ", "\u3002", ". ")
_ISO = re.compile(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b")
_HAN = re.compile(
    r"(?:(20\d\d) ?年 ?)?(\d{1,2}) ?月 ?(\d{1,2}) ?"
    r"(?:[日号號]? ?[-\u2013\u2014~\u301c至到] ?(\d{1,2}) ?[日号號]|[日号號])"
)
_NUMBERS = re.compile(
    r"\b(\d{1,2})(?:([./])(\d{1,2})(?:\2(20\d\d|\d\d)\b|(?!\d)\.?)|-(\d{1,2})-(20\d\d|\d\d)\b)"
)
# What may stand between the two days of a stretch, and behind what is an hour.
_ARTICLE = r"(?:the |den |dem |el |il |le |o |dia |zum )"
_HOURS = r"| ?(?:am|pm|uhr|h|hrs|o'clock|people|percent|%)\b"


@dataclass(frozen=True, slots=True)
class Named:
    """A date in a text, from where to where. ``day`` is None where it can be read in two ways.
    ``is_last``: it ends a stretch of days.
    """

    start: int
    end: int
    day: date | None
    is_last: bool = False


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
    others = [each for each in dates if not _is_beginning(plain, each)]
    if len(others) == 1 and others[0].day is not None:
        return _possible(others[0].day, received)
    return None


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
    plain = folded(text[:LONGEST])
    dates = _dates(plain, writes_day_first(written or text), received)
    return plain, sorted(dates, key=lambda each: each.start)


def _possible(day: date, received: date) -> date | None:
    return day if received <= day <= received + _FURTHEST else None


def _dates(plain: str, day_first: bool, received: date) -> Iterator[Named]:
    taken: list[tuple[int, int]] = []
    for each in (*_spelled(plain, received), *_written(plain, day_first, received)):
        if all(each.end <= start or each.start >= end for start, end in taken):
            taken.append((each.start, each.end))
            yield each


def _written(plain: str, day_first: bool, received: date) -> Iterator[Named]:
    """Dates in numbers."""
    for match in _ISO.finditer(plain):
        yield _named(match, int(match[2]), int(match[3]), int(match[1]), received)
    for match in _HAN.finditer(plain):
        year = int(match[1]) if match[1] else None
        yield _stretch(match, int(match[2]), (match[3], match[4]), year, received)
    matches = [*_NUMBERS.finditer(plain)]
    # One that reads in one way alone says how its writer writes the others.
    pairs = [(int(match[1]), int(match[3])) for match in matches if match[2] == "/"]
    month_first = any(second > 12 for _, second in pairs)
    day_first = day_first or (any(first > 12 for first, _ in pairs) and not month_first)
    for match in matches:
        first, second = int(match[1]), int(match[3] or match[5])
        year = int(match[4] or match[6]) if match[4] or match[6] else None
        year = year + 2000 if year is not None and year < 100 else year
        if match[2] == "." or day_first or first > 12:
            yield _named(match, second, first, year, received)
        elif second > 12 or first == second or (month_first and match[2] == "/"):
            yield _named(match, first, second, year, received)
        else:
            yield Named(match.start(), match.end(), None)


def _spelled(plain: str, received: date) -> Iterator[Named]:
    """Dates with the name of a month: ``14th of May 2027``, ``May 3-14``, ``14 de maio``."""
    months = {" ".join(name): number for name, number in numbered("months").items()}
    before, after = _month_patterns()
    for match in before.finditer(plain):
        year = int(match[3]) if match[3] else None
        yield _stretch(match, months[match[2]], (match[1], match[4]), year, received)
    for match in after.finditer(plain):
        year = int(match[4]) if match[4] else None
        yield _stretch(match, months[match[1]], (match[2], match[3]), year, received)


@cache
def _month_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = sorted((" ".join(name) for name in numbered("months")), key=len, reverse=True)
    month = f"({'|'.join(names)})"
    year = r"(?:,? {0,2}(?:de |del )?(20\d\d))?"
    suffix = r"(?:st|nd|rd|th|er|ro|o|a|e|\.)?"
    day = rf"(\d{{1,2}}){suffix}"
    ways = sorted((way.replace(" ", "[ /]") for way in texts("range") if way.isascii()), key=len)
    joined = rf"(?: ?[-\u2013\u2014~] ?| (?:{'|'.join(reversed(ways))}) {_ARTICLE}?)"
    no_date = rf"(?![\d:/]|\.\d|\.? ?(?:de |del |of )?(?:{'|'.join(names)})\b{_HOURS})"
    last = rf"(?:{joined}(\d{{1,2}}){suffix}{no_date})?"
    return (
        re.compile(rf"\b{day}(?:,? {{0,2}}|-)(?:of |de |del )?{month}\b\.?{year}{last}"),
        re.compile(rf"\b{month}\.? {{1,2}}(?:the )?{day}\b{last}{year}"),
    )


def _stretch(
    match: re.Match[str],
    month: int,
    days: tuple[str, str | None],
    year: int | None,
    received: date,
) -> Named:
    """A day, or the last of those from it on in the same month."""
    first, last = int(days[0]), int(days[1] or 0)
    each = _named(match, month, max(first, last), year, received)
    return Named(each.start, each.end, each.day, is_last=last > first)


def _named(match: re.Match[str], month: int, day: int, year: int | None, received: date) -> Named:
    try:
        named_day = date(year or received.year, month, day)
        if year is None and named_day < received - _PAST:
            named_day = date(received.year + 1, month, day)
    except ValueError:
        return Named(match.start(), match.end(), None)
    return Named(match.start(), match.end(), named_day)


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
    return not beginnings or ends[-1][1] >= beginnings[-1][1]


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
