"""Whether names look as they are spelled somewhere: by this a guess at an encoding is judged.

An encoding that is the wrong one rarely garbles a name into one of a language: letters of several
alphabets meet in a word, capitals stand at its end, or its signs are such as no name has.
"""

import unicodedata

# The letters beyond ASCII of each language, in small letters.
_WESTERN = ("äöüß", "àâæçèéêëîïôùûüÿœ", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "åäæéöøü")
_DUTCH, _CATALAN, _ICELANDIC = "áèéëïöüí", "àçèéíïòóúü", "áæéíðóöúý"
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóôřšťúůýžäĺľŕ", "áéíóöőúüű", "ćčđšž", "ăâîşţ", "äöüß")
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöšüž", "åäæéöøü", "äöüß")
_ALPHABETS = {
    "cp1252": (*_WESTERN, _DUTCH, _CATALAN, _ICELANDIC),
    "mac_roman": (*_WESTERN, _DUTCH, _CATALAN, _ICELANDIC),
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("âçğıîöşüû", *_WESTERN, _DUTCH),
    "cp1257": _BALTIC,
}
# Signs that stand beside names in any language.
_EVERYWHERE = frozenset("\u0307\u00a0’‘“”„–—…•·«»°½€©®™")
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
        alphabets = [frozenset(letters) for letters in _ALPHABETS[encoding]]
        lines = map(_letters, text.splitlines())
        spelled = [any(letters <= alphabet for alphabet in alphabets) for letters in lines]
    else:
        spelled = [_is_likely(word, encoding) for word in text.split() if not word.isascii()]
    return sum(spelled) / max(1, len(spelled))


def _letters(line: str) -> frozenset[str]:
    """What a line has beyond ASCII; capitals only where none belongs."""
    words = (word.lower() if _is_cased(word) else word for word in line.split())
    # An Icelandic þ begins a word; the Turkish letter in its place is mostly within one.
    bare = (word.removeprefix("þ") for word in words)
    return frozenset(
        sign for word in bare for sign in word if not sign.isascii() and sign not in _EVERYWHERE
    )


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
