"""Companies that a cell names twice: ``Acme LLC dba FastDock``, ``Acme (formerly Gale)``."""

import re

from yardflow.services.records.names.company_names import has_legal_form

# Behind these stands the name that people know. DBA also looks after databases.
_KNOWN_AS = (
    r"d\.? ?/ ?b\.? ?/ ?a\.?|d\.b\.a\.?|doing business as|t\.? ?/ ?a\.?|trading as"
    r"|o ?/ ?a|operating as|h\.o\.d\.n\.?|handelend onder de naam|firmierend als"
    r"|faisant affaires? sous(?: le nom)?|que opera como|operando como|c\.?o\.?b\.? as"
    r"|n ?/ ?k ?/ ?a|now known as"
)
# Behind these a name that is no longer used, or a second one.
_FORMERLY = (
    r"formerly(?: known as)?|previously known as|f\.? ?/? ?k\.? ?/? ?a\.?|a ?/ ?k ?/ ?a"
    r"|also known as|vormals|ehemals|anciennement|antigua?mente|voorheen|dawniej|tidligere"
)
# In brackets these say nothing else.
_NOW = rf"{_KNOWN_AS}|dba|now|jetzt|heute|ahora|現"
_ONCE = (
    rf"{_FORMERLY}|previously|ex|fr(?:ü|ue)her|antes|anteriormente|gi(?:à|a)|dříve|tidigare|tidl\."
    r"|entinen|korábban|fostă?|eski adıyla|бывш(?:ая|ее|ий)?\.?|ранее|旧|旧社名|原|原名|舊名|구"
)
_BRACKETS = re.compile(
    rf"[(（\[](?:({_NOW})|(?:{_ONCE}))[.:： -]{{1,3}}([^()（）\[\]]{{2,150}})[)）\]]", re.IGNORECASE
)
_APART = re.compile(
    rf"[\s,;–-]{{1,3}}(?:({_KNOWN_AS}|(?-i:dba))|(?:{_FORMERLY}))[.:,]?\s{{1,3}}(?=[^\W_])",
    re.IGNORECASE,
)
_SHOUTED = " DBA "
_AROUND = ' ,;:–-()（）[]"“”'


def known_as(text: str) -> str:
    """The name by which people know the company; empty where a cell has one name only."""
    before, _, behind = text.partition(_SHOUTED)
    if behind and (text.isupper() or before.endswith(",") or has_legal_form(before)):
        text = f"{before} dba {behind}"
    if aside := _BRACKETS.search(text):
        outside = f"{text[: aside.start()]} {text[aside.end() :]}"
        name = aside[2] if aside[1] else outside
    elif marker := _APART.search(text):
        name = text[marker.end() :] if marker[1] else text[: marker.start()]
        if not text[: marker.start()].strip(_AROUND):
            return ""
    else:
        return ""
    return " ".join(name.strip(_AROUND).split())
