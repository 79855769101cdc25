"""Companies are compared without the legal forms of still more countries"""

import unicodedata

from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

# Whoever writes accounts waits.
FIRST = "LOCK TABLE account IN ACCESS EXCLUSIVE MODE"
IN_FRONT = unicodedata.normalize("NFKD", "pt|cv|sia|messrs|фоп|прат|موسسة")
# As keys have them; "sc" is a form where another one ends the name.
ROMANIAN = r"[ .](srl|s\.r\.l\.?|sa|s\.a\.?|snc|scs)$"
BEHIND = unicodedata.normalize(
    "NFKD",
    "berhad|publ|sac|saa|sae|sal|eirl|nyrt|bt|ehf|hf|ohf|slne|sccl|eg|partg|partgmbb|unipessoal|scrl"
    "|cvba|cc|npc|ltee|ulc|saog|saoc|kscc|kscp|qsc|qpsc|psc|opc|sca|scs|scarl|scpa|ska|psa|tmi|ou|sia"
    "|ad|cie|cia|gk|asbl|vzw|suarl|ооо|оао|зао|пао|ао|тоо|тов|ад|еад|оод|еоод|прат|пат|αε|επε|ικε|οε"
    "|αβεε|αεβε|ae|ike|epe|abee|p (ltd|limited)|sociedad anonima cerrada|s coop|soc coop|sca? (a )?rl"
    "|sarl au|partg mbb|μον (αε|επε|ικε)|μονοπροσωπη (αε|ικε)|sole proprietorship|sa nv|nv sa|srl bv"
    "|bv srl",
)
# What stood in front of one and stayed for it.
BEFORE = (
    "inc|llc|llp|lp|ltd|limited|ltda|corp|corporation|co|company|plc|pty|pte|gmbh|mbh|ug|ag|kg|ohg|gbr|ev"
    "|se|sa|sas|sarl|srl|sl|bv|nv|cv|ab|oy|as|asa|kft|zrt|doo|sro|dd|sdn|spolka|pvt|private|spk|sprl|and"
)
# Where another account has the shorter key already, both stay as they are.
COMPARED = f"""
    WITH shortened AS (
        SELECT a.id, a.domain, behind.key AS name_key FROM account a
        CROSS JOIN LATERAL (SELECT regexp_replace(a.name_key, CASE
            WHEN a.name_key LIKE 'sc %' AND lower(a.name) ~ '{ROMANIAN}' THEN '^sc (?=.)'
            ELSE '^({IN_FRONT}) (?=.)' END, '') AS key) in_front
        CROSS JOIN LATERAL (SELECT CASE WHEN in_front.key ~ ' ({BEHIND})$' THEN regexp_replace(
            in_front.key, '( ({BEHIND}|{BEFORE}))+$', '') ELSE in_front.key END AS key) behind
        WHERE behind.key <> a.name_key AND behind.key <> ''
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
    op.execute(COMPARED)


def downgrade() -> None:
    """The keys stay: the version before finds these accounts by domain, or once they are edited."""
