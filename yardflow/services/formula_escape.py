"""Cells of the CSV files that we write: none is taken for a formula by any spreadsheet.

An apostrophe goes before each place where one could begin, and reading such a file takes it off
again, so that a cell comes back as it was, whatever it was. What begins a formula is OWASP's list
(https://owasp.org/www-community/attacks/CSV_Injection), also behind what cannot be seen.
"""

import re

# Blanks and signs without a width, but for those that may end a cell.
_UNSEEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891"
    r"\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd"
    r"\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SIGN = "[=+\\-@＝＋－＠﹦﹢﹣﹫]"
# A spreadsheet that divides cells by semicolon or tab begins one inside of ours, and quotes don't
# help: there, all cells of a line after the first are inside of no quotes.
_START = r"(^|[;\t\r\n]\"*)"
# Apostrophes count as well, so that one of ours differs from one that was there.
_FORMULA = f"(?='*(?:[\\t\\r]|{_UNSEEN}*{_SIGN}))"
_BEGINS = re.compile(_START + _FORMULA)
_ESCAPED = re.compile(f"{_START}'{_FORMULA}")


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return _BEGINS.sub(r"\1'", cell)


def unescaped(cell: str) -> str:
    """The cell that `escaped` was given."""
    return _ESCAPED.sub(r"\1", cell) if "'" in cell else cell
