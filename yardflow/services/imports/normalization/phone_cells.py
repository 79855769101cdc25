"""Phone numbers in cells that hold more than one number, or say it in a way of their own.

Labels in languages, addresses of apps, extensions in words, several numbers in a cell, what a
spreadsheet made of a number, and text beside it. Every notation is in the tests, in
``lists/phone_notations.tsv``.
"""

import re
from contextlib import suppress
from itertools import chain, pairwise

from yardflow.services.imports.cells.phone_labels import (
    WORD,
    are_labels,
    is_fax,
    without_labels,
)
from yardflow.services.imports.normalization.repaired import Repaired
from yardflow.services.records.values import phones

_CUT_OFF = re.compile(r"\+?(\d(?:[.,]\d{1,20})?)[eE]\+?(\d{1,2})")
# 4155550165.00 and 4,155,550,165, as a spreadsheet shows amounts.
_AMOUNT = re.compile(r"(\d{7,15})[.,]0{1,2}|(\d{1,3}(?:,\d{3}){2,4})(?:\.0{1,2})?")
# 1,415,555,0165
_WITH_COMMAS = re.compile(r"\+?\d{1,3}(?:,\d{3}){2},\d{4}|\d{3},\d{3},\d{4}")
# Letters for digits that look like them: O165, 4l5.
_LIKE_ZERO = re.compile(r"(?<=[\d\s().+-])[oO](?=\d)|(?<=\d)(?:[oO](?=[\d\s().-])|O$)")
_LIKE_ONE = re.compile(r"(?<=\d)[lI](?=[\d\s().-])")
# Brackets, and dots in the middle between groups.
_ROUND = str.maketrans("[]（）·∙・、，；／_*", "()()...,,;/--")
# At any time: +44 20 7946 0000 24/7.
_AT_ANY_TIME = re.compile(r"(?<=\d{4})\s{1,5}\(?(24\s?/\s?7)\)?$")
# An extension in words and languages, or behind commas, at which a telephone waits.
_EXTENSION = re.compile(
    r"(?<=[\d)])\s{0,5}(?:[,;.(\-]{0,2}\s{0,5}(?:durchwahl|dw|klappe|kl|nebenstelle|nst|app(?:arat)?"
    r"|poste|p(?=[.\d])|wewn?|w|wewnętrzny|int|interno|interne|доб|добавочный|вн|внутр|ramal|anexo"
    r"|extensi[oó]n|extens[aã]o|toestel|tst|doorkies(?:nummer)?|anknytning|ankn|lok(?:al)?(?:nummer)?"
    r"|linje|linka|linia|klapka|mell[eé]k|dahili|alanumero|alanro|εσωτ(?:ερικό)?"
    r"|e?xt(?:ension|n)?|x|分机|分機|内線|内线|转|轉|내선(?:번호)?)[.:]{0,2}"
    r"|,{2,4}|,(?=\s{0,5}\d{1,5}$))\s{0,5}(\d{1,6})\s{0,5}[)#]?$",
    re.IGNORECASE,
)
# With the country's code, and without its plus.
_OF_WHATSAPP = re.compile(
    r"(?:https?://)?(?:wa\.me/|(?:(?:api|web)\.whatsapp\.com/|whatsapp:/{0,2})?send/?\?phone=)\+?(\d{6,15})\S{0,200}"
    r"|(\d{6,15})@(?:c\.us|s\.whatsapp\.net)",
    re.IGNORECASE,
)
# Brazil's area code behind a place for the carrier's: (0xx11).
_WITH_CARRIER = re.compile(r"\(?(?<!\d)0[xX]{2}(\d{2})\)?")
_SCHEME = re.compile(r"^(?:tel|callto|sips?|sms|whatsapp|skype|facetime):/{0,2}", re.IGNORECASE)
_OF_URI = re.compile(r";(?!ext=)[a-z-]{1,20}=[^;]{0,100}|\?.{0,200}$", re.IGNORECASE)
# Not the comma or semicolon in front of an extension.
_BETWEEN_PHONES = re.compile(
    r"\s/\s|(?<=[\d-]{5})/(?=[\d+(])|[|\n]|[;,](?!\s{0,5}(?:e?xt|x))"
    r"|(?<=\s)(?:or|oder|ou|o|and|und|et|e|y|og|och|en|lub)\s(?!\s?:)|&|(?<=\d)\s?(?=\+\d)"
    r"|(?<=\d)\s(?=[^\W\d_]{1,12}\.?:\s?[\d+(])|(?<=-\d{4})\s(?=\(?\d{3}\b)",
    re.IGNORECASE,
)
# Fewer digits in the middle of a text may be anything.
_IN_TEXT = re.compile(r"(?<![\w:-])[+(]{0,2}\d[\d\s().+-]{7,24}\d(?![\w:-])")
_FEWEST_IN_TEXT = 9
_SEVERAL = 2
# More belong to two numbers.
_MOST_DIGITS = 17
_IN_GROUPS = re.compile(r"\d[\s().-]{1,3}\d")
_DATE = re.compile(
    r"(?:19|20)\d\d[-/][01]\d[-/][0-3]\d(?!\d)|[0-3]?\d\.[01]?\d\.(?:19|20)\d\d(?!\d)"
    r"|[0-3]?\d/[0-3]?\d/(?:19|20)\d\d(?![\d/])"
)
# 312-555-0100/0101, which is two numbers.
_LAST_DIGITS = re.compile(r"([\d\s().+-]{9,30}\d) ?/ ?\d{1,4}")
_FEWEST_BEFORE_LAST = 9
# +0049 and +(0049).
_TWICE_ABROAD = re.compile(r"^\+\s?\(?00")
# A direct line behind a whole number: +44 20 7946 0958-12.
_DIRECT = re.compile(r"^(\+[\d\s().-]{9,24}\d)\s?-\s?(\d{1,4})$")
# 1-800-FLOWERS, as people in America spell numbers of theirs.
_SPELLED = re.compile(
    r"(?:\+?1[\s.-]?)?\(?8\d\d\)?[\s.-]{0,2}(?=[\dA-Z-]{0,9}[A-Z]{3})"
    r"[A-Z\d]{3,7}(?:[\s-]?[A-Z\d]{1,5}){0,2}"
)
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_FEWEST_OF_SECOND = 7
# As mobile numbers of Mexico were dialed from abroad until 2019.
_OF_MEXICO = re.compile(r"\+52[\s.-]{0,2}1(?=(?:[\s().-]{0,3}\d){10}$)")
# Words in brackets, with what else is there.
_ASIDE = re.compile(r"\([^()]{0,60}[^\W\d_][^()]{0,60}\)")
_OF_NOTHING = frozenset({"1234567890", "0123456789", "11234567890"})
PLACEHOLDER = "This number is a placeholder."
_ONE_DIGIT, _LONGEST_OF_NOTHING = 9, 14
# Where numbers in a text belong mostly; others have their calling code there.
_REGIONS = ("US", "GB", "DE", "FR", "IT", "ES", "NL", "PL", "SE", "IN", "JP", "BR")


def phone(text: str) -> Repaired:
    """``Mobile: +47 91 11 22 33``, ``a / b``, ``'0771…``; a second number apart.

    Raises:
        ValueError: there is no number in it.
    """
    text = _plain(text)
    if is_date(text):
        raise ValueError
    if cut := _CUT_OFF.fullmatch(text):
        return _of_spreadsheet(text, *cut.groups())
    if not any(map(str.isalnum, without_labels(text))):
        return Repaired()
    if is_of_nothing(text):
        return Repaired(unkept=PLACEHOLDER)
    if always := _AT_ANY_TIME.search(text):
        return Repaired(_number(text[: always.start()]), always[1])
    if first := first_of_two(text):
        return Repaired(phones.stored(first), text)
    if _SPELLED.fullmatch(text):
        return Repaired(phones.stored(text.translate(_KEYS)), text)
    typed = _LIKE_ONE.sub("1", _LIKE_ZERO.sub("0", text))
    for whole in (typed, _DIRECT.sub(r"\1 x\2", text)):
        with suppress(ValueError):
            return Repaired(_number(whole))
    return _among(text)


def _among(text: str) -> Repaired:
    """The numbers in a cell that is more than one.

    Raises:
        ValueError: there is none.
    """
    numbers: list[str] = []
    rest: list[str] = []
    for part in chain.from_iterable(map(_pieces, _parts(text))):
        number, beside = _read(part)
        if number and number not in numbers:
            numbers.append(number)
        if beside:
            rest.append(beside)
    if not numbers:
        raise ValueError
    first, *others = numbers
    is_whole = others and sum(map(str.isdecimal, others[0])) >= _FEWEST_OF_SECOND
    second = others.pop(0) if is_whole else ""
    return Repaired(first, "; ".join([*others, *rest]), second)


def _parts(text: str) -> list[str]:
    """What stands between the signs that part numbers, a label with the number behind it; the last
    one with that before it.
    """
    parts: list[str] = []
    label = ""
    for part in _BETWEEN_PHONES.split(text):
        if not _has_digit(part) and are_labels(part):
            label += f"{part} "
        else:
            parts.append(f"{label}{part}")
            label = ""
    if label and parts:
        parts[-1] += f" {label}"
    return parts


def is_date(text: str) -> bool:
    """Whether a text begins with a date, whose digits could be a number's."""
    return bool(_DATE.match(text))


def is_of_nothing(text: str) -> bool:
    """Whether it is a number that people type where they have to: 555-555-5555, 1234567890."""
    digits = "".join(filter(str.isdecimal, text[: phones.LONGEST]))
    if not _ONE_DIGIT <= len(digits) <= _LONGEST_OF_NOTHING:
        return False
    return digits in _OF_NOTHING or len(set(digits[-_ONE_DIGIT:])) == 1


def first_of_two(text: str) -> str:
    """The number before a slash and the last digits of another; empty where it is one number."""
    match = _LAST_DIGITS.fullmatch(text)
    if not match or sum(map(str.isdecimal, match[1])) < _FEWEST_BEFORE_LAST:
        return ""
    return match[1]


def _pieces(part: str) -> list[str]:
    """A part of a cell for each number in it, with the words that belong to it: those in front of
    it where the first words are, or where the last number has none behind it; else those behind it.
    """
    runs = [
        match.span()
        for match in _IN_TEXT.finditer(part)
        if sum(map(str.isdecimal, match[0])) >= _FEWEST_IN_TEXT
    ]
    if len(runs) < _SEVERAL:
        return _halves(part)
    between = part[runs[0][1] : runs[1][0]].lstrip()
    leads = any(map(str.isalpha, part[: runs[0][0]])) or not (
        any(map(str.isalpha, part[runs[-1][1] :])) or between.startswith("(")
    )
    cuts = [end for _, end in runs[:-1]] if leads else [start for start, _ in runs[1:]]
    return [part[start:end] for start, end in pairwise([0, *cuts, len(part)])]


def _halves(part: str) -> list[str]:
    """Two numbers with a blank between them, if there are as many digits on either side."""
    digits = sum(map(str.isdecimal, part))
    if digits <= _MOST_DIGITS or digits % 2:
        return [part]
    seen = 0
    for at, sign in enumerate(part):
        seen += sign.isdecimal()
        if seen == digits // 2 and sign == " ":
            return [part[:at], part[at:]]
    return [part]


def _number(text: str) -> str:
    """The number that is all there is beside labels.

    Raises:
        ValueError: there is more, a label stands between digits, or it is a fax.
    """
    parts = WORD.split(text)
    is_around = len(parts) > 1 and _has_digit(parts[0]) and _has_digit(parts[-1])
    if (is_around and " x" not in text) or is_fax(text):
        raise ValueError
    return phones.stored(without_labels(text))


def _plain(text: str) -> str:
    """The text without what surrounds a number, and with its extension as ``x12``."""
    text = _TWICE_ABROAD.sub("+", text.strip("'’`´\"= \t"))
    if app := _OF_WHATSAPP.fullmatch(text):
        return f"+{app[1] or app[2]}"
    if scheme := _SCHEME.match(text):
        text = _OF_URI.sub("", text[scheme.end() :].replace("@", "; "))
    if amount := _AMOUNT.fullmatch(text):
        return amount[1] or amount[2].replace(",", "")
    if _WITH_COMMAS.fullmatch(text):
        return text.replace(",", "")
    text = _WITH_CARRIER.sub(r"(\1)", text)
    text = _OF_MEXICO.sub("+52", text.translate(_ROUND))
    return _EXTENSION.sub(r" x\1", text)


def _of_spreadsheet(text: str, digits: str, places: str) -> Repaired:
    """``4.4E+11``: the number, if all of its digits are still there."""
    digits = digits.replace(".", "").replace(",", "")
    if len(digits) == int(places) + 1:
        return Repaired(phones.stored(digits))
    return Repaired(
        rest=f"{text} (cut off by a spreadsheet)", why="A spreadsheet cut this number off."
    )


def _read(part: str) -> tuple[str, str]:
    """The number in a part of a cell, and what else is in it; either is empty where it is not."""
    part = _EXTENSION.sub(r" x\1", part)
    bare = without_labels(part)
    if not any(map(str.isalnum, bare)):
        return "", ""
    if not is_fax(part):
        with suppress(ValueError):
            return _number(part), ""
        with suppress(ValueError):
            aside, number = _ASIDE.findall(part), _number(_ASIDE.sub(" ", part))
            if _is_likely(number, ""):
                return number, " ".join(aside).strip("()")
        match = _IN_TEXT.search(part)
        if match and _is_likely(match[0].strip(), part[: match.start()]):
            with suppress(ValueError):
                number, beside = phones.stored(match[0].strip()), part.replace(match[0], " ", 1)
                return number, " ".join(beside.split()).strip(" :.,;-–()")
    return "", part.strip(" \t\n-–")


def _is_likely(number: str, before: str) -> bool:
    """Whether digits in a text are a phone number, and not those of an order or a date.

    They have their calling code or are valid somewhere; behind other words than labels they are
    in groups, as people in America write them.
    """
    if sum(map(str.isdecimal, number)) < _FEWEST_IN_TEXT or is_date(number):
        return False
    if number.startswith(("+", "00")):
        return True
    in_groups = bool(_IN_GROUPS.search(number))
    if any(map(str.isalnum, without_labels(before))):
        return in_groups and _is_valid(number, "US")
    dialed = in_groups or number.startswith("0")
    return dialed and any(_is_valid(number, region) for region in _REGIONS)


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _is_valid(number: str, region: str) -> bool:
    with suppress(ValueError):
        return phones.stored(number, region).startswith("+")
    return False
