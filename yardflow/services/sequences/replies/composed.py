"""What no list of phrases has all ways of: composed of a word of each class, in a language.

A verb of deleting beside what is deleted ("take … off … list", "never … contact") says one thing,
whatever stands between, as long as that is of the words that wishes are written with. So does what
is no longer beside work, where a program wrote it.
"""

from functools import cache, lru_cache

from yardflow.services.sequences.replies.phrases import LANGUAGES, Phrases, phrases
from yardflow.services.sequences.replies.tokens import Tokens

# ``Make sure that I get no more of them``: what is denied there is what they get.
_ENSURED = (
    ("ensuring", "never", "receiving"),
    ("ensuring", "never", "contacting"),
    ("ensuring", "none", "receiving"),
)
# ``I thought I had unsubscribed``: who says so wants to have.
_BELIEVED = (("believing", "quitting"), ("believing", "deleting", "listed"))
_IMPLIED = (*_BELIEVED, ("again", "threat"))
_FAILED = (("quitting", "broken", "doing"),)
_STOPS = (
    ("ending", "mailing"),
    ("ending", "writing"),
    ("separable", "particle", "mailing"),
    ("separable", "particle", "writing"),
    ("taking", "off", "listed"),
    ("taking", "self", "out"),
    ("deleting", "listed"),
    ("deleting", "self"),
    ("never", "contacting"),
    ("never", "sending", "mailing"),
    ("never", "sending", "nothing"),
    ("never", "sending", "more"),
    ("wanting", "never", "more", "receiving"),
    ("never", "wanting", "mailing"),
    ("no_more", "mailing"),
    ("sparing", "mailing"),
    ("none", "mailing", "anymore"),
    ("never", "including", "self", "mailing"),
    ("never", "including", "self", "listed"),
    *_ENSURED,
)
_NEEDLESS = (
    *(("needless", name) for name in ("contacting", "writing", "sending", "mailing")),
    ("never", "accepting", "mailing"),
)
# Their words are those of a wish only where both stand: "use" alone is none.
OBJECTION = ("objecting", "using")
_TAKEN_OFF = (("taking", "off", "listed"), ("deleting", "listed"))
_GONE = (("longer", "employed"), ("gone", "firm"), ("retired",), ("former",))
_MOVED_ON = (*_GONE, ("anew", "begun"))
_ABSENT = (("never", "absent"),)
_CLOSED = (("closing", "premises"),)
_DISUSED = (("mailbox", "disused"),)
_REGISTERED = (("registering", "inquiry"),)
_PROOFS = (("proving", "humanness"), ("proving", "delivering"), ("clicking", "delivering"))
_SOURCE = ("whence", "obtained", "reached")
_DENIED = ("ending", "taking", "deleting", "quitting")
_WAYS: tuple[tuple[tuple[str, ...], ...], ...] = (
    *(_STOPS, _IMPLIED, _FAILED, (OBJECTION,), _NEEDLESS, _TAKEN_OFF, _MOVED_ON, _ABSENT, _PROOFS),
    *((_SOURCE,), _CLOSED, _DISUSED, _REGISTERED),
)
CLASSES = tuple(sorted({name for classes in _STOPS for name in classes}))


def asks_to_stop(words: Tokens) -> bool:
    """Whether the words of a clause have one of each class that makes a wish to stop."""
    if denies(words) or phrases("inviting").are_in(words):
        return False
    if is_stated(words):
        return _is_composed(words, _ENSURED)
    return _is_composed(words, (*_STOPS, OBJECTION))


def spares_us(words: Tokens) -> bool:
    """Whether a clause says that no one needs or takes emails, which may ask for no more."""
    return _is_composed(words, _NEEDLESS)


def takes_off(words: Tokens) -> bool:
    """Whether a clause has anyone taken off a list."""
    return _is_composed(words, _TAKEN_OFF) and not denies(words)


def implies_stop(words: Tokens) -> bool:
    """Whether a sentence says what only someone says who wants no more emails."""
    return _is_composed(words, _IMPLIED)


def link_fails(words: Tokens) -> bool:
    """Whether we are to do what the link to unsubscribe does not."""
    return _is_composed(words, _FAILED)


def believes_gone(words: Tokens) -> bool:
    """Whether a clause says that the writer took themselves off already."""
    return _is_composed(words, _BELIEVED)


def asks_source(words: Tokens) -> bool:
    """Whether a clause asks where we have the writer's address from."""
    return _is_composed(words, (_SOURCE,))


def is_stated(words: Tokens) -> bool:
    """Whether a clause says what is so, and wishes nothing: ``You never email me``."""
    return phrases("stated").longest(words) > 0


def says_gone(words: Tokens, *, is_certain: bool = False) -> bool:
    """Whether a clause says that someone no longer works where they did. What there is more of,
    as in ``plus d'informations``, says nothing of it. ``is_certain``: of what a program wrote, a
    new job that was begun says it too.
    """
    for start, end in reversed([*phrases("quantity").find(words)]):
        words = [*words[:start], *words[end:]]
    return _is_composed(words, _MOVED_ON if is_certain else _GONE)


def says_absent(words: Tokens) -> bool:
    """Whether a clause says that someone can't be reached."""
    return _is_composed(words, _ABSENT)


def says_closed(words: Tokens) -> bool:
    """Whether a clause says that a company is closed."""
    return _is_composed(words, _CLOSED)


def says_disused(words: Tokens) -> bool:
    """Whether a clause says that an address is used no more."""
    return _is_composed(words, _DISUSED)


def says_registered(words: Tokens) -> bool:
    """Whether a clause says that a request came in."""
    return _is_composed(words, _REGISTERED)


def asks_for_proof(words: Tokens) -> bool:
    """Whether someone is to prove that they are a person before their message is delivered."""
    return _is_composed(words, _PROOFS)


def _is_composed(words: Tokens, ways: tuple[tuple[str, ...], ...]) -> bool:
    if len(words) < 2:
        return False
    begun = 0
    for word in words:
        begun |= _begun_by(word)
    # (As a loop: it is gone through a thousand times for a message, nearly always in vain.)
    for needed, classes in _phrased(ways):
        if needed & begun == needed and all(each.are_in(words) for each in classes):
            return True
    return False


@cache
def _phrased(ways: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, tuple[Phrases, ...]], ...]:
    """The phrases of each class of each way, in each language that has words for all of them, with
    the bits of those classes.
    """
    numbers = {each: number for number, each in enumerate(_classes())}
    every = [(language, classes) for language in LANGUAGES for classes in ways]
    return tuple(
        (
            sum(1 << numbers[name, language] for name in {*classes}),
            tuple(phrases(name, language) for name in classes),
        )
        for language, classes in every
        if all((name, language) in numbers for name in classes)
    )


@cache
def _classes() -> list[tuple[str, str]]:
    """Each class that is composed of, in each language that has words for it."""
    names = sorted({name for ways in _WAYS for classes in ways for name in classes})
    every = ((name, language) for name in names for language in LANGUAGES)
    return [(name, language) for name, language in every if not phrases(name, language).is_empty]


@lru_cache(maxsize=20_000)
def _begun_by(word: str) -> int:
    """A bit for each class with a phrase that begins with this word: most words begin none, and
    of what they don't begin nothing has to be looked for.
    """
    begun = (phrases(name, language).begins_with(word) for name, language in _classes())
    return sum(1 << number for number, begins in enumerate(begun) if begins)


def denies(words: Tokens) -> bool:
    """Whether a clause asks for the contrary: ``Don't remove me``, ``Löschen Sie mich nicht``."""
    if not phrases("never").are_in(words) or _is_composed(words, _ENSURED):
        return False
    return any(_denies(words, language) for language in LANGUAGES)


def _denies(words: Tokens, language: str) -> bool:
    never = phrases("never", language)
    if not never.are_in(words):
        return False
    denied = [phrases(name, language) for name in _DENIED]
    behind = phrases("denied_behind", language)
    for start, end in never.find(words):
        follows = any(each.longest(words, place) for each in denied for place in (end, end + 1))
        is_behind = behind.longest(words, start) == end - start
        if follows or (is_behind and any(each.are_in(words[:start]) for each in denied)):
            return True
    return False
