"""Names in one piece with a dot between their parts have the key of those that were split at it"""

from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

# Han, hiragana, katakana and Hangul, which keys have in its parts.
EAST_ASIAN = "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
KATAKANA = "[\u30a0-\u30ff]+"
# Where a colleague has that key already, both stay as they are.
JOINED = f"""
    UPDATE contact c SET name_key = joined.key FROM (
        SELECT id, split_part(name_key, ' ', 2) || split_part(name_key, ' ', 1) AS key FROM contact
        WHERE last_name = '' AND first_name ~ '^[^ ]+ ?[·・･‧•∙⋅] ?[^ ]+$'
            AND name_key ~ '^{EAST_ASIAN} {EAST_ASIAN}$' AND name_key !~ '^{KATAKANA} {KATAKANA}$'
    ) joined
    WHERE c.id = joined.id AND (
        (c.email IS NOT NULL AND NOT c.email_shared) OR NOT EXISTS (
            SELECT FROM contact o WHERE o.account_id = c.account_id AND o.name_key = joined.key
                AND (o.email IS NULL OR o.email_shared)))
"""  # noqa: S608 - words of ours


def upgrade() -> None:
    op.execute("LOCK TABLE contact IN SHARE ROW EXCLUSIVE MODE")
    op.execute(JOINED)


def downgrade() -> None:
    """The keys stay: the version before finds these contacts by address, or once they are edited."""
