"""What can still be read in a cell that its field refuses.

Each function gets the trimmed text of such a cell, at most `LONGEST` characters of it, and says
which part fits the field and which is to be kept in the notes. It is asked only where the cleaner
has refused, so plain cells pay nothing for it. `ValueError` says that no part fits.
"""

import re
import unicodedata
from collections.abc import Callable

from yardflow.models import Persona
from yardflow.services.imports.cells.links import link_in
from yardflow.services.imports.cells.phone_labels import LABELS
from yardflow.services.imports.columns.contents import is_salutation
from yardflow.services.imports.columns.header_names import SECTIONS, names_in
from yardflow.services.imports.normalization import cleaners
from yardflow.services.imports.normalization.cleaners import PLACEHOLDER, personas_in
from yardflow.services.imports.normalization.phone_cells import phone
from yardflow.services.imports.normalization.placeholder_addresses import is_placeholder
from yardflow.services.imports.normalization.repaired import Repaired
from yardflow.services.imports.normalization.trading_names import known_as
from yardflow.services.records.values import normalize, web_addresses
from yardflow.services.records.values.normalize import folded

# In characters: several of the longest addresses.
LONGEST = 1_000

_BETWEEN = re.compile(r"[\s,;、|<>\"“”]+")
_AROUND = ".,:;'’\"()[]{}<>*·•▪‣→➜➔✉📧"
_AT = re.compile(
    r"\s{0,20}(?:@{1,3}|[(\[{<]\s?(?:at|@|ät|arroba|chiocciola|arobase)\s?[)\]}>]|%40"
    r"|(?-i:\sAT\s)(?=.{1,200}\sDOT\s))\s{0,20}",
    re.IGNORECASE,
)
# dana at acme dot com
_SPOKEN = re.compile(
    r"([\w.+-]{1,64}) (?:at|@) ([\w-]{1,63}(?: dot [\w-]{1,63}){1,4})", re.IGNORECASE
)
_DOT = re.compile(r"\s?[(\[{<]\s?(?:dot|punkt|punto|point|\.)\s?[)\]}>]\s?| dot ", re.IGNORECASE)
# A comma for the point before a top-level domain, or two points.
_WRONG_POINT = re.compile(
    r"(@[\w-]{1,63})(?:,|\.{2,3})(com|net|org|de|fr|it|es|nl|eu|co\.uk|ch|at|pl|se|dk|no)",
    re.IGNORECASE,
)
# dana@acme .com
_BLANK_BEFORE_POINT = re.compile(r"(?<=[\w-])\s{1,3}\.(?=\w)")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘´`", "'"))
_JOINERS = frozenset(
    {"or", "and", "und", "oder", "ou", "et", "y", "o", "e", "og", "och", "en", "lub"}
)
_KINDS = (
    LABELS
    | _JOINERS
    | frozenset(names_in(SECTIONS["email"]))
    | {
        "http",
        "https",
        "www",
        "email",
        "e-mail",
        "mail",
        "mailto",
        "to",
        "cc",
        "an",
        "url",
        "link",
    }
)


def email(text: str) -> Repaired:
    """``[ann@x.example]``, ``ann@x.example (work)``, two addresses in one cell."""
    text = (link_in(text)[0] or text).translate(_APOSTROPHES)
    whole = normalize.email_of(text)
    if whole and is_placeholder(whole):
        return Repaired(unkept=PLACEHOLDER)
    text = unicodedata.normalize("NFKC", text).replace("/", " ")
    text = _SPOKEN.sub(r"\1@\2", text)
    text = _BLANK_BEFORE_POINT.sub(".", _AT.sub("@", text))
    if text.count("@") == 1:
        local, _, host = _DOT.sub(".", text).strip(_AROUND).partition("@")
        wrong = _WRONG_POINT.fullmatch(f"@{host}")
        text = f"{local}{wrong[1]}.{wrong[2]}" if wrong else f"{local}@{host}"
    name, _, behind = text.partition("<")
    if "@" not in name:
        text = behind or name
    first = unkept = ""
    rest: list[str] = []
    for part in _BETWEEN.split(text):
        bare = part.strip(_AROUND)
        address = _address(bare) if "@" in bare else None
        if address and is_placeholder(address):
            unkept = PLACEHOLDER
        elif address and not first:
            first = address
        elif bare and (address or bare) != first:
            rest.append(address or bare)
    if not first and not unkept:
        raise ValueError
    return Repaired(first or None, _beyond_labels(rest), unkept=unkept)


def _address(text: str) -> str | None:
    """``ann@x.example?subject=Hi``, ``E:ann@x.example``."""
    local, at, host = text.partition("?")[0].rpartition("@")
    text = f"{local}{at}{host.partition('#')[0]}".strip(_AROUND)
    return normalize.email_of(text) or normalize.email_of(text.rpartition(":")[2])


# As it is typed and pasted: ``https//x``, ``http:/x``, ``http://https://x``.
_SCHEME = re.compile(r"h{0,2}t{1,3}p{1,2}s?\s?(?:[:;.]?\s?[/\\]{1,4}|[:;])", re.IGNORECASE)


def website(text: str) -> Repaired:
    """``https//x.example``, or the first of several."""
    return _first_of(text, web_addresses.website)


_PROFILE_ALONE = re.compile(r"[\w-]{3,100}")
_PROFILE = re.compile(r"(?:@|/?(in|pub)/)([\w%.-]{2,100})/?(?:\s{1,3}\([^()]{1,100}\))?")
# Web: acme.com, Site : acme.com
_LABEL = re.compile(r"[^\W\d_]{2,15}(?:\s?[:：]\s{1,3}|\s?：)(?=[\w<])")
_BLANK_BEHIND_WWW = re.compile(r"(\bwww\.)\s(?=\w)", re.IGNORECASE)
_TWO_POINTS = re.compile(r"(?<=\w)\.{2,3}(?=\w)")
# acme .com, and acme,com alone.
_WRONG_POINT_OF_HOST = re.compile(
    r"((?:https?://|www\.)?[\w-]{1,63}),(com|net|org|de|fr|it|es|nl|eu|co\.uk|ch|at|pl|se|dk|no)/?",
    re.IGNORECASE,
)


def linkedin(text: str) -> Repaired:
    """``in/annlee``, ``@annlee``, or the first of several."""
    if text[:8].lower() == "linkedin" and text[8:9] in {":", " "}:
        text = text[9:].strip()
        text = f"in/{text}" if _PROFILE_ALONE.fullmatch(text) else text
    if profile := _PROFILE.fullmatch(text):
        return Repaired(
            cleaners.linkedin(f"https://www.linkedin.com/{profile[1] or 'in'}/{profile[2]}")
        )
    if cleaners.is_of_nobody(text):
        return Repaired()
    return _first_of(text, cleaners.linkedin)


def _first_of(text: str, cleaner: Callable[[str], object]) -> Repaired:
    text = _BLANK_BEHIND_WWW.sub(r"\1", text)
    text = (link_in(text)[0] or text).removeprefix("//")
    text = _TWO_POINTS.sub(".", text)
    text = _BLANK_BEFORE_POINT.sub(".", _WRONG_POINT_OF_HOST.sub(r"\1.\2", text))
    if label := _LABEL.match(text):
        text = text[label.end() :]
    scheme = ""
    for _ in range(3):
        match = _SCHEME.match(text)
        if not match:
            break
        scheme = "https://" if "s" in match[0].lower() else "http://"
        text = text[match.end() :].lstrip()
    parts = [part for part in (part.strip(_AROUND) for part in _BETWEEN.split(text)) if part]
    if not parts:
        raise ValueError
    others = [part for part in parts if part != parts[0] and any(map(str.isalnum, part))]
    return Repaired(cleaner(scheme + parts[0]), _beyond_labels(others))


def _beyond_labels(words: list[str]) -> str:
    """The words, unless they only say what kind of address it is; without those between two."""
    said = [word for word in words if any(map(str.isalnum, word))]
    if all(folded(word) in _KINDS for word in said):
        return ""
    return " ".join(word for word in said if folded(word) not in _JOINERS)


_BETWEEN_PERSONAS = re.compile(r"[;,|/\n]")
_AND = re.compile(r"\s(?:and|und|et|y|e)\s|[&+]")


def personas(text: str) -> Repaired:
    """Those among several that are known, or mean one of ours."""
    named: set[str] = set()
    rest: list[str] = []
    for part in filter(str.strip, _BETWEEN_PERSONAS.split(text)):
        known = personas_in(part)
        pieces = [part] if known else list(filter(str.strip, _AND.split(part)))
        for piece in pieces:
            known = personas_in(piece)
            named |= known
            if not known:
                rest.append(piece.strip(" '\"[]{}"))
    if not named:
        raise ValueError
    value = [persona.value for persona in Persona if persona.value in named]
    return Repaired(value, ", ".join(rest))


def name(text: str) -> Repaired:
    """What a link shows; the first of several people, of which the whole cell is kept."""
    address, shown = link_in(text)
    if shown:
        return Repaired(cleaners.name(shown), address)
    first, *others = cleaners.people_in(text)
    if not others:
        raise ValueError
    return Repaired(first, text, why="This cell names more than one person.")


def company(text: str) -> Repaired:
    """What a link shows; the name that people know of a company with two, of which the whole cell
    is kept.
    """
    address, shown = link_in(text)
    if shown:
        return Repaired(cleaners.company(shown), address)
    name = known_as(text)
    if not name:
        raise ValueError
    return Repaired(cleaners.company(name), text, why="This cell has a second name of the company.")


def title(text: str) -> Repaired:
    """What a link shows; nothing of a form of address, which says nothing of the job."""
    address, shown = link_in(text)
    if shown:
        return Repaired(cleaners.title(shown), address)
    if not is_salutation(text):
        raise ValueError
    return Repaired()


REPAIRS: dict[str, Callable[[str], Repaired]] = {
    "name": name,
    "company": company,
    "title": title,
    "email": email,
    "phone": phone,
    "mobile": phone,
    "website": website,
    "linkedin_url": linkedin,
    "personas": personas,
}
