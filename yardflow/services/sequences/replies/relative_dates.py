"""Days that are said by what lies between: ``until Friday``, ``back tomorrow``, ``in week 20``,
``until the end of May``, ``in two weeks``, ``Monday the 10th``.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from yardflow.services.sequences.decisions.absences import next_weekday
from yardflow.services.sequences.replies.phrases import LANGUAGES, named, numbered, phrases

_MONDAY, _FRIDAY = 0, 4
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
# A day stands so many words behind the word for coming back.
_NEAR = 6
_LAST_WEEK = 53
# As many words may stand between a day and its week: ``mercredi de la semaine prochaine``.
_LINKS = 2
_PAST = timedelta(days=60)
_NUMBERED = re.compile(r"(\d{1,2})(st|nd|rd|th|er|e|ste|de|ten|sten|o)?")
# A day without its month is one of the next of these.
_SOON = 62


def relative(words: Sequence[str], received: date) -> date | None:
    """The day that words say in such a way, of a message that came in on a day."""
    for language in LANGUAGES:  # "mon" is a day in English alone
        for start, end in phrases("until", language).find(words):
            lasts = phrases("through", language).longest(words, start) > 0
            for place in range(end, min(end + _NEAR, len(words))):
                if day := _day_at(words, place, language, received, lasts=lasts):
                    return day
    return (
        _coming_back(words, received)
        or _in_week(words, received)
        or _next_ones(words, received)
        or _from_now(words, received)
        or _answers_then(words, received)
    )


def comes_back(words: Sequence[str]) -> bool:
    """Whether someone says that they answer on a day that is near."""
    return _coming_back(words, date.min) is not None


def _day_at(
    words: Sequence[str], place: int, language: str, received: date, *, lasts: bool
) -> date | None:
    """The day that is said from this word on; ``lasts``: until it, and not from it on."""
    if phrases("after_tomorrow", language).longest(words, place):
        return received + timedelta(days=2)
    if phrases("tomorrow", language).longest(words, place):
        return received + timedelta(days=1)
    if monday := _week_at(words, place, language, received):
        return monday + timedelta(days=_FRIDAY) if lasts else monday
    if day := _end_at(words, place, language, received) or _after(words, place, language, received):
        return day
    if phrases("next_week", language).longest(words, place):
        return next_weekday(received, _MONDAY)
    length = named("weekdays", language).longest(words, place)
    if length:
        return _weekday(words, place, place + length, received)
    return _numbered(words, place, language, received)


def _weekday(words: Sequence[str], start: int, end: int, received: date) -> date | None:
    """The day of the week that these words name: ``Friday``, ``下周三``, ``Mittwoch nächster
    Woche``. None where its date stands behind it: ``Monday, July 20``.
    """
    if _number_at(words, end) and named("months").longest(words, end + 1):
        return None
    number = numbered("weekdays")[tuple(words[start:end])]
    if day := _named_twice(words, end, number, received):
        return day
    next_week = phrases("next_week")
    behind = any(next_week.longest(words, place) for place in range(end, end + _LINKS + 1))
    # In Chinese both share a sign: 下周三.
    before = any(last == start for _, last in next_week.find(words[:start]))
    if before or behind or next_week.longest(words, start):
        return next_weekday(received, _MONDAY) + timedelta(days=number)
    return next_weekday(received, number)


def _named_twice(words: Sequence[str], place: int, weekday: int, received: date) -> date | None:
    """The day of a weekday with a number behind it: ``Monday the 10th``, ``lunedì 30``."""
    for at in range(place, place + _NEAR - 1):
        for day in _days_of(_number_at(words, at), received):
            if next_weekday(day - _DAY, weekday) == day and not _goes_on(words, at + 1):
                return day
    return None


def _numbered(words: Sequence[str], place: int, language: str, received: date) -> date | None:
    """A day of the month: ``the 10th``, ``dia 31``, ``zum 15.``."""
    match = _NUMBERED.fullmatch(words[place])
    article = place > 0 and phrases("day_article", language).longest(words, place - 1) > 0
    is_day = article or phrases("day_sign", language).longest(words, place + 1) > 0
    if match is None or not (is_day or match[2]) or _goes_on(words, place + 1):
        return None
    return next(iter(_days_of(int(match[1]), received)), None)


def lone_day(words: Sequence[str], received: date) -> date | None:
    """The only day of a month that is named, and not the first one away: ``Riemergo il 25``."""
    places = [place for place in range(1, len(words)) if _number_at(words, place)]
    days = {
        day
        for language in LANGUAGES
        for place in places
        if not phrases("from", language).longest(words, place - 1)
        and (day := _numbered(words, place, language, received))
    }
    return days.pop() if len(days) == 1 else None


def _goes_on(words: Sequence[str], place: int) -> bool:
    """Whether a number has its month behind it, or is one of hours."""
    counted = named("months").longest(words, place) or phrases("counted").longest(words, place)
    return counted > 0 or _number_at(words, place) > 0


def _days_of(number: int, received: date) -> list[date]:
    """The next days with this number in their month."""
    days = (received + timedelta(days=each) for each in range(_SOON))
    return [day for day in days if day.day == number]


def _week_at(words: Sequence[str], place: int, language: str, received: date) -> date | None:
    """The Monday of a week that is named by its number."""
    length = phrases("week", language).longest(words, place)
    return _monday_of(words, place + length, received) if length else None


def _monday_of(words: Sequence[str], place: int, received: date) -> date | None:
    """The Monday of a week by its number; of several, the last one's."""
    behind = place + 1 + phrases("range").longest(words, place + 1)
    number = _number_at(words, behind) or _number_at(words, place)
    if not 0 < number <= _LAST_WEEK:
        return None
    for year in (received.year, received.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:  # not each year has 53
            continue
        if monday >= received - _PAST:
            return monday
    return None


def _end_at(words: Sequence[str], place: int, language: str, received: date) -> date | None:
    """The last working day of a week, or the last of a month."""
    length = phrases("end_of", language).longest(words, place)
    if not length or (place and phrases("vague", language).longest(words, place - 1)):
        return None
    after = place + length
    if phrases("next_week", language).longest(words, after):
        return next_weekday(received, _MONDAY) + timedelta(days=_FRIDAY)
    if phrases("weeks", language).longest(words, after):
        return next_weekday(received, _MONDAY) - timedelta(weeks=1) + timedelta(days=_FRIDAY)
    if phrases("month", language).longest(words, after):
        return _last_of(received.year, received.month)
    if length := named("months", language).longest(words, after):
        month = numbered("months", language)[tuple(words[after : after + length])]
        return _last_of(received.year + (month < received.month), month)
    return None


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _after(words: Sequence[str], place: int, language: str, received: date) -> date | None:
    """``in two weeks``, ``in 10 days``."""
    length = phrases("in_time", language).longest(words, place)
    if not length:
        return None
    count = _count_at(words, place + length, language)
    return _later(words, place + length + 1, count, language, received)


def _count_at(words: Sequence[str], place: int, language: str) -> int:
    """A number, in words as well; 0 where there is none."""
    if place < 0:
        return 0
    if named("counts", language).longest(words, place) > 0:
        return numbered("counts", language)[tuple(words[place : place + 1])]
    return _number_at(words, place)


def _later(
    words: Sequence[str], place: int, count: int, language: str, received: date
) -> date | None:
    """So many weeks or days later, by the word that stands there."""
    if not count:
        return None
    if phrases("weeks", language).longest(words, place):
        return received + count * _WEEK
    return received + timedelta(days=count) if _are_days(words, place, language) else None


def _are_days(words: Sequence[str], place: int, language: str) -> bool:
    return phrases("days", language).longest(words, place) > 0


def _number_at(words: Sequence[str], place: int) -> int:
    """A number of one or two digits, also of a day; 0 where there is none."""
    match = _NUMBERED.fullmatch(words[place]) if place < len(words) else None
    return int(match[1]) if match else 0


def _coming_back(words: Sequence[str], received: date) -> date | None:
    """Where the day stands before the word for coming back: ``morgen lees ik``, ``明天回复``."""
    # A day on which someone never works says nothing of the next one.
    weekdays = () if phrases("part_time").are_in(words) else named("weekdays").find(words)
    for start, end in weekdays:
        if _returns(words, end) and (day := _weekday(words, start, end, received)):
            return day
    for _, end in phrases("day_sign").find(words):
        next_days = _days_of(_number_at(words, end - 2), received) if end > 1 else []
        if next_days and _returns(words, end):
            return next_days[0]
    for section, days in (("after_tomorrow", 2), ("tomorrow", 1)):
        if any(_returns(words, end) for _, end in phrases(section).find(words)):
            return received + timedelta(days=days)
    # Who is away today and tomorrow may not say when they are back.
    return received + timedelta(days=1) if phrases("both_days").are_in(words) else None


def _answers_then(words: Sequence[str], received: date) -> date | None:
    """Where the day stands behind what they do then: ``ich melde mich morgen``."""
    for language in LANGUAGES:
        for _, end in phrases("answering_soon", language).find(words):
            for place in range(end, min(end + _LINKS + 1, len(words))):
                if phrases("tomorrow", language).longest(words, place):
                    return received + timedelta(days=1)
                if length := named("weekdays", language).longest(words, place):
                    return _weekday(words, place, place + length, received)
    return None


def _from_now(words: Sequence[str], received: date) -> date | None:
    """``两周后回来``, ``two weeks from now``."""
    for language in LANGUAGES:
        for start, _ in phrases("from_now", language).find(words):
            for place in range(max(start - _LINKS - 1, 0), start - 1):
                count = _count_at(words, place, language)
                if day := _later(words, place + 1, count, language, received):
                    return day
    return None


def _next_ones(words: Sequence[str], received: date) -> date | None:
    """``for the next two weeks``, ``die nächsten 10 Tage``."""
    for language in LANGUAGES:
        for start, end in phrases("coming", language).find(words):
            for place in (end, start - 1):
                count = _count_at(words, place, language)
                if day := _later(words, max(place + 1, end), count, language, received):
                    return day
    return None


def _in_week(words: Sequence[str], received: date) -> date | None:
    """A week in which someone comes back; where one is only named, they are away in it."""
    for language in LANGUAGES:
        for start, end in phrases("week", language).find(words):
            # ``KW 32``, and ``in der 32. KW``
            numbered_first = start and phrases("calendar_week", language).longest(words, start)
            for place in (end, start - 1) if numbered_first else (end,):
                if monday := _monday_of(words, place, received):
                    back = _returns(words, place + 1)
                    return monday if back else monday + timedelta(days=_FRIDAY)
    return None


def _returns(words: Sequence[str], place: int) -> bool:
    return phrases("answering").longest(words, place) > 0 or (
        phrases("until", "zh").longest(words, place) > 0
    )
