"""Names are compared alike with apostrophes that are rarely written, too, wherever they stand"""

import logging
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

# What keys had left out between letters before, and what they leave out from now on as well.
BEFORE = "'`\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u00b4\uff07"
NEW = (
    "\u02be\u02bf\u02c8\u02ca\u02cb\u02f4\u0374\u0384\u055a\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
    "\u2035\ua78b\ua78c\uff40"
)
# Those that Unicode calls letters stayed where a word begins or ends with one.
LETTERS = "".join(sign for sign in BEFORE if sign.isalpha())
BETWEEN_BEFORE = re.compile(rf"(?<=\w)[{BEFORE}](?=\w)")
BETWEEN = re.compile(rf"(?<=\w)[{BEFORE}{NEW}](?=\w)")
APART = str.maketrans(dict.fromkeys(BEFORE + NEW, " "))
FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)

# Whoever writes accounts and contacts waits, in the order in which all lock them.
FIRST = "LOCK TABLE contact, account IN SHARE ROW EXCLUSIVE MODE"
AT_ONCE = 1_000
NAMES = f"""
SELECT id, {{name}} AS name, name_key FROM {{table}}
WHERE id > :after AND {{name}} ~ '[{NEW}{LETTERS}]' ORDER BY id LIMIT {AT_ONCE}
"""
OF_CONTACTS = NAMES.format(name="first_name || ' ' || last_name", table="contact")
OF_ACCOUNTS = NAMES.format(name="name", table="account")
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
log = logging.getLogger("yardflow.migrations")


def upgrade() -> None:
    op.execute(FIRST)
    for kind, names, update in (
        ("contact", OF_CONTACTS, OF_CONTACT),
        ("account", OF_ACCOUNTS, OF_ACCOUNT),
    ):
        after = 0
        while rows := op.get_bind().execute(sa.text(names), {"after": after}).all():
            for record_id, name, key in rows:
                _compare(update, kind, record_id, key, with_one_apostrophe(name, key))
            after = rows[-1].id


def downgrade() -> None:
    """The keys stay: the version before compares these few names only when they are edited."""


def _compare(update: str, kind: str, record_id: int, key: str, compared: str) -> None:
    if compared == key:
        return
    done = op.get_bind().execute(sa.text(update), {"id": record_id, "key": compared})
    if done.rowcount == 0:
        log.warning("%s %s may be a duplicate: another one is called the same", kind, record_id)


def with_one_apostrophe(name: str, key: str) -> str:
    """``o dea`` and ``oꞌdea`` → ``odea``, and ``ʻali`` → ``ali``, where the name has such a word."""
    compared = f" {key} "
    for word in name.split():
        before = words(BETWEEN_BEFORE.sub("", word))
        if before:
            after = words(BETWEEN.sub("", word).translate(APART))
            compared = compared.replace(f" {before} ", f" {after} " if after else " ")
    return compared.strip() or key


def words(text: str) -> str:
    """As keys have them."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(FOLDED)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
