"""Names that are written without a space, as Chinese, Korean and Japanese ones are: taken apart
behind the family name, by tables of those.

Where a table doesn't know the beginning, the name stays in one piece.
"""

import re
from pathlib import Path

_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,4}")
_HAN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]{2,6}")
# Han in front, and hiragana or katakana somewhere behind.
_WITH_KANA = re.compile(r"[\u3005\u3400-\u9fff]{1,4}[\u3040-\u30ff\u3005\u3400-\u9fff]{1,6}")
# Of a department or a firm, as 采购部 and 総務課.
_NO_PERSON = "部课課室组組科处處局店社司厂廠会會님"
_LONGEST_FAMILY = 4
# A Chinese given name has one or two signs; a Japanese one may have three.
_LONGEST_CHINESE = 2


def _sections() -> dict[str, frozenset[str]]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    parts = (part.partition("]\n") for part in text.split("\n[")[1:])
    return {name: frozenset(words.split()) for name, _, words in parts}


_OF = _sections()
_IN_KOREA = _OF["korean"] | _OF["korean in two"]
_IN_CHINA = _OF["chinese"] | _OF["chinese in two"]
# Of two signs, neither a family name and a given one.
_ALONE = _OF["japanese"] | _OF["chinese in two"] | _OF["korean in two"]
_IN_JAPAN = _OF["japanese"] | _OF["japanese in one"]


def family_name(name: str) -> str:
    """The family name that a name without spaces begins with: ``王`` of ``王小明``, ``남궁`` of
    ``남궁현``, ``高橋`` of ``高橋直樹``; the whole where it is nothing else, and empty where that
    can't be seen.
    """
    if len(name) == 1:
        return name if name in _IN_CHINA | _OF["japanese in one"] else ""
    if name[-1:] in _NO_PERSON:
        return ""
    if _HANGUL.fullmatch(name):
        return _longest(name, _IN_KOREA, 2)
    if name in _ALONE:
        return name
    if _HAN.fullmatch(name):
        japanese = _longest(name, _OF["japanese"], _LONGEST_FAMILY)
        chinese = _longest(name, _IN_CHINA, 2)
        if len(name) - len(chinese) > _LONGEST_CHINESE:
            chinese = ""
        return japanese or chinese or _longest(name, _OF["japanese in one"], 1)
    return _longest(name, _IN_JAPAN, _LONGEST_FAMILY) if _WITH_KANA.fullmatch(name) else ""


def _longest(name: str, families: frozenset[str], most: int) -> str:
    """The longest of the families that a name begins with, if something follows."""
    for length in range(min(most, len(name) - 1), 0, -1):
        if name[:length] in families:
            return name[:length]
    return ""
