"""Names are compared alike whichever sign they have for an apostrophe"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# What keys had left out before, and what they leave out from now on as well.
BEFORE, NEW = "'’`´", "ʼʻ‘′＇"
JOINED = re.compile(rf"[^\W{NEW}]+(?:[{BEFORE}{NEW}][^\W{NEW}]+)+")
FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)

CONTACTS = f"""
SELECT id, first_name || ' ' || last_name AS name, name_key FROM contact
WHERE first_name || ' ' || last_name ~ '[{NEW}]' ORDER BY id
"""
ACCOUNTS = f"SELECT id, name, name_key FROM account WHERE name ~ '[{NEW}]' ORDER BY id"
# Where another record has that key already, both stay as they are.
OF_CONTACT = """
UPDATE contact c SET name_key = :key WHERE id = :id AND (
    (email IS NOT NULL AND NOT email_shared) OR NOT EXISTS (
        SELECT FROM contact o WHERE o.account_id = c.account_id AND o.name_key = :key
            AND (o.email IS NULL OR o.email_shared)))
"""
OF_ACCOUNT = """
UPDATE account a SET name_key = :key WHERE id = :id AND (
    domain IS NOT NULL OR NOT EXISTS (
        SELECT FROM account o WHERE o.name_key = :key AND o.domain IS NULL))
"""


def upgrade() -> None:
    connection = op.get_bind()
    for names, update in ((CONTACTS, OF_CONTACT), (ACCOUNTS, OF_ACCOUNT)):
        for record_id, name, key in connection.execute(sa.text(names)).all():
            compared = with_one_apostrophe(name, key)
            if compared != key:
                connection.execute(sa.text(update), {"id": record_id, "key": compared})


def downgrade() -> None:
    """The keys stay: the version before compares these few names only when they are edited."""


def with_one_apostrophe(name: str, key: str) -> str:
    """``o dea`` and ``oʼdea`` → ``odea``, where the name has such a word."""
    key = f" {key} "
    for match in JOINED.finditer(name):
        apart = words("".join(sign for sign in match.group() if sign not in BEFORE))
        together = words("".join(sign for sign in match.group() if sign not in BEFORE + NEW))
        key = key.replace(f" {apart} ", f" {together} ")
    return key.strip()


def words(text: str) -> str:
    """As keys have them."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(FOLDED)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
