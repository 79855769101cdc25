"""Fields of a letter that nobody has filled in: ``{{first_name}}``, ``%LNAME%``, ``*|FNAME|*``,
``[First Name]``, ``«Company»``. A list has them where a tool exported its template.
"""

import re

# In other brackets than those of programs it is one only with the name of a column.
_COLUMN = (
    r"(?:(?:first|last|full|sur|contact|company|job|your|attendee|customer|account|email|phone|work)"
    r"[ _.-]{0,2}){0,3}(?:name|company|firma|e-?mail|title|phone|vorname|nachname|pr[ée]nom|nom"
    r"|nombre|apellidos?|nome|cognome|address|city|country)"
)
_FIELD = (
    r"\{\{[^{}]{1,60}\}\}|\$\{[\w. -]{1,60}\}|\{![\w.]{1,60}\}|@\{[\w.]{1,60}\}|%%?[\w ]{2,40}%%?"
    r"|\*\|\w{1,40}\|\*|\*?#[A-Za-z]\w{1,40}#\*?|##\w{1,40}##|<%=? ?[\w.]{1,40} ?%>|\$[A-Z_]{4,40}"
    rf"|\{{{_COLUMN}\}}|\[\[?{_COLUMN}\]\]?|\(\(?{_COLUMN}\)\)?|<<?{_COLUMN}>>?|«{_COLUMN}»|@{_COLUMN}"
)
_FIELDS = re.compile(rf"(?:{_FIELD})(?:[ ,]{{0,2}}(?:{_FIELD})){{0,3}}", re.IGNORECASE)
BEGINNINGS = frozenset("{$@%*#<[(«")
_LONGEST = 130


def are(text: str) -> bool:
    """Whether a text that begins with one of `BEGINNINGS` is nothing but one or a few of them."""
    return len(text) <= _LONGEST and _FIELDS.fullmatch(text) is not None
