"""What people put beside their names on profiles, and what tools bring along from there: behind a
sign (``Mia Groß | Logistics``), as a hashtag, or as a slogan (``Open to work``, ``Hiring!``,
``Ex-Google``).
"""

import re
from functools import lru_cache
from pathlib import Path

from yardflow.services.records.values.normalize import LONGEST_NAME, folded
from yardflow.signs import ANY_APOSTROPHE, HYPHENS

_HASHTAG = re.compile(r"(?<!\S)[#＃][^\W\d_]\w*")
# Behind these, no name goes on. A point in the middle is also a letter's in Catalan and stands
# between first and last name in katakana, and a slash stands in c/o: those only between blanks. A
# letter with points on both sides is an initial: 迈克尔·W·史密斯.
_SIGN = re.compile(r" ?[|¦｜•‣◦]+ ?|·(?=[A-Z](?!·))| (?:[·∙・⋅/~∼»>→+]+|::|--)(?: |$)| @ ?(?=[^ ])")
# Pictures and stars stand anywhere for decoration, but behind a whole name like a sign.
PICTURE = "\ue000"
_WHOLE = 2
# Of a name; what stands further behind is not looked for.
_MOST_WORDS = 10

_LINES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").partition("\n\n")[2]
_PHRASES = [folded(line) for line in _LINES.splitlines()]
_ALONE = frozenset(phrase for phrase in _PHRASES if not phrase.endswith(" *"))
_BEGINNINGS = tuple(phrase[:-1] for phrase in _PHRASES if phrase.endswith(" *"))
# Ex-Google, ex Amazon; no name, as Ex would be with a capital.
_EX = re.compile(rf"(?:[Ee][Xx][-{HYPHENS}]|ex\s)\s?[\w&].*")
_APOSTROPHE = re.compile(f"[{ANY_APOSTROPHE}]")
_AROUND = " \t!?.:;,-*…()[]{}" + HYPHENS
FIRST_WORDS = frozenset(phrase.split()[0] for phrase in _PHRASES) | {"ex"}


def is_slogan(text: str) -> bool:
    """Whether there is nothing else, as in ``#opentowork`` and ``Ex-Google``."""
    without = _HASHTAG.sub(" ", text[:LONGEST_NAME]).strip(_AROUND)
    return not without or _is_phrase(" ".join(without.split()))


def without_slogans(text: str) -> str:
    """The name beside them; the text as it is where it says nothing else."""
    text = " ".join(_HASHTAG.sub(" ", text).split())
    parts = [part for part in _SIGN.split(text) if any(map(str.isalnum, part))]
    name = next((part for part in parts if not is_slogan(part)), "")
    parts = [_without_phrase_behind(part) for part in _before_pictures(name).split(",")]
    return _without_phrase_in_front(",".join(part for part in parts if not is_slogan(part)))


def _before_pictures(text: str) -> str:
    before = ""
    for part in text.split(PICTURE):
        is_whole = len(before.split()) >= _WHOLE and "," not in part
        part = part.strip()
        if is_whole and part and not is_slogan(part) and not _is_word(part):
            break
        if not is_slogan(part):
            before = f"{before} {part}".strip()
    return before


def _is_word(text: str) -> bool:
    """Whether one more name may follow a picture: ``Ana María 🌸 López``."""
    return text.isalpha() and not text.isupper()


def _without_phrase_behind(text: str) -> str:
    words = text.split()
    for at in range(_WHOLE, min(len(words), _MOST_WORDS)):
        if is_slogan(" ".join(words[at:])):
            return " ".join(words[:at])
    return text


def _without_phrase_in_front(text: str) -> str:
    """``Hiring! Mia Groß``: one that ends with a sign, so that it is no name."""
    phrase, sign, name = text.partition("!")
    return name if sign and _is_phrase(phrase.strip(_AROUND)) else text


@lru_cache(maxsize=20_000)  # parts of names repeat in a list
def _is_phrase(text: str) -> bool:
    plain = folded(_APOSTROPHE.sub("'", text))
    return plain in _ALONE or plain.startswith(_BEGINNINGS) or _EX.fullmatch(text) is not None
