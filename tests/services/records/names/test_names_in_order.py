"""Lists sort names as a reader expects: without accents and capitals, then by first name."""

import pytest

from tests.fixtures.records import company
from yardflow.services.records import accounts, contacts
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contacts import ContactQuery

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = [
    *("Bea Ångström", "Ann De Vries", "Cy de Vries", "Zoë Eßer", "Jan Großer", "Kai Großmann"),
    *("Łukasz Łoś", "Ann Muller", "Jörg Müller", "MIA MULLER", "Noé Mùller", "Ann Müller-Lee"),
    *("Al O'Brien", "Bo O’Brien", "Cy OʼBrien", "Ann Obst", "Eva Øst", "Ann Smith", "anna Smith"),
    *("Bob smith", "Éva Smith", "Žan Smith", "Ann Smith-Jones", "Bo Smith‑Jones", "Ann Smithers"),
    *("Jan ’t Hart", "Kim 't Hart", "Þór Thorsen", "Ann Weisberg", "Bo Weiß", "Cy Weiss"),
    *("Di Weisser", "Ann Zola", "Олег Волков"),
]
COMPANIES = [
    "apfel",
    "Äpfel Säfte",
    "L'Oréal",
    "L’Oréal Paris",
    "Lorenz",
    "Muller",
    "Müller Milch",
    "Škoda",
    "SKODA Parts",
    "Zeta",
]


def test_people_and_companies_are_in_order_in_each_list(session, bob, techexpo, works_at):
    for name in reversed(COMPANIES):
        company(session, techexpo, name)
    acme = company(session, techexpo, "ZZ")
    for name in reversed(PEOPLE):
        works_at(acme, name)
    for event_id in (None, techexpo.id):
        query = ContactQuery(event_id=event_id)
        page = contacts.search(session, bob, query)
        assert [row.name for row in page.items] == PEOPLE, event_id
        by_account = AccountQuery(event_id=event_id, sort="name")
        rows = accounts.search(session, bob, by_account).items
        assert [row.name for row in rows] == [*COMPANIES, "ZZ"], event_id
