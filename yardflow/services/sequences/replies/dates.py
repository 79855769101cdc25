"""Dates that a text names, in numbers or with the name of a month.

One that can be read in two ways is none (``9/8`` in English), unless its language or the day of the
week beside it says which it is.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from yardflow.services.sequences.decisions.absences import next_weekday
from yardflow.services.sequences.replies.phrases import any_of, named, numbered, texts
from yardflow.services.sequences.replies.tokens import tokens

_PAST = timedelta(days=60)
_MONTHS = 12
# No bound of a word: Chinese has no spaces.
_ISO = re.compile(r"(?<!\d)(20\d\d)([-./])(\d{1,2})\2(\d{1,2})(?!\d)")
_HAN = re.compile(
    r"(?:(20\d\d) ?年 ?)?(\d{1,2}) ?月 ?(\d{1,2}) ?"
    r"(?:[日号號]? ?[-\u2013\u2014~\u301c\u3001至到和及] ?(\d{1,2}) ?){0,4}[日号號]"
)
_HAN_END = re.compile(r"(?:(?<!\d)(\d{1,2}) ?|本)月 ?[底末]")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号號])")
_NUMBERS = re.compile(
    r"(?<![^\W\u3400-\u9fff])(\d{1,2})(?:([./])(\d{1,2})(?:\2(20\d\d|\d\d)(?!\d)|(?!\d)\.?)"
    r"|-(\d{1,2})-(20\d\d|\d\d)(?!\d))(?! ?(?:uhr|uur|hrs?|h|am|pm)\b)"
)
_ALWAYS = "24/7"
_DASHED = re.compile(r"(?<![\d-])(\d{1,2})-(\d{1,2})(?![\d-])")
_SIGN = re.compile("[\u3400-\u9fff]")
# So far before a date stands its day of the week, or what says that a dash is none of hours.
_BEFORE = 20
# What may stand between the two days of a stretch, and behind what is an hour.
_ARTICLE = r"(?:the |den |dem |el |il |le |o |dia |zum )"
_HOURS = r"| ?(?:am|pm|uhr|h\d{0,2}|hrs|o'clock|people|percent|%)\b"


@dataclass(frozen=True, slots=True)
class Named:
    """A date in a text, from where to where. ``day`` is None where it can be read in two ways.
    ``is_last``: it ends a stretch of days.
    """

    start: int
    end: int
    day: date | None
    is_last: bool = False


def dates_in(plain: str, day_first: bool, received: date) -> Iterator[Named]:
    """The dates of a text without capitals and accents. ``day_first``: its language writes the day
    before the month.
    """
    taken: list[tuple[int, int]] = []
    for each in (*_spelled(plain, received), *_written(plain, day_first, received)):
        if all(each.end <= start or each.start >= end for start, end in taken):
            taken.append((each.start, each.end))
            yield each


def _written(plain: str, day_first: bool, received: date) -> Iterator[Named]:
    """Dates in numbers."""
    for match in _ISO.finditer(plain):
        yield _named(match, int(match[3]), int(match[4]), int(match[1]), received)
    for match in _HAN.finditer(plain):
        year = int(match[1]) if match[1] else None
        yield _stretch(match, int(match[2]), (match[3], match[4]), year, received)
    for match in _HAN_END.finditer(plain):
        yield _month_end(match, int(match[1] or received.month), received)
    matches = [match for match in _NUMBERS.finditer(plain) if match[0].rstrip(".") != _ALWAYS]
    # One that reads in one way alone says how its writer writes the others.
    pairs = [(int(match[1]), int(match[3])) for match in matches if match[2] == "/"]
    is_han = _SIGN.search(plain) is not None
    month_first = is_han or any(second > 12 for _, second in pairs)
    day_first = day_first or (any(first > 12 for first, _ in pairs) and not month_first)
    for match in matches:
        first, second = int(match[1]), int(match[3] or match[5])
        year = int(match[4] or match[6]) if match[4] or match[6] else None
        year = year + 2000 if year is not None and year < 100 else year
        if (match[2] == "." and not is_han) or day_first or first > 12:
            each = _named(match, second, first, year, received)
            # What is none is an hour: ``8.30``.
            yield from [each] if each.day else []
        elif second > 12 or first == second or (match[2] and (not year if is_han else month_first)):
            yield _named(match, first, second, year, received)
        else:
            yield _by_weekday(plain, match, (first, second), year, received)
    if day_first:
        yield from _dashed(plain, received)


def in_digits(plain: str) -> str:
    """A text with the Chinese numbers of its days and months as digits: ``七月二十日``."""
    return _HAN_NUMBER.sub(lambda match: str(_han_number(match[0])), plain)


def _han_number(signs: str) -> int:
    tens, ten, ones = signs.rpartition("十")
    value = "一二三四五六七八九".find
    return (value(tens) + 1 if tens else len(ten)) * 10 * len(ten) + value(ones[:1]) + bool(ones)


def _month_end(match: re.Match[str], month: int, received: date) -> Named:
    if not 1 <= month <= _MONTHS:
        return Named(match.start(), match.end(), None)
    year = received.year + (month < received.month)
    return _named(match, month, monthrange(year, month)[1], year, received)


def _by_weekday(
    plain: str, match: re.Match[str], numbers: tuple[int, int], year: int | None, received: date
) -> Named:
    """What reads in two ways, by the day of the week before it where that fits one alone."""
    before = tokens(plain[max(match.start() - _BEFORE, 0) : match.start()])
    places = [place for place, _ in named("weekdays").find(before)]
    if places:
        weekday = numbered("weekdays").get(tuple(before[places[-1] :]), -1)
        ways = (_named(match, *order, year, received) for order in (numbers, numbers[::-1]))
        fitting = [way for way in ways if way.day and _is_on(way.day, weekday)]
        if len(fitting) == 1:
            return fitting[0]
    return Named(match.start(), match.end(), None)


def _is_on(day: date, weekday: int) -> bool:
    return weekday >= 0 and next_weekday(day - timedelta(days=1), weekday) == day


def _dashed(plain: str, received: date) -> Iterator[Named]:
    """``t/m 8-5``: a day and month where a word says that it is no stretch of hours or days."""
    for match in _DASHED.finditer(plain):
        before = tokens(plain[max(match.start() - _BEFORE, 0) : match.start()])
        says = any_of("until", "from")
        if any(end == len(before) for _, end in says.find(before)):
            yield _named(match, int(match[2]), int(match[1]), None, received)


def _spelled(plain: str, received: date) -> Iterator[Named]:
    """Dates with the name of a month: ``14th of May 2027``, ``May 3-14``, ``14 de maio``."""
    months = dict.fromkeys(texts("this_month"), received.month)
    months |= {" ".join(name): number for name, number in numbered("months").items()}
    before, after = _month_patterns()
    for match in before.finditer(plain):
        year = int(match[3]) if match[3] else None
        yield _stretch(match, months[match[2]], (match[1], match[4]), year, received)
    for match in after.finditer(plain):
        year = int(match[4]) if match[4] else None
        yield _stretch(match, months[match[1]], (match[2], match[3]), year, received)


@cache
def _month_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    every = {*texts("this_month"), *(" ".join(name) for name in numbered("months"))}
    names = sorted(every, key=len, reverse=True)
    month = f"({'|'.join(names)})"
    year = r"(?:,? {0,2}(?:de |del )?(20\d\d))?"
    suffix = r"(?:st|nd|rd|th|er|ro|o|a|e|\.)?"
    day = rf"(\d{{1,2}}){suffix}"
    ways = sorted((way.replace(" ", "[ /]") for way in texts("range") if way.isascii()), key=len)
    joined = rf"(?: ?[-\u2013\u2014~] ?| (?:{'|'.join(reversed(ways))}) {_ARTICLE}?)"
    no_date = rf"(?![\d:/]|\.\d|[.-]? ?(?:de |del |of )?(?:{'|'.join(names)})\b{_HOURS})"
    last = rf"(?:{joined}(\d{{1,2}}){suffix}{no_date})?"
    more = rf"(?:, ?\d{{1,2}}{suffix}(?!\w)){{0,4}}"
    return (
        re.compile(rf"\b{day}(?:,? {{0,2}}|-)(?:of |de |del |do |du )?{month}\b\.?{year}{last}"),
        re.compile(rf"\b{month}\.? {{1,2}}(?:the )?{day}\b{more}{last}{year}"),
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
