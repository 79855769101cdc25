"""Stored keys of companies follow the rules by which lists that come are compared."""

import pytest
from alembic import command
from sqlalchemy import text

from yardflow import db, migrations
from yardflow.services.records.company_names import company_key

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

# A name, and its key in the version before.
STORED = {
    "株式会社日立": "株式会社日立",
    "(株)田中運輸": "株 田中運輸",
    "삼성전자 주식회사": "삼성전자 주식회사",
    "上海物流股份有限公司": "上海物流股份有限公司",
    "ООО Ромашка": "ооо ромашка",
    "SARL Dupont": "sarl dupont",
    "Birch UG (haftungsbeschränkt)": "birch ug haftungsbeschrankt",
    "Cargon Ltda - ME": "cargon ltda me",
    "J B Hunt": "j b hunt",
    "Vitamin C": "vitamin c",
    "Zephyr (TM)": "zephyr tm",
    "株": "株",
}
LATER = {
    "Sime Darby Berhad": "sime darby berhad",
    "Axfood AB (publ)": "axfood ab publ",
    "Backus S.A.A.": "backus saa",
    "Μύλοι Λούλη ΑΕ": "μυλοι λουλη αε",
    "PT Astra": "pt astra",
    "SC Dedeman SRL": "sc dedeman",
    "Loop Coop": "loop coop",
    "Berhad": "berhad",
}
TWO = {"Acme": "acme", "Firma Acme": "firma acme"}
ADD = text("""
    INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size,
        headquarters) VALUES (:name, normalize(:key, NFKD), now(), now(), '', '', '', '')
""")


@pytest.mark.parametrize(
    ("version", "stored", "two"),
    [
        ("0028", STORED, TWO),
        ("0084", LATER, {"Acme": "acme", "Acme Berhad": "acme berhad"}),
    ],
)
def test_a_stored_key_is_that_of_a_list_unless_another_account_has_it(
    session, techexpo, version, stored, two
):
    command.downgrade(migrations.alembic_config(), version)
    try:
        for name, key in (stored | two).items():
            session.execute(ADD, {"name": name, "key": key})
        session.commit()
    finally:
        session.close()
        migrations.upgrade()
    with db.engine().connect() as connection:
        keys = dict(connection.execute(text("SELECT name, name_key FROM account")).all())
    assert {name: keys[name] for name in two} == two
    assert {name: keys[name] for name in stored} == {name: company_key(name) for name in stored}
