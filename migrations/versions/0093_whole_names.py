"""Contacts have their whole name as it is shown, in the order of its script"""

from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

_EAST_ASIAN = r"^[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+$"
_KATAKANA = r"^[\u30a0-\u30ff]+$"
_BOTH = "(first_name || last_name)"


def upgrade() -> None:
    op.execute(f"""
        ALTER TABLE contact ADD name text GENERATED ALWAYS AS (
            CASE WHEN octet_length({_BOTH}) > char_length({_BOTH}) AND {_BOTH} ~ '{_EAST_ASIAN}'
                AND {_BOTH} !~ '{_KATAKANA}' THEN last_name || first_name
            ELSE trim(first_name || ' ' || last_name) END) STORED
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE contact DROP name")
