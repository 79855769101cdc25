"""One spelling for what people write in many: names, companies, domains, addresses, phones.

Everything that enters, from a form, an import or the API, passes here once. Two texts that mean
the same have the same key; keys are for comparing and are never shown.

Every length is limited before a pattern sees the text: of names only the beginning is looked at,
and a longer address or number is none. So no text, whatever is in it, takes long.
"""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# In characters. A name is as long as two fields and a space; the others as RFC 5321 has an address,
# as people write a number with its extension, and as browsers take a web address.
LONGEST_NAME, LONGEST_EMAIL, LONGEST_PHONE, LONGEST_URL = 500, 254, 60, 2_000
# Putting accents in order takes the square of how many there are in a row.
_FOLDED_AT_ONCE = 100

_ACRONYM = re.compile(r"\b(?:\w\.){2,}")
_APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")
_SPA = re.compile(r"\bS\.?p\.?A\b\.?")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEGAL_FORMS = _set(
    "inc incorporated llc lllp llp lp pllc ltd limited ltda corp corporation co company plc pty pte"
    " gmbh mbh ug ag kg kgaa ohg gbr ev se sa sas sasu sarl srl sl slu bv nv cv vof ab oy oyj as"
    " asa aps ks kk kft zrt doo sro dd ood eood sdn bhd spzoo spolka jsc ooo pjsc pvt private"
)
_LEGAL_PHRASES = (("sa", "de", "cv"), ("s", "de", "rl"), ("sp", "z", "o", "o"), ("a", "s"))

_HOSTNAME = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})"
)
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")

_EXTENSION = re.compile(r"(?i)(?:ext\.?|extension|x|#)\s*(\d+)$")
_LETTER = re.compile(r"[xX#]")
_NO_DIGIT = re.compile(r"\D")
_NUMBER = re.compile(r"[\d\s().+/\u2010-\u2015-]*")

PUBLIC_MAIL = _set(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com"
    " yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com web.de"
    " proton.me protonmail.com qq.com 163.com 126.com mail.com mail.ru yandex.ru zoho.com"
    " comcast.net att.net verizon.net sbcglobal.net t-online.de orange.fr free.fr wanadoo.fr"
    " libero.it naver.com"
)

_HONORIFICS = _set("mr mrs ms miss mx dr prof professor sir dame rev hon herr frau")
_CREDENTIALS = _set(
    "mba phd md esq cpa cfa pmp cscp cpim cpsm cltd clp jd mph msc bsc ma ms ba pe rn emba dba"
    " shrm cissp lssbb lss sixsigma csm"
)
_GENERATIONS = _set("jr sr ii iii iv")
_PARTICLES = _set(
    "de del della der den dos das da di du van von vom zu zur zum la le las los el al bin ibn ter"
    " ten y st san santa mac"
)


def folded(text: str) -> str:
    """Lower case, without accents; other scripts stay as they are."""
    if text.isascii():
        return text.lower()
    # Where two pieces meet only the order of accents can differ, and those are left out.
    pieces = (text[at : at + _FOLDED_AT_ONCE] for at in range(0, len(text), _FOLDED_AT_ONCE))
    plain = "".join(unicodedata.normalize("NFKD", piece) for piece in pieces)
    plain = plain.casefold().translate(_FOLDED)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def name_key(text: str) -> str:
    """A person's name as it is compared: ``Laura  JONES, MBA``, ``Jones, Laura`` and
    ``laura jones`` are one.

    Empty only when the text is blank.
    """
    text = text[:LONGEST_NAME]
    plain = text.split()
    # Most names of a long list are two bare words; they take the short way to the same key.
    if len(plain) == 2 and text.isascii() and plain[0].isalpha() and plain[1].isalpha():
        first, last = plain[0].lower(), plain[1].lower()
        return last if first in _HONORIFICS else f"{first} {last}"
    first, last = split_name(text)
    words = _words(f"{first} {last}")
    return " ".join(words) or " ".join(folded(text).split())


def company_key(text: str) -> str:
    """A company's name as it is compared: without case, punctuation, accents and legal form.

    ``The Kroger Co.``, ``KROGER`` and ``Kroger, Inc`` are one. Empty only when the text is blank.
    """
    text = text[:LONGEST_NAME]
    words = _words(_SPA.sub(" srl ", text).replace("&", " and "))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(_without_legal_form(words)) or " ".join(folded(text).split())


def domain_of(text: str) -> str | None:
    """The bare domain in an address, a URL or a domain; None when there is none.

    ``https://www.Acme.com:8080/x`` and ``ann@acme.com`` both give ``acme.com``.
    """
    host = text.strip().lower()
    if len(host) > LONGEST_URL:
        return None
    host = re.sub(r"^(?:mailto:|[a-z][a-z0-9+.-]*://|//)", "", host)
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d*$", "", host).rstrip(".")
    host = re.sub(r"^www\d?\.(?=.*\.)", "", host)
    return _ascii_host(host)


def email_of(text: str) -> str | None:
    """A usable address in lower case, taken out of ``Ann Lee <Ann@Acme.com>``; None if it is none.

    Only the shape that every mail server takes: ASCII before the ``@``, at most 254 characters.
    """
    address = text.strip().lower()
    if len(address) > LONGEST_EMAIL:
        return None
    bracketed = re.search(r"<([^<>]+)>\s*$", address)
    address = (bracketed.group(1) if bracketed else address).strip().removeprefix("mailto:")
    local, at, host = address.strip(" \t;,'\"").rpartition("@")
    domain = _ascii_host(host) if at else None
    if domain is None or len(local) > 64 or not _LOCAL_PART.fullmatch(local):
        return None
    address = f"{local}@{domain}"
    return address if len(address) <= LONGEST_EMAIL else None


def split_name(full: str) -> tuple[str, str]:
    """First and last name: ``Emiliano de la Cruz`` → ``Emiliano``, ``de la Cruz``.

    ``Lange, Siegried`` is turned round; titles and degrees are left out; a single word is a first
    name.
    """
    text = _without_titles(full[:LONGEST_NAME])
    if "," in text:
        last, first = (part.strip() for part in text.split(",", 1))
        if first and last:
            return _spaced(first), _spaced(last)
    words = text.replace(",", " ").split()
    if len(words) < 2:
        return (words[0], "") if words else ("", "")
    start = len(words) - 1
    if _bare(words[start]) in _GENERATIONS and start > 1:
        start -= 1
    while start > 1 and _bare(words[start - 1]) in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def phone_of(text: str) -> str:
    """``+`` and digits, with `` x12`` for an extension; empty when there is no number in it.

    An international number written with ``00`` gets its ``+``; a national one keeps its digits,
    because the country is not known here.
    """
    number = text.strip()
    if len(number) > LONGEST_PHONE:
        return ""
    extension = _EXTENSION.search(number) if _LETTER.search(number) else None
    number = number[: extension.start()].rstrip() if extension else number
    digits = _NO_DIGIT.sub("", number.replace("(0)", "") if "+" in number else number)
    if not _NUMBER.fullmatch(number) or not 6 <= len(digits) <= 17:
        return ""
    if number.lstrip("( ").startswith("+"):
        digits = f"+{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return f"{digits} x{extension[1]}" if extension else digits


def without_brackets(text: str) -> str:
    """Without what stands in round brackets."""
    end = text.rfind(")") + 1  # behind it nothing closes: looking there would take forever
    return re.sub(r"\([^)]*\)", " ", text[:end]) + text[end:]


def _words(text: str) -> list[str]:
    text = _ACRONYM.sub(lambda match: match.group().replace(".", "") + " ", text)
    text = folded(_APOSTROPHE.sub("", text))
    return "".join(sign if sign.isalnum() else " " for sign in text).split()


def _without_legal_form(words: list[str]) -> list[str]:
    while len(words) > 1:
        for phrase in _LEGAL_PHRASES:
            if len(words) > len(phrase) and tuple(words[-len(phrase) :]) == phrase:
                words = words[: -len(phrase)]
                break
        else:
            if words[-1] not in _LEGAL_FORMS and words[-1] != "and":
                return words
            words = words[:-1]
    return words


def _without_titles(text: str) -> str:
    """Leaves out ``Dr.`` in front, and degrees that stand behind a comma or in brackets."""
    name, *behind = (part.strip() for part in without_brackets(text).split(","))
    kept = [part for part in behind if part and not _only(part, _CREDENTIALS)]
    words = name.split()
    while len(words) > 1 and _bare(words[0]) in _HONORIFICS:
        words = words[1:]
    generation = [part for part in kept if _only(part, _GENERATIONS)]
    rest = [part for part in kept if part not in generation]
    return ", ".join([" ".join([*words, *generation]), *rest])


def _only(text: str, words: frozenset[str]) -> bool:
    return all(_bare(word) in words for word in text.split())


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).lower()


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _ascii_host(host: str) -> str | None:
    if len(host) > 253:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if len(host) <= 253 and _HOSTNAME.fullmatch(host) else None
