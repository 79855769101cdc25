"""Stored keys of companies follow the rules by which lists that come are compared."""

import pytest
from alembic import command
from sqlalchemy import text

from yardflow import db, migrations
from yardflow.services.records.names.company_names import company_key

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
TODAY = {
    "Falk s. r. o.": "falk sro",
    "Bergk d. o. o.": "bergk doo",
    "Ruhr Gesellschaft mbH": "ruhr gesellschaft",
    "Blau-Gesellschaft": "blau gesellschaft",
    "Kelso Public Limited Company": "kelso public",
    "The Public": "public",
    "Tern Limited Liability Company": "tern limited liability",
    "Alföld Korlátolt Felelősségű Társaság": "alfold korlatolt felelossegu tarsasag",
    "Общество с ограниченной ответственностью «Фальк»": (
        "общество с ограниченнои ответственностью фальк"
    ),
    "马什物流股份公司": "马什物流股份公司",
    "Dba Systems": "dba systems",
}
# Companies of two names, the key in the version before and that of the name that people know.
KNOWN = {
    "Ironbridge Logistics LLC dba FastDock": ("ironbridge logistics llc dba fastdock", "fastdock"),
    "Quillon Ltd t/a Quillon Couriers": ("quillon ltd ta quillon couriers", "quillon couriers"),
    "Oakhollow d/b/a Holo Scales Inc": ("oakhollow dba holo scales", "holo scales"),
    "Marlow Packing, Inc. (formerly Gale)": ("marlow packing inc formerly gale", "marlow packing"),
    "Formerly Yours": ("formerly yours", "formerly yours"),
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
        ("0088", TODAY, {"Acme": "acme", "Acme s. r. o.": "acme sro"}),
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


def test_a_company_of_two_names_is_compared_by_the_one_that_people_know(session, techexpo):
    command.downgrade(migrations.alembic_config(), "0088")
    try:
        for name, (key, _) in KNOWN.items():
            session.execute(ADD, {"name": name, "key": key})
        session.commit()
    finally:
        session.close()
        migrations.upgrade()
    with db.engine().connect() as connection:
        keys = dict(connection.execute(text("SELECT name, name_key FROM account")).all())
    assert {name: keys[name] for name in KNOWN} == {name: key for name, (_, key) in KNOWN.items()}
