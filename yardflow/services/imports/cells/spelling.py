"""Whether names look as they are spelled somewhere: by this a guess at an encoding is judged.

An encoding that is the wrong one rarely garbles a name into one of a language: letters of several
alphabets meet in a word, capitals stand at its end, or its signs are such as no name has.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable

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
# Dashes and quotes that stand within a word: "Nœ–ez" is Núñez in Mac OS Roman, "Mart’nez" Martínez.
_WITHIN_WORDS = re.compile(
    r"[^\W\d_][–—‘“„”‚][^\W\d_A-Z]"
    r"|(?<=[^\W\d_][^\W\d_][^\W\d_aeiouln])’(?!(?:s|t|re|ll|ve|d|m)\b)[^\W\d_A-Z]"
)
_VOWELS = frozenset("aeiouyáéíóúýàèìòùâêîôûäëïöüãõåæøœąęěůőűıāēīūėų")
# Consonants of Eastern Europe that stand in the places of umlauts: "Jšrg" is Jörg.
_SOFT = frozenset("šžźżśćčńřťďň")
_POLISH, _SYLLABLES = frozenset("źżśćń"), frozenset("rl")
# Of a hundred accented letters in European names about so many are this one.
_FREQUENT = {
    letter: share
    for letters, share in (
        *(
            ("é", 14),
            ("áüö", 11),
            ("íóä", 8),
            ("ñèç", 5),
            ("ãúøåß", 4),
            ("êÉÖÅØ", 2),
            ("ôëæõÜÁ", 1.5),
        ),
        *(("ïâÄÇ", 0.8), ("îòûÓÍ", 0.5), ("àìù", 0.3)),
    )
    for letter in letters
}
_BEGINNING = 20
_MANY, _START = 4, "dwmpvt"
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


def frequency(text: str) -> float:
    """How usual the letters beyond ASCII are in names, as far as readings of one text differ by
    them; a word that begins with a small one is rare.
    """
    signs = [sign for sign in text if not sign.isascii()]
    rare = sum(word[0].islower() and not word[0].isascii() for word in text.split())
    return sum(_FREQUENT.get(sign, 0) for sign in signs) / max(1, len(signs)) - _BEGINNING * rare


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
    if _WITHIN_WORDS.search(word) or _is_unspeakable(word.lower()):
        return {_WRONG}
    if (
        word.startswith(_NO_BEGINNINGS)
        or any(pair in word for pair in _NO_PAIRS)
        or any(sign in _BEHIND_LETTERS and letter.isalpha() for sign, letter in before)
    ):
        return {_WRONG}
    return {sign for sign in word if not sign.isascii() and sign not in _EVERYWHERE}


def _is_unspeakable(word: str) -> bool:
    """Whether one of those consonants stands among too many others: ``mźller``, ``gšbel``."""
    for at, sign in enumerate(word[1:-1], 1):
        if sign not in _SOFT or word[at - 1] in _VOWELS or word[at + 1] in _VOWELS:
            continue
        before, behind = word[max(0, at - _MANY - 2) : at], word[at : at + _MANY + 2]
        start = at - _consonants(reversed(before))
        end = at + _consonants(behind)
        is_syllable = at - start > 1 and word[at - 1] in _SYLLABLES and sign not in _POLISH
        most = _MANY + 1 if is_syllable else _MANY - 1  # Trčka
        if end - start > most or (at == 1 and word[0] not in _START):
            return True
    return False


def _consonants(signs: Iterable[str]) -> int:
    """How many come before the first vowel."""
    return sum(1 for _ in itertools.takewhile(lambda sign: sign not in _VOWELS, signs))


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
