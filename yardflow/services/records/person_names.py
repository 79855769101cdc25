"""Names of people as lists and forms have them: what stands beside a name is left out, and a full
name is split into first and last.

Left out are titles (``Prof. Dr.``), degrees and certificates (``PhD``, ``CSCP``), pronouns, emoji,
and other names in quotes or brackets. What may be part of a name is kept: ``MA`` is a family name,
too, so it is a degree only with points or behind a comma. No name is cleaned to nothing.

Only the beginning of a text is looked at, as in `normalize`.
"""

import re
import unicodedata
from functools import lru_cache

from yardflow.services.records.normalize import LONGEST_NAME, folded
from yardflow.services.records.particles import LOWER_CASE_PARTICLES, PARTICLES
from yardflow.signs import ANY_APOSTROPHE


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words here are in lower case, without accents, points and other signs.
_TITLES = _set(
    "mr mrs ms miss mx messrs sir dr dra drssa ddr prof profa profssa professor univprof drhc"
    " herr herrn frau frl fraulein frk herra rouva familie family monsieur madame mademoiselle"
    " mme mlle maitre senor senora senorita sra srta dna senhor senhora exmo exma signor signore"
    " signora signorina sigra signa dott dottssa dottore dottoressa dhr mevr mevrouw mw"
    " mgr inz mudr judr rndr phdr mvdr shri smt capt cmdr cdr sgt cpl rev"
)
# Somebody may be called so, unless a point says that it is short for a title.
_ABBREVIATED = _set(
    "sr hr fr hon col gen maj lt adm ing dipl mag mmag bakk bc ir drs sig avv arch geom rag cav"
    " lic arq eng engo enga adv pr sn pd fam hab habil med rer nat jur iur phil oec pol techn agr"
    " theol vet dent hc mult doc brig tekn maga drin ingin"
)
_SHORT_OR_NOT = _TITLES | _ABBREVIATED
# A title only where a first and a last name follow.
_BEFORE_BOTH = _set("pan pani dame fru mej sayin bayan")
# First names that are French rather than English.
_MONSIEURS = _set(
    "adrien alain alexandre amaury andre antoine armand arnaud aurelien baptiste bastien benoit"
    " bertrand cedric christophe clement cyril damien denis didier emmanuel etienne fabien fabrice"
    " francis franck francois frederic gael gaetan gauthier georges gerard gilles gregoire"
    " guillaume guy herve hugues jacques jean jerome joel julien laurent leon loic luc lucien marc"
    " marcel mathieu matthieu maxime michel nicolas olivier pascal philippe pierre quentin raphael"
    " raymond regis remi remy rene roland romain sebastien serge stephane sylvain theo thibault"
    " thierry tristan valentin xavier yann yannick yves"
)
_BEHIND_A_NAME = _set("mr mrs ms dr prof")
_AND = _set("and und & et y e i en og och")

_DEGREES = _set(
    "phd csc dphil dsc scd psyd pharmd dvm dds dmd drph emba dba bba msc bsc mphil mres"
    " mph mpa mha msw mfa bfa btech mtech bcom mcom llb llm msn bsn bscn bsba msba mscm"
    " candidate dipling diplkfm diplkffr diplinf diplphys diplbetrw esq cpa cfa cga fcca"
    " cisa cism cissp ccsp pmp pmiacp capm csm cspo leedap leedga cfp cpcu cebs phr"
    " sphr shrm shrmcp shrmscp ccim mrics frics fraes mimeche fimeche cscp cpim cltd cpsm cpsd clp"
    " ctl clt cpm cptm cscm cmilt fcilt mcilt mcips fcips cips lss lssbb lssgb lssmbb ssbb ssgb"
    " cssbb cssgb sixsigma sixsigmablackbelt sixsigmagreenbelt leansixsigma leansixsigmablackbelt"
    " leansixsigmagreenbelt"
)
_SHORT_DEGREES = _set(  # only in capitals
    "md ms pe rn jd pa pt ot cma cia aca eit se sm cae cem np od mp qc kc obe mbe cbe aia riba"
    " cpp csa ctp bs vp mba acca leed hons"
)
# Families are called so: only with a point inside, in mixed case (BEng), or behind a comma.
_DEGREES_AND_NAMES = _set("ma ba do be me med bed meng beng peng ceng edd cand")
_GENERATIONS = _set("jr sr 2nd 3rd 4th 5th")
_NUMERALS = _set("II III IV V VI VII")
_WITH_THE_WORD_BEFORE = _set("filho junior")

_BETWEEN_LAST_NAMES = _set("y e i")

_PRONOUNS = _set(
    "she her hers he him his they them their theirs it its ze zir hir xe xem any all er ihm ihn"
    " sein sie ihr ihre elle il lui iel ella ellos ellas elles el él lei hij hem zij haar hen hun"
    " die diens hän han hans hon henne hennes hende ham den denna ona on jej jego ela ele dela"
    " dele"
)
_PRONOUN = "|".join(sorted(_PRONOUNS, key=len, reverse=True))
_OWN_PRONOUNS = re.compile(
    rf"(?<![\w/|])(?:{_PRONOUN})(?: ?[/|] ?(?:{_PRONOUN}))+(?![\w/|])", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|[\"“”„«»][^\"“”„«»]*[\"“”„«»]"
)
# Of the apostrophes those that are no letters, as the ʻ in Kaʻahumanu is.
_STROKES = "".join(sign for sign in ANY_APOSTROPHE if not sign.isalpha())
_QUOTED = re.compile(rf"(?<!\S)[{_STROKES}][^{_STROKES}]+[{_STROKES}](?!\S)")
_QUOTES, _ONE_STROKE = frozenset('"“”„«»'), frozenset(_STROKES)
_ONE_SIGN = str.maketrans(dict.fromkeys(ANY_APOSTROPHE, "'") | dict.fromkeys("\u2010\u2011", "-"))
_DECORATION = "-–—*;|•·~"
_VOWELS = frozenset("AEIOUY")
# Words of letters, none of which is odd, are nothing but a name, as most names are.
_LETTERS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
# Of a first name, as it is often written: M.S. Dhoni.
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")
_ODD = {"dipl"} | _TITLES | _BEFORE_BOTH | _DEGREES | _DEGREES_AND_NAMES


def split_name(full: str) -> tuple[str, str]:
    """First and last name: ``Emiliano de la Cruz`` → ``Emiliano``, ``de la Cruz``.

    ``Lange, Dr. Siegried`` is turned round. A single word is a first name, but behind a title
    (``Ms Le``) a last name.
    """
    full = full[:LONGEST_NAME]
    if _is_plain(full):
        return _halves(full.split())
    named, titled = _named(full, is_full=True)
    if not named:
        return _halves(full.split())
    last, *behind = named
    if not behind:
        return _halves(last, titled=titled)
    first = ", ".join(" ".join(words) for words in behind).split()
    while len(first) > 1 and first[-1].islower() and is_particle(first[-1]):
        last = [first.pop(), *last]  # "Berg, Jan van der"
    if len(first) > 1 and _is_generation(first[-1]):
        last = [*last, first.pop()]
    return " ".join(first), " ".join(last)


def clean_name(first: str, last: str) -> tuple[str, str]:
    """First and last name of two columns: ``Dr. Hanna`` and ``Weiß, PhD`` → ``Hanna``, ``Weiß``.

    A full name in one column is split where the other has none.
    """
    first, last = first[:LONGEST_NAME], last[:LONGEST_NAME]
    if _is_plain_column(first) and _is_plain_column(last):
        return first, last
    first_words, last_words = first.split(), last.split()
    if (not last_words and "," in first) or (len(first_words) > 1 and _are_degrees(last_words)):
        return split_name(first)
    if not first_words and "," in last:
        return split_name(last)
    firsts, _ = _named(first)
    lasts, titled = _named(last)
    if titled and not lasts and first_words:
        lasts = [last_words]  # "Herr" is a family name, too
    if not (firsts or lasts):
        return " ".join(first_words), " ".join(last_words)
    return _joined(firsts), _joined(lasts)


def has_another_name(text: str) -> bool:
    """Whether another name stands beside the first: ``Robert "Bob"``, ``Lee (née Hall)``."""
    text = _unwrapped(_OWN_PRONOUNS.sub("", text[:LONGEST_NAME]))
    asides = [_bare(match.group()) for each in (_ASIDE, _QUOTED) for match in each.finditer(text)]
    return any(aside and aside not in _DEGREES | _PRONOUNS for aside in asides)


def without_generation(words: list[str]) -> list[str]:
    """Without ``Jr.``, ``III`` and their kind at the end."""
    while words and _is_generation(words[-1]):
        words = words[:-1]
    return words


def _is_plain(text: str) -> bool:
    """Whether this is nothing but a name, with single spaces; it may fail to see that it is."""
    return not text or (
        _LETTERS.fullmatch(text) is not None
        and not text[-2:].isupper()
        and _ODD.isdisjoint(folded(text.replace("-", " ")).split())
    )


# First names and last names repeat in a list, full names don't.
_is_plain_column = lru_cache(maxsize=20_000)(_is_plain)


def _named(text: str, *, is_full: bool = False) -> tuple[list[list[str]], bool]:
    """The words of each part between commas that belongs to the name, and whether there was a
    title; generations stand at the end of the first part.
    """
    text = _without_asides(text)
    parts = [words for part in text.split(",") if (words := _trimmed(part.split()))]
    shouting, titled = text.isupper(), False
    named: list[list[str]] = []
    for part in parts:
        words = _without_titles(part, is_full=is_full and len(parts) == 1)
        titled = titled or (len(words) < len(part) and part[0].lower() != "sir")
        if not words or ((len(parts) > 1 or not is_full) and _are_degrees(words)):
            continue
        if not named:
            named.append(_without_degrees(words, shouting=shouting, least=1 + is_full))
        elif is_full and len(parts) == 2 and _are_initials(words) and not _are_whole(named):
            named.append(words)  # "Vance, JD"
        elif all(_is_generation(word) for word in words):
            named[0] += words
        elif not _is_beside(words, shouting=shouting, whole=not is_full or _are_whole(named)):
            named.append(_without_degrees(words, shouting=shouting, least=1))
    return named, titled


def _is_beside(words: list[str], *, shouting: bool, whole: bool) -> bool:
    """Whether a part behind a comma is no name but stands beside one: degrees, what is written like
    one or with a slash, pronouns. ``whole``: first and last name stand before it.
    """
    if all(_is_degree(word, shouting=True) or _has_points_or_capitals(word) for word in words):
        return True
    text = " ".join(words)
    return whole and (
        "/" in text
        or all(word in _PRONOUNS for word in words)
        or (not shouting and len(_bare(text)) > 2 and _are_like_degrees(words))
    )


def _without_titles(words: list[str], *, is_full: bool) -> list[str]:
    rest = words
    while rest:
        title, _, glued = rest[0].partition(".")
        if _is_title(rest[0]):
            rest = rest[1:]
        elif len(glued) > 2 and glued[0].isupper() and _bare(title) in _TITLES:
            rest = [glued, *rest[1:]]  # "Dr.Hanna"
        elif rest[0].lower() in _AND and _is_title(" ".join(rest[1:2])):
            rest = rest[2:]  # "Mr. and Mrs."
        elif is_full and len(rest) > 2 and _is_title_before_both(rest):
            rest = rest[1:]
        else:
            break
    while len(rest) > 1 and _bare(rest[-1]) in _BEHIND_A_NAME:
        rest = rest[:-1]
    return rest


def _is_title_before_both(words: list[str]) -> bool:
    """Whether the first word is a title of the two names behind it: an M. is Monsieur's before a
    French first name or ``et Mme``, and else an initial, as M. Scott Peck's.
    """
    title, behind = _bare(words[0]), _bare(words[1].partition("-")[0])
    return title in _BEFORE_BOTH or (title == "m" and (behind in _MONSIEURS or behind in _AND))


def _is_title(word: str) -> bool:
    if word.isupper() and _INITIALS.fullmatch(word):
        return False
    bare = _bare(word)
    if bare in _TITLES or word[:5].lower() in ("dipl.", "dipl-"):
        return True
    parts = "".join(sign if sign.isalnum() else " " for sign in folded(word)).split()
    known = _SHORT_OR_NOT if "." in word else _TITLES
    return bool(parts) and (bare in known or known.issuperset(parts))


def _without_degrees(words: list[str], *, shouting: bool, least: int) -> list[str]:
    """Without what stands at the end; ``least`` is how many words stay where it is short."""
    while len(words) > 1:
        *rest, word = words
        if len(rest) > 1 and word[-1] == rest[-1][-1] == "." and _bare(rest[-1] + word) in _DEGREES:
            words = rest[:-1]  # "Ph. D."
        elif not _bare(word) or _bare(word) in _DEGREES:
            words = rest
        elif len(rest) < least:
            break
        elif _is_degree(word, shouting=shouting) or _ends_in_title(word):
            words = rest
        else:
            break
    return _trimmed(words)


def _is_degree(word: str, *, shouting: bool) -> bool:
    """Whether this is a degree without a comma before it; ``shouting``: capitals say nothing."""
    bare = _bare(word)
    if bare in _DEGREES_AND_NAMES:
        return "." in word[:-1] or not (word.istitle() or word.isupper() or word.islower())
    if bare in _DEGREES or (bare in _SHORT_DEGREES and word.isupper()):
        return True
    # Certificates are many, and no name has only consonants.
    consonants = 2 < len(word) < 7 and word.isalpha() and word.isascii() and word.isupper()
    return consonants and not shouting and _VOWELS.isdisjoint(word)


def _ends_in_title(word: str) -> bool:
    return "." in word and not _is_generation(word) and _is_title(word)


def _has_points_or_capitals(word: str) -> bool:
    return _bare(word) in _DEGREES_AND_NAMES and ("." in word or word.isupper())


def _are_like_degrees(words: list[str]) -> bool:
    """``ABCD & MAcc``, ``P.Log.``"""
    return all(
        word.isupper() or word[1:2].isupper() or "." in word[:-1] for word in words if _bare(word)
    )


def _are_degrees(words: list[str]) -> bool:
    return bool(words) and (
        all(_bare(word) in _DEGREES or word == "MBA" for word in words)
        or _bare("".join(words)) in _DEGREES
    )


def _are_initials(words: list[str]) -> bool:
    text = "".join(words)
    return text.isupper() and len(_bare(text)) <= 2


def _are_whole(named: list[list[str]]) -> bool:
    """Whether there is a first and a last name."""
    return len(named) > 1 or sum(not is_particle(word) for word in named[0]) > 1


def _is_generation(word: str) -> bool:
    return word.rstrip(".").lower() in _GENERATIONS or word in _NUMERALS


def is_particle(word: str) -> bool:
    """Whether a word stands before a last name, such as ``van`` and ``de``."""
    plain = word.translate(_ONE_SIGN)
    return plain.lower().rstrip(".") in PARTICLES or plain in LOWER_CASE_PARTICLES


def _halves(words: list[str], *, titled: bool = False) -> tuple[str, str]:
    """First and last name of words in this order."""
    if len(words) < 2:
        name = " ".join(words)
        return ("", name) if titled else (name, "")
    start = len(words) - 1
    if start > 1 and (_is_generation(words[start]) or _bare(words[start]) in _WITH_THE_WORD_BEFORE):
        start -= 1
    while start > 1 and is_particle(words[start - 1]):
        start -= 2 if start > 2 and words[start - 1] in _BETWEEN_LAST_NAMES else 1
    if start == 1 and _is_last_name_alone(words, titled=titled):
        start = 0
    return " ".join(words[:start]), " ".join(words[start:])


def _is_last_name_alone(words: list[str], *, titled: bool) -> bool:
    if titled and len(without_generation(words)) == 1:
        return True
    written_small = words[0].islower() and (titled or not words[-1].islower())
    return written_small and is_particle(words[0])


def _joined(parts: list[list[str]]) -> str:
    return ", ".join(" ".join(words) for words in parts)


def _trimmed(words: list[str]) -> list[str]:
    """Without what decorates a name, or was left over behind it."""
    while words and not _bare(words[-1]):
        words = words[:-1]
    while words and not _bare(words[0]):
        words = words[1:]
    return words and [*words[:-1], words[-1].rstrip(_DECORATION)]


def _without_asides(text: str) -> str:
    if not text.isascii():
        text = _without_emoji(text)
    text = _unwrapped(_OWN_PRONOUNS.sub(" ", " ".join(text.split())))
    text = _QUOTED.sub(" ", _ASIDE.sub(" ", text)).strip()
    if text[:1] in _ONE_STROKE and text[1:2].isupper() and text[2:3].isalpha():
        return text[1:]  # spreadsheets put it before a text
    return text


def _unwrapped(text: str) -> str:
    """Without quotes around the whole."""
    text = text.strip()
    for quotes in (_QUOTES, _ONE_STROKE):
        inner = text[1:-1]
        if len(text) > 2 and text[0] in quotes and text[-1] in quotes and quotes.isdisjoint(inner):
            return inner
    return text


def _without_emoji(text: str) -> str:
    """Without emoji and what is invisible; where scripts need invisible joiners they stay."""
    kept = []
    before = ""
    for sign in text:
        category = unicodedata.category(sign)
        if category in ("So", "Co", "Cn"):
            kept.append(" ")
        elif sign in "\u200c\u200d":
            kept.append(sign if "\u0590" <= before < "\u2000" else "")
        elif category != "Cf" and not "\ufe00" <= sign <= "\ufe0f" and sign not in "🏻🏼🏽🏾🏿":
            kept.append(sign)
        before = sign
    return "".join(kept)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, folded(text)))
