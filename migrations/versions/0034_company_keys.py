"""Companies are compared without the legal forms of more countries, and initials are one word"""

import unicodedata

from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None

# Whoever writes accounts waits.
FIRST = "LOCK TABLE account IN ACCESS EXCLUSIVE MODE"
IN_FRONT = "ооо|оао|зао|пао|ао|тоо|тов|ип|чп|uab|sarl|eurl|sasu|sprl|gmbh|oy|firma|ditta|شركة"
PHRASES_IN_FRONT = "cong ty tnhh|cong ty co phan|cong ty cp"
# As keys have them.
IN_ONE = unicodedata.normalize(
    "NFKD",
    "株式会社|有限会社|合同会社|合資会社|合名会社|(一般|公益)(社団|財団)法人"
    "|(股份)?有限(责任|責任)?公司|주식회사|유한회사|유한책임회사",
)
ALONE = unicodedata.normalize("NFKD", "株|有|同|資|名|주|유")
# Written so they are a legal form: only then is the sign alone in the key one.
WITH_ALONE = "[㈱㈲㈜]|[(（](株|有|同|資|名|주|유)[)）]"
WITH_MARK = "\\((r|tm|sm)\\)"
BEHIND = (
    "haftungsbeschrankt|aktiengesellschaft|aktiebolag|limitada|eireli|tbk|jdoo|ead|uab|spj|fze|fzco"
    "|fzc|wll|dmcc|sirketi|kaisha|ltda (me|epp)|fz llc|spolka z ograniczona odpowiedzialnoscia"
    "|spolka (akcyjna|komandytowa|jawna)|sociedad (anonima|limitada)|societe anonyme"
    "|gesellschaft mit beschrankter haftung|besloten vennootschap|naamloze vennootschap"
    "|societa per azioni|anonim sirketi|san ve tic|sanayi ve ticaret|kabushiki kaisha|s l|s r l|s p a"
    "|b v|n v|l l c|sp j"
)
# What stood in front of one and stayed for it.
BEFORE = "ltd|limited|inc|co|company|gmbh|kg|sa|ug|as|and"
# Where another account has the shorter key already, both stay as they are.
COMPARED = f"""
    WITH shortened AS (
        SELECT a.id, a.domain, initials.key AS name_key FROM account a
        CROSS JOIN LATERAL (SELECT CASE WHEN a.name ~* '{WITH_MARK}'
            THEN regexp_replace(a.name_key, ' (r|tm|sm)$', '') ELSE a.name_key END AS key) marked
        CROSS JOIN LATERAL (SELECT CASE WHEN a.name ~ '{WITH_ALONE}'
            THEN regexp_replace(marked.key, '^({ALONE}) | ({ALONE})$', '') ELSE marked.key END AS key) alone
        CROSS JOIN LATERAL (SELECT btrim(regexp_replace(
            regexp_replace(alone.key, '{IN_ONE}', ' ', 'g'), ' +', ' ', 'g')) AS key) in_one
        CROSS JOIN LATERAL (SELECT regexp_replace(
            in_one.key, '^(({PHRASES_IN_FRONT}|{IN_FRONT}) )(?=.)', '') AS key) in_front
        CROSS JOIN LATERAL (SELECT CASE WHEN in_front.key ~ ' ({BEHIND})$' THEN regexp_replace(
            in_front.key, '( ({BEHIND}|{BEFORE}))+$', '') ELSE in_front.key END AS key) behind
        CROSS JOIN LATERAL (SELECT regexp_replace(
            behind.key, '(?<=(?:^| )[a-z]) (?=[a-z](?: |$))', '', 'g') AS key) initials
        WHERE initials.key <> a.name_key AND initials.key <> ''
    ), first AS (
        SELECT DISTINCT ON (name_key) id FROM shortened WHERE domain IS NULL ORDER BY name_key, id
    )
    UPDATE account a SET name_key = s.name_key FROM shortened s
    WHERE a.id = s.id AND (
        s.domain IS NOT NULL OR a.id IN (SELECT id FROM first) AND NOT EXISTS (
            SELECT FROM account o WHERE o.name_key = s.name_key AND o.domain IS NULL))
"""


def upgrade() -> None:
    op.execute(FIRST)
    op.execute(COMPARED.replace("(?:", "(?\\:"))


def downgrade() -> None:
    """The keys stay: the version before finds these accounts by domain, or once they are edited."""
