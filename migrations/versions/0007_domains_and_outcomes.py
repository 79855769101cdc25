"""A company's domain is the one it registered, addresses of the team in one form, and what became
of an import's row in words that people use"""

import sqlalchemy as sa
from alembic import op
from email_validator import EmailSyntaxError
from email_validator.syntax import validate_email_domain_name, validate_email_local_part
from tldextract import TLDExtract

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Characters of an address (RFC 5321, 4.5.3.1).
LONGEST = 254
# old, new
OUTCOMES = (("merged", "duplicate"), ("rejected", "skipped"))
KEPT = "'pending', 'created', 'updated', 'unchanged'"

DOMAINS = "SELECT id, domain FROM account WHERE domain LIKE '%.%.%' ORDER BY id"
# Where another account of the event has that domain, both stay as they are.
REGISTER = """
UPDATE account a SET domain = :domain
WHERE id = :id AND NOT EXISTS (
    SELECT FROM account o WHERE o.event_id = a.event_id AND o.domain = :domain)
"""


def upgrade() -> None:
    connection = op.get_bind()
    suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    for account_id, domain in connection.execute(sa.text(DOMAINS)).all():
        registered = suffixes.extract_str(domain).top_domain_under_public_suffix
        if registered and registered != domain:
            connection.execute(sa.text(REGISTER), {"id": account_id, "domain": registered})
    for table in ("app_user", "invitation"):
        rows = connection.execute(sa.text(f"SELECT id, email FROM {table} WHERE email ~ '[^ -~]'"))
        for row_id, email in rows.all():
            if address := normalized(email):
                statement = sa.text(f"UPDATE {table} SET email = :email WHERE id = :id")
                connection.execute(statement, {"email": address, "id": row_id})
    rename(OUTCOMES)


def normalized(text: str) -> str | None:
    """The one form of an address: lower case, its domain in ASCII (IDNA 2008)."""
    local, _, host = text.rpartition("@")
    try:
        validate_email_local_part(local, allow_smtputf8=False)
        domain = validate_email_domain_name(host, test_environment=True)["ascii_domain"].lower()
    except EmailSyntaxError:
        return None
    address = f"{local.lower()}@{domain}"
    return address if len(address) <= LONGEST else None


def downgrade() -> None:
    rename(tuple((new, old) for old, new in OUTCOMES))


def rename(outcomes: tuple[tuple[str, str], ...]) -> None:
    op.drop_constraint(op.f("ck_import_row_rowoutcome"), "import_row", type_="check")
    for old, new in outcomes:
        op.execute(f"UPDATE import_row SET outcome = '{new}' WHERE outcome = '{old}'")
        for table, column in (("import", "counts"), ("job", "result")):
            op.execute(
                f"UPDATE {table} SET {column} = ({column} - '{old}')"
                f" || jsonb_build_object('{new}', {column} -> '{old}') WHERE {column} ? '{old}'"
            )
    values = ", ".join(f"'{new}'" for _, new in outcomes)
    op.create_check_constraint(
        op.f("ck_import_row_rowoutcome"), "import_row", f"outcome IN ({KEPT}, {values})"
    )
