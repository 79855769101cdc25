"""Whether names look as they are spelled somewhere: by this a guess at an encoding is judged.

An encoding that is the wrong one rarely garbles a name into one of a language: letters of several
alphabets meet in a word, capitals stand at its end, or its signs are such as no name has.
"""

import itertools
import unicodedata

# The letters beyond ASCII of each language, in small letters.
_WESTERN = ("äöüß", "àâæçèéêëîïôùûüÿœ", "áéíñóúü", "àáâãçéêíóôúü", "àèéìíîòóùú", "åäæéöøü")
_DUTCH, _CATALAN, _ICELANDIC = "áèéëïöüí", "àçèéíïòóúü", "áæéíðóöúý"
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóôřšťúůýžäĺľŕ", "áéíóöőúüű", "ćčđšž", "ăâîşţ", "äöüß")
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöšüž", "åäéöü", "åæéøü", "äöüß")
_ALPHABETS = {
    "cp1252": (*_WESTERN, _DUTCH, _CATALAN, _ICELANDIC),
    "mac_roman": (*_WESTERN, _DUTCH, _CATALAN, _ICELANDIC),
    "cp850": (*_WESTERN, _DUTCH, _CATALAN, _ICELANDIC),
    "cp1250": _CENTRAL,
    "cp852": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("âçğıîöşüû", *_WESTERN, _DUTCH),
    "cp1257": _BALTIC,
}
# Signs that stand beside names in any language.
_EVERYWHERE = frozenset("\u0307\u00a0’‘“”„–—…•·«»°½€©®™")
# Of these none stands in front of a letter.
_BEHIND_LETTERS = frozenset("”…•»°½€©®™")
# No word begins with these, in Turkish or Icelandic; and Hungarian has no such pairs.
_NO_BEGINNINGS = ("ğ", "ð")
_NO_PAIRS = ("őu", "ői")
_WRONG = "\ufffd"
# Where these standards keep the signs that most texts are written with, by the first byte.
_COMMON_SIGNS = {
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "cp950": ("big5", range(0xA4, 0xC7)),
    "cp949": ("euc_kr", range(0xB0, 0xC9)),
    "cp932": ("euc_jp", (0xA4, 0xA5, *range(0xB0, 0xD0))),
    "euc_jp": ("euc_jp", (0xA4, 0xA5, *range(0xB0, 0xD0))),
}


def share_spelled(text: str, encoding: str) -> float:
    """Which share of a text, from 0 to 1, is spelled as names that are written in this encoding;
    each line is one or a few words.
    """
    if encoding in _COMMON_SIGNS:
        spelled = [_is_common(sign, encoding) for sign in text if not sign.isascii()]
    elif encoding in _ALPHABETS:
        spelled = [any(line) for line in _spelled_in(text, encoding)]
    else:
        spelled = [_is_likely(word, encoding) for word in text.split() if not word.isascii()]
    return sum(spelled) / max(1, len(spelled))


def share_of_one_language(text: str, encoding: str) -> float:
    """Which share of the lines is spelled in the language that most of them are spelled in."""
    lines = _spelled_in(text, encoding)
    return max(map(sum, zip(*lines, strict=True)), default=0) / max(1, len(lines))


def _spelled_in(text: str, encoding: str) -> list[list[bool]]:
    """For each line, whether it is spelled in each language."""
    alphabets = [frozenset(letters) for letters in _ALPHABETS[encoding]]
    lines = map(_letters, text.splitlines())
    return [[letters <= alphabet for alphabet in alphabets] for letters in lines]


def _letters(line: str) -> frozenset[str]:
    """What a line has beyond ASCII; capitals only where none belongs."""
    words = (word.lower() if _is_cased(word) else word for word in line.split())
    # An Icelandic þ begins a word; the Turkish letter in its place is mostly within one. Portuguese
    # has õ before an e only; the Hungarian letter in its place ends many words.
    bare = (word.removeprefix("þ").replace("õe", "") for word in words)
    return frozenset(sign for word in bare for sign in _signs(word))


def _signs(word: str) -> set[str]:
    """What a word has beyond ASCII that tells its language; or what no language has."""
    before = itertools.pairwise(word)
    if (
        word.startswith(_NO_BEGINNINGS)
        or any(pair in word for pair in _NO_PAIRS)
        or any(sign in _BEHIND_LETTERS and letter.isalpha() for sign, letter in before)
    ):
        return {_WRONG}
    return {sign for sign in word if not sign.isascii() and sign not in _EVERYWHERE}


def _is_cased(word: str) -> bool:
    """Whether its capitals are in front or everywhere, or its letters have none."""
    return word.istitle() or word.isupper() or word == word.swapcase()


def _is_common(sign: str, encoding: str) -> bool:
    standard, first_bytes = _COMMON_SIGNS[encoding]
    return sign.encode(standard, "replace")[0] in first_bytes


def _is_likely(word: str, encoding: str) -> bool:
    """Whether it begins with a letter, has nothing else, and its capitals in front."""
    kinds = [unicodedata.category(sign)[0] for sign in word if not sign.isascii()]
    if kinds[0] != "L" or not {"L", "M"}.issuperset(kinds):
        return False
    # In capitals KOI8-R reads all Hebrew.
    return _is_cased(word) and not (encoding == "koi8_r" and word.isupper())
