"""Companies are compared by the name that people know, people of East Asia by theirs in one"
" piece"""

import unicodedata

from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

# Whoever writes accounts and contacts waits, in the order in which all lock them.
FIRST = "LOCK TABLE contact, account IN ACCESS EXCLUSIVE MODE"
# As keys have them.
IN_FRONT = unicodedata.normalize(
    "NFKD", "общество с ограниченнои ответственностью|товариство з обмеженою відповідальністю"
)
BEHIND = unicodedata.normalize(
    "NFKD",
    "sro|doo|korlatolt felelossegu tarsasag|zartkoruen mukodo reszvenytarsasag"
    "|societa a responsabilita limitata|societe a responsabilite limitee"
    "|societe par actions simplifiee|sociedad de responsabilidad limitada"
    "|uzdaroji akcine bendrove|sabiedriba ar ierobezotu atbildibu|limited liability",
)
# What is no form without the words that were left out behind it.
MADE_OUT = (
    ("gesellschaft", r"gesellschaft m\.? ?b\.? ?h\.?$"),
    ("public", r"public limited company$"),
)
FORMS = (
    "inc|incorporated|llc|llp|lp|ltd|limited|ltda|corp|corporation|co|company|plc|pty|pte|gmbh|mbh|ug"
    "|ag|kg|ohg|gbr|ev|se|sa|sas|sarl|srl|sl|bv|nv|ab|oy|as|asa|kft|zrt|doo|sro|dd|and"
)
# Behind the one the name stands that people know, before the other.
KNOWN_AS = r"\m(d ?/ ?b ?/ ?a|d\.b\.a\.?|dba|doing business as|t ?/ ?a|trading as)\M"
FORMERLY = r"\m(formerly|previously known as|f ?/ ?k ?/ ?a|fka)\M"
NOW = "dba|doing business as|ta|trading as"
MADE_OUT_SQL = " OR ".join(
    f"(behind.key ~ ' {word}$' AND lower(a.name) ~ '{pattern}')" for word, pattern in MADE_OUT
)
# Where another account has that key already, both stay as they are.
OF_ACCOUNTS = rf"""
    WITH compared AS (
        SELECT a.id, a.domain, made.key AS name_key FROM account a
        CROSS JOIN LATERAL (SELECT CASE
            WHEN a.name ~* '{KNOWN_AS}'
                THEN regexp_replace(a.name_key, '^.+ ({NOW}) (?=.)', '')
            WHEN a.name ~* '{FORMERLY}' THEN regexp_replace(
                regexp_replace(a.name_key, ' (formerly|previously known as|fka)( known as)? .+$',
                ''),
                '( ({FORMS}))+$', '')
            ELSE a.name_key END AS key) known
        CROSS JOIN LATERAL (
            SELECT regexp_replace(known.key, '^({IN_FRONT}) (?=.)', '') AS key) in_front
        CROSS JOIN LATERAL (
            SELECT regexp_replace(in_front.key, '(?:( ({FORMS}))* ({BEHIND}))+$', '') AS key) behind
        CROSS JOIN LATERAL (SELECT CASE WHEN {MADE_OUT_SQL}
            THEN regexp_replace(behind.key, ' [^ ]+$', '')
            ELSE replace(behind.key, '股份公司', '') END AS key) made
        WHERE made.key <> a.name_key AND made.key <> ''
    ), first AS (
        SELECT DISTINCT ON (name_key) id FROM compared WHERE domain IS NULL ORDER BY name_key, id
    )
    UPDATE account a SET name_key = c.name_key FROM compared c
    WHERE a.id = c.id AND (
        c.domain IS NOT NULL OR a.id IN (SELECT id FROM first) AND NOT EXISTS (
            SELECT FROM account o WHERE o.name_key = c.name_key AND o.domain IS NULL))
"""  # noqa: S608 - words of ours
# Han, hiragana, katakana and Hangul, which keys have in its parts.
EAST_ASIAN = "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
KATAKANA = "[\u30a0-\u30ff]+"
# Where a colleague has that key already, both stay as they are.
OF_CONTACTS = f"""
    UPDATE contact c SET name_key = joined.key FROM (
        SELECT id, split_part(name_key, ' ', 2) || split_part(name_key, ' ', 1) AS key FROM contact
        WHERE name_key ~ '^{EAST_ASIAN} {EAST_ASIAN}$' AND name_key !~ '^{KATAKANA} {KATAKANA}$'
    ) joined
    WHERE c.id = joined.id AND (
        (c.email IS NOT NULL AND NOT c.email_shared) OR NOT EXISTS (
            SELECT FROM contact o WHERE o.account_id = c.account_id AND o.name_key = joined.key
                AND (o.email IS NULL OR o.email_shared)))
"""  # noqa: S608 - words of ours


def upgrade() -> None:
    op.execute(FIRST)
    op.execute(OF_ACCOUNTS)
    op.execute(OF_CONTACTS)


def downgrade() -> None:
    """The keys stay: the version before finds these records by domain and address, or once they
    are edited.
    """
