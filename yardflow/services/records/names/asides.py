"""What stands beside a name without belonging to it: other names in quotes or brackets, pronouns,
emoji, numbers of a list, addresses, and the word in front that says who it is (``Speaker: Ann
Lee``). Slogans are in `slogans`.
"""

import re
import unicodedata

from yardflow.services.records.names.degrees import DEGREES, are_degrees
from yardflow.services.records.names.east_asian_names import family_name
from yardflow.services.records.names.particles import is_particle
from yardflow.services.records.names.slogans import (
    FIRST_WORDS,
    PICTURE,
    is_slogan,
    without_slogans,
)
from yardflow.services.records.names.titles import PRONOUNS
from yardflow.services.records.values.normalize import LONGEST_NAME, bare
from yardflow.signs import ANY_APOSTROPHE

_PRONOUN = "|".join(sorted(PRONOUNS, key=len, reverse=True))
_OWN_PRONOUNS = re.compile(
    rf"(?<![\w/|])(?:{_PRONOUN})(?: ?[/|] ?(?:{_PRONOUN}))+(?![\w/|])", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|[\"“”„«»][^\"“”„«»]*[\"“”„«»]"
    r"|(?<=\s)\*[^*]+\*"
)
# Of the apostrophes those that are no letters, as the ʻ in Kaʻahumanu is.
_STROKES = "".join(sign for sign in ANY_APOSTROPHE if not sign.isalpha())
_QUOTED = re.compile(rf"(?<!\S)[{_STROKES}][^{_STROKES}]+[{_STROKES}](?!\S)")
_WITH_QUOTE_BEHIND = re.compile(rf"([^\W\d_]{{1,60}})[\"“”„«»{_STROKES}]\s{{1,3}}(\S{{1,60}})")
# Behind a part of a name in Han or Hangul, with more of it behind: 约翰·史密斯, 约翰 • 史密斯.
_DOT = re.compile(
    r"([\u3400-\u9fff\uac00-\ud7a3]{1,12})( ?)[·・･‧•∙⋅] ?(?=[\u3400-\u9fff\uac00-\ud7a3]|[A-Z]·)"
)
_QUOTES, _ONE_STROKE = frozenset('"“”„«»'), frozenset(_STROKES)
_LABEL = re.compile(
    r"^(?:speaker|moderator|panelist|host|attendee|guest|contact|name|vip|attn|sponsor|exhibitor"
    r"|attention|referent|referentin|teilnehmer|teilnehmerin|ansprechpartner|ansprechpartnerin|kontakt"
    r"|kontaktperson|contact person|contacto|contatto|contato|responsable|responsabile|asistente"
    r"|participante?|partecipante|interlocuteur|referente|contactpersoon|deelnemer|osoba kontaktowa"
    r"|nom|nombre|nome|naam|navn|namn|nazwisko|контакт|имя|姓名|氏名|联系人|担当者?) ?[:：] ?",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"^(?:(?:to |for )?the attention of|[aà] l['’ ]attention de|a la atenci[oó]n de"
    r"|all['’ ]attenzione di"
    r"|aos cuidados de|ter attentie van|t\.a\.v\.|zu h[aä]nden(?: von)?|do r[aą]k) ",
    re.IGNORECASE,
)
# 1., (1), #12, a telephone number, and addresses of mailboxes and pages.
_NUMBER = re.compile(r"[#(+]{0,2}\d[\d.,()/-]*|\S+@\S+|(?:https?://|www\.|[\w.-]+\.\w+/)\S*")
# Of the signs that are no emoji those that part a name from what follows.
_PARTING = frozenset("║┃│▪▫■◆►▶➤")
_MARKS = frozenset("®™©℠")


def has_another_name(text: str) -> bool:
    """Whether another name stands beside the first: ``Robert "Bob"``, ``Lee (née Hall)``."""
    text = _unwrapped(_OWN_PRONOUNS.sub("", text[:LONGEST_NAME]))
    asides = [bare(match.group()) for each in (_ASIDE, _QUOTED) for match in each.finditer(text)]
    return any(aside and aside not in DEGREES | PRONOUNS for aside in asides)


def is_no_name(text: str) -> bool:
    """Whether there is only what stands beside names: a slogan, pronouns, degrees."""
    text = text[:LONGEST_NAME].strip()
    if text.isalpha() and text.istitle() and text.lower() not in FIRST_WORDS:
        return False  # as nearly every name
    if not text.isascii():
        text = _without_emoji(text).replace(PICTURE, " ")
    text = text.strip(" ()[]{}<>!.,;:*-|")
    return bool(text) and (
        is_slogan(text)
        or _OWN_PRONOUNS.fullmatch(text) is not None
        or (are_degrees(text.replace(",", " ").split()) and not text.istitle())
    )


def without_asides(text: str) -> str:
    """The text without them."""
    text = _ADDRESSED.sub("", _LABEL.sub("", text.strip())).replace(";", ",")
    if not text.isascii():
        text = _DOT.sub(_with_one_dot, _without_emoji(text))
    text = _unwrapped(_OWN_PRONOUNS.sub(" ", " ".join(text.split())))
    text = without_slogans(_QUOTED.sub(" ", _ASIDE.sub(_kept_of_aside, _with_first_name(text))))
    text = _without_numbers(_without_other_script(text).strip())
    if text[:1] in _ONE_STROKE and text[1:2].isupper() and text[2:3].isalpha():
        return text[1:]  # spreadsheets put it before a text
    return text


def _with_one_dot(dot: re.Match[str]) -> str:
    """As it stands in ``约翰·史密斯``; between blanks only where no whole name stands before it."""
    before, blank = dot.groups()
    return dot.group() if blank and family_name(before) else f"{before}·"


def _with_first_name(text: str) -> str:
    """Without the quotes of a first name before one other word: ``"Odette" Marsh``."""
    if text[:1] not in _QUOTES | _ONE_STROKE:
        return text
    first = _WITH_QUOTE_BEHIND.fullmatch(text, 1)
    return f"{first[1]} {first[2]}" if first else text


def _kept_of_aside(aside: re.Match[str]) -> str:
    """What belongs to the name or says of the word before what it is: ``(de)``, ``(Hons)``."""
    inner = aside.group()[1:-1]
    if inner.islower() and all(map(is_particle, inner.split())):
        return f", {inner},"
    return " Hons " if bare(inner) == "hons" else " "


def _unwrapped(text: str) -> str:
    """Without quotes around the whole."""
    text = text.strip()
    for quotes in (_QUOTES, _ONE_STROKE):
        inner = text[1:-1]
        if len(text) > 2 and text[0] in quotes and text[-1] in quotes and quotes.isdisjoint(inner):
            return inner
    return text


def _without_emoji(text: str) -> str:
    """With a `PICTURE` for emoji, and without what is invisible; where scripts need invisible
    joiners they stay.
    """
    kept = []
    before = ""
    for sign in text:
        category = unicodedata.category(sign)
        if sign in _PARTING:
            kept.append("|")
        elif category in ("So", "Co", "Cn"):
            kept.append(" " if sign in _MARKS else PICTURE)
        elif sign in "\u200c\u200d":
            kept.append(sign if "\u0590" <= before < "\u2000" else "")
        elif category != "Cf" and not "\ufe00" <= sign <= "\ufe0f" and sign not in "🏻🏼🏽🏾🏿":
            kept.append(sign)
        before = sign
    return "".join(kept)


def _without_other_script(text: str) -> str:
    """``David Chen 陳大文`` without the name once more in signs of East Asia."""
    words = text.split()
    plain = [word for word in words if word[0] < "\u2e80"]
    return " ".join(plain) if 1 < len(plain) < len(words) else text


def _without_numbers(text: str) -> str:
    """Without those in front of a name and behind it."""
    words = text.split()
    while len(words) > 1 and _NUMBER.fullmatch(words[-1]):
        words.pop()
    while len(words) > 1 and _NUMBER.fullmatch(words[0]):
        words.pop(0)
    return " ".join(words)
