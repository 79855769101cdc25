"""Which addresses are a role's."""

import pytest

from yardflow.services.records.shared_mailboxes import is_shared_mailbox

ROLES = """
info INFO sales2 info1 info.de sales.us sales-emea sales-team no-reply customer.service ap ar
human.resources vertrieb einkauf kontakt buchhaltung auftraege achats commercial accueil rh
ventas compras contacto rrhh ufficio acquisti commerciale vendite vendas contato atendimento
inkoop verkoop zakupy biuro sprzedaz sprzedaż nakup salg forsaljning försäljning inkop inköp
innkjøp kundtjänst myynti hankinta
"""


@pytest.mark.parametrize("local", ROLES.split())
def test_a_role_is_shared(local):
    assert is_shared_mailbox(f"{local}@acme.com")


@pytest.mark.parametrize(
    "local",
    ["ann.lee", "ann", "sales.jones", "lee.sales", "hope", "sales2027", "north", "x" * 70, ""],
)
def test_a_person_is_not(local):
    assert not is_shared_mailbox(f"{local}@acme.com")
