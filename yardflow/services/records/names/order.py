"""Which words of a full name are the first name, and which the last.

Mostly the last word is the last name, with the particles before it. Capitals tell otherwise
(``DUPONT Jean``), as do a patronymic or initials behind a last name (``Иванов Иван Иванович``), and
in the scripts of East Asia the last name comes first (``山田 太郎``, ``王小明``). Names from abroad
have a dot there and go in their own order: in katakana they are split at it (``ジョン・スミス``),
else they stay in one piece, as no one writes ``约翰·史密斯`` in another way.
"""

import re

from yardflow.services.records.names.degrees import is_degree
from yardflow.services.records.names.east_asian_names import family_name
from yardflow.services.records.names.first_names import FIRST_NAMES
from yardflow.services.records.names.particles import is_particle, is_small_particle
from yardflow.services.records.names.titles import NOBLE, WITH_THE_WORD_BEFORE, is_generation
from yardflow.services.records.values.normalize import bare, folded, without_dots

_BETWEEN_LAST_NAMES = frozenset({"y", "e", "i"})
_SONS = frozenset(
    {"bin", "ibn", "binti", "bint", "bte", "a/l", "a/p", "s/o", "d/o", "بن", "ابن", "بنت"}
)
_PATRONYMICS = ("вич", "ьич", "вна", "чна", "ївна", "оглы", "кызы")
_CYRILLIC_INITIALS = re.compile(r"(?:[А-ЯЁІЇЄ]\.){1,2}")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄ][а-яёіїє’'-]+|[А-ЯЁІЇЄ’'-]{2,}")
# Han, hiragana and Hangul; in katakana alone are names from abroad, in their own order.
_EAST_ASIAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
# With what stands in ジャン=リュック.
_KATAKANA = re.compile(r"[\u30a0-\u30ff=＝]+")
# In Vietnam the family name leads. Without their accents some are names elsewhere.
_VIETNAMESE = frozenset(
    {"nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô"}
    | {"dương", "đinh", "trịnh", "đoàn", "lương", "tạ", "trương", "phùng", "đào", "tăng", "quách"}
    | {"lưu", "mạc", "kiều", "vương"}
)
# Shorter ones may be initials: JD Vance.
_SHORTEST_IN_CAPITALS = 3
# Of so many words one may be a patronymic further in front: Mohammed Bin Salman Al Saud.
_MANY = 4


def halves(words: list[str], *, titled: bool = False) -> tuple[str, str]:
    """First and last name of words in this order."""
    if len(words) < 2:
        name = " ".join(words)
        apart = without_dots(name).split()
        if len(apart) > 1 and all(map(_KATAKANA.fullmatch, apart)):
            return " ".join(apart[:-1]), apart[-1]
        if len(apart) > 1 and any(map(_EAST_ASIAN.fullmatch, apart)):
            return name, ""
        family = "" if name.isascii() else family_name(name)
        return (name.removeprefix(family), family) if family or not titled else ("", name)
    if not _is_usual(words) and (last := _last_name_in_front(words)):
        return " ".join(words[last:]), " ".join(words[:last])
    start = _beginning_of_last_name(words, titled=titled)
    return " ".join(words[:start]), " ".join(words[start:])


def with_comma(words: list[str], leading: int) -> str:
    """``de Luca, Maria Grazia``: of words in which so many family names lead, if there are enough
    others.
    """
    *words, end = words if is_generation(words[-1]) else [*words, ""]
    count = 1
    while count < len(words) and is_particle(words[count - 1]):
        count += 1
    inside = count
    while inside + 1 < len(words) and is_small_particle(words[inside]):
        inside += 1
    if inside > count:  # Fernández de Córdoba
        count = inside + 1
    elif count + 1 < len(words) and words[count] in _BETWEEN_LAST_NAMES:
        count += 2
    elif leading > 1 and len(words) > count + 1:
        count += 1
    if count >= len(words):
        return " ".join([*words, end]).strip()
    last = " ".join(filter(None, [*words[:count], end]))
    return f"{last}, {' '.join(words[count:])}"


def _beginning_of_last_name(words: list[str], *, titled: bool) -> int:
    start = len(words) - 1
    if start > 1 and (is_generation(words[start]) or bare(words[start]) in WITH_THE_WORD_BEFORE):
        start -= 1
    while start > 1 and _goes_with_last(words[start - 1], words[start]):
        start -= 2 if start > 2 and words[start - 1] in _BETWEEN_LAST_NAMES else 1
    if _is_usual(words):
        return 0 if start == 1 and _is_last_name_alone(words, titled=titled) else start
    start = min(start, _beginning_in_capitals(words))
    son = next((at for at in range(1, start) if words[at].lower() in _SONS), start)
    return 0 if son == 1 == start and _is_last_name_alone(words, titled=titled) else son


def _is_usual(words: list[str]) -> bool:
    """Whether nothing shows another order, as in most names."""
    return len(words) < _MANY and words[0].isascii() and all(map(str.istitle, words))


def _last_name_in_front(words: list[str]) -> int:
    """How many words in front are the last name; 0 where it stands behind."""
    if all(map(_EAST_ASIAN.fullmatch, words)) and not all(map(_KATAKANA.fullmatch, words)):
        return 1
    if words[0].lower() in _VIETNAMESE and not is_generation(words[-1]):
        return 1
    if all(map(_CYRILLIC_INITIALS.fullmatch, words[1:])) and _CYRILLIC.fullmatch(words[0]):
        return 1
    if (
        len(words) == 3
        and words[2].lower().endswith(_PATRONYMICS)
        and not words[1].lower().endswith(_PATRONYMICS)
        and all(map(_CYRILLIC.fullmatch, words))
    ):
        return 1
    shouted = [_is_shouted(word) for word in words]
    count = shouted.index(False) if False in shouted else 0
    is_name = any(len(word) >= _SHORTEST_IN_CAPITALS for word in words[:count])
    is_first = count == 1 and (
        folded(words[0]) in FIRST_NAMES or is_degree(words[0], shouting=False)
    )
    is_apart = count > 0 and not any(shouted[count:]) and words[count][:1].isupper()
    return count if is_name and is_apart and not is_first else 0


def _beginning_in_capitals(words: list[str]) -> int:
    """Where the last name begins of ``Juan GARCÍA LÓPEZ``; their number where it does not show."""
    at = len(words)
    while at > 1 and _is_shouted(words[at - 1]) and len(words[at - 1]) >= _SHORTEST_IN_CAPITALS:
        at -= 1
    return at if at > 1 or not _is_shouted(words[0]) else len(words)


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper() and "." not in word and not is_generation(word)


def _goes_with_last(word: str, behind: str) -> bool:
    """``van``; ``Berg-de`` of ``Berg-de Vries``; ``Freiherr`` before ``von``."""
    if is_particle(word) or is_small_particle(word.rpartition("-")[2]):
        return True
    return behind.islower() and folded(word) in NOBLE and is_particle(behind)


def _is_last_name_alone(words: list[str], *, titled: bool) -> bool:
    if titled and len(without_generation(words)) == 1:
        return True
    written_small = words[0].islower() and (titled or not words[-1].islower())
    return written_small and is_particle(words[0])


def without_generation(words: list[str]) -> list[str]:
    """Without ``Jr.``, ``III`` and their kind at the end."""
    while words and is_generation(words[-1]):
        words = words[:-1]
    return words
