"""Words that stand before a family name and belong to it: ``van``, ``de la``, ``in 't``."""

from yardflow.signs import ANY_APOSTROPHE


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTICLES = _set(
    "de del della delle der den dos das da di du van von vom zu zur zum la le las los el al bin"
    " bint ibn ter ten y st saint san santa mac mc mhic nig nic ní uí ua dalla dalle degli vander"
    " o' d' dei dela delos dal dai dell' vanden vande vd ste sta sto mag abd ait ould binti bte"
    " بن ابن بنت أبو ابو בן בת"
)
# With a capital these are names.
LOWER_CASE_PARTICLES = _set(
    "in op aan het auf und dem des do af av ben abu e i lo te t 't 's 'n am an ab uit bij onder"
    " over voor wa ka bani bou ap ferch"
)
_ONE_SIGN = str.maketrans(dict.fromkeys(ANY_APOSTROPHE, "'") | dict.fromkeys("\u2010\u2011", "-"))
_BETWEEN_LAST_NAMES = frozenset({"y", "e", "i"})


def is_particle(word: str) -> bool:
    """Whether a word stands before a last name, such as ``van`` and ``de``."""
    plain = word.translate(_ONE_SIGN)
    return plain.lower().rstrip(".") in PARTICLES or plain in LOWER_CASE_PARTICLES


def is_small_particle(word: str) -> bool:
    """Whether it is one in small letters that does not stand between two last names."""
    return word.islower() and word not in _BETWEEN_LAST_NAMES and is_particle(word)
