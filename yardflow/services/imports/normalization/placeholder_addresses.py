"""Addresses that forms and tools have where there is none: `noemail@noemail.com`."""

import string

_ANYWHERE = """
none unknown noemail noemailaddress noemailprovided noemailavailable nomail donotemail notprovided
notavailable notapplicable emailnotunlocked emailnotavailable keineemail keinemail sinemail
sincorreo sansemail sansmail sememail geenemail unbekannt
"""
_DOUBTFUL = """
na no nil null undefined test testing tester demo dummy fake sample example asdf qwerty email
mail domain company abc xxx tbd tba declined anonymous user name noname keine kein ohne sin sans
sem senza geen brak ingen correo guest attendee visitor firstname lastname yourname
"""
_WITHOUT_SIGNS = str.maketrans("", "", string.punctuation)
_AT_ANY_DOMAIN = frozenset(_ANYWHERE.split())
_AT_ONE_OF_ITS_KIND = _AT_ANY_DOMAIN | frozenset(_DOUBTFUL.split())


def is_placeholder(address: str) -> bool:
    """Whether a normalized address is nobody's, or a part of it is hidden: ``a***@x.example``."""
    local, _, host = address.partition("@")
    if "**" in local or local == "n/a":
        return True
    word = local.translate(_WITHOUT_SIGNS)
    if word in _AT_ANY_DOMAIN:
        return True
    site = host.partition(".")[0].translate(_WITHOUT_SIGNS)
    if word == site and (word.isdigit() or len(set(word)) == 1):
        return True  # a@a.com, 123@123.com
    return word in _AT_ONE_OF_ITS_KIND and site in _AT_ONE_OF_ITS_KIND
