"""Rows and cells that name nobody: people without a name yet, letters nobody has filled in,
companies that are none, and what stands around a list. Beside each, what only looks so.
"""

import pytest

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.cells.fillers import NOTHING
from yardflow.services.imports.cells.no_companies import is_no_company
from yardflow.services.imports.normalization.footers import REASON
from yardflow.services.imports.normalization.parser import ROW, ParsedRow, RowParser
from yardflow.services.imports.normalization.placeholder_names import is_placeholder

CONTACT_FIELDS = {0: "name", 1: "company", 2: "email"}
PEOPLE = ["Name", "Company", "Email"]
BY_PARTS = ["First name", "Last name", "Company"]


def person(name: str, company: str = "Acme", email: str = "") -> ParsedRow:
    return RowParser(ImportKind.CONTACTS, PEOPLE, CONTACT_FIELDS).parse([name, company, email])


def in_parts(first: str, last: str) -> ParsedRow:
    fields = {0: "first_name", 1: "last_name", 2: "company"}
    return RowParser(ImportKind.CONTACTS, BY_PARTS, fields).parse([first, last, "Acme"])


def account(*cells: str) -> ParsedRow:
    headers, fields = ["Exhibitor", "Website"], {0: "company", 1: "website"}
    return RowParser(ImportKind.ACCOUNTS, headers, fields).parse(list(cells))


@each_row(
    "name",
    [
        *("Guest 1", "Attendee 12", "Guest1", "Guest #3", "Visitor 5", "Besucher 3", "Gast 2"),
        *("Teilnehmer 4", "Invité 3", "Invitado 1", "Ospite 2", "Uczestnik 7", "Gäst 2", "嘉宾1"),
        *("ゲスト 2", "게스트 3", "Гость 4", "VIP 1", "Staff", "Booth Staff", "Badge 0012", "+1"),
        *("Ticket #12", "User12", "Lead 55", "Guest of Ann Lee", "Plus One of Bob", "Gast von Ann"),
        *("Unknown Attendee", "Anonymous User", "Deleted User", "Speaker TBD", "Not assigned"),
        *("Name Unknown", "Do Not Contact", "Walk-In Attendee", "Unassigned", "Duplicate", "12345"),
        *("Test Tester", "Teste Teste", "Prueba", "Тест Тестов", "测试用户", "テスト", "asdf asdf"),
        *("aaa bbb", "zzz", "Foo Bar", "Demo User", "Ihr Name", "Guest (Acme)", "Acme 2"),
        *("LinkedIn Member", "Facebook User", "NN", "Kein Name", "Sans Nom"),
        *(
            "Senza nome",
            "Geen naam",
            "Bez nazwiska",
            "Uden navn",
            "Utan namn",
            "Ei nimeä",
            "İsimsiz",
        ),
        *(
            "Без имени",
            "无名",
            "氏名不明",
            "ご担当者様",
            "Mr. Unknown",
            "Herr Unbekannt",
            "Sra. Desconocida",
        ),
        *("Name TBC", "Ansprechpartner", "Persona de contacto", "Private Person", "Privatperson"),
        *(
            "Subtotal Acme",
            "Total Acme",
            "Deceased",
            "Left company",
            "Verstorben",
            "Décédé",
            "退職",
        ),
    ],
)
def test_who_has_no_name_yet_is_skipped(name):
    assert person(name).problems == {"0": f"“{name}” is a placeholder. Enter a name."}


@each_row(
    "name",
    [
        *("#opentowork", "⭐ Open to work", "Hiring!", "We're hiring", "Ex-Google", "she/her"),
        *("(She/Her)", "MBA, PMP", "CSCP", "I'm hiring", "Open to opportunities"),
        *("Available for work", "Looking for new opportunities"),
        *("Actively seeking new opportunities", "#hiring #logistics"),
        *("Suche neue Herausforderung", "En busca de nuevas oportunidades"),
        *("À l'écoute du marché", "Former Google", "Ex-Amazon | Ex-Google", "Let’s connect"),
        *("🟢 Open to Work", "#OPEN_TO_WORK", "Verified", "PhD"),
    ],
)
def test_what_stands_beside_names_is_nobodys_name(name):
    assert person(name).problems == {"0": f"“{name}” is no name. Enter one."}
    assert in_parts(name, "").problems
    assert not in_parts(name, "Lee").problems


@each_row(("first", "last"), [("Guest", "1"), ("Attendee", "#12"), ("Sans", "Nom")])
def test_who_has_no_name_in_two_columns_is_skipped(first, last):
    (reason,) = in_parts(first, last).problems.values()
    assert reason.endswith("is a placeholder. Enter a name.")


@each_row(
    ("first", "last"),
    [
        *(("No", "Name"), ("Not", "Provided"), ("Nicht", "bekannt"), ("Sin", "nombre")),
        *(("Non", "renseigné"), ("Mr.", "Unknown"), ("Herr", "Unbekannt"), ("Ei", "tiedossa")),
    ],
)
def test_what_two_columns_say_together_is_no_name(first, last):
    assert in_parts(first, last).problems == {"0": "Enter a name."}


@each_row(("first", "last"), [("K.", "A."), ("No", "Ito"), ("Sin", "Lee"), ("Mr.", "Gast")])
def test_two_columns_may_say_almost_so(first, last):
    assert in_parts(first, last).problems == {}


@each_row(
    "name",
    [
        *("Ann Guest", "Eva Gast", "Bob Person", "Guest Smith", "Demo Smith", "Tom Reserved"),
        *("Ann Private", "Sales Team", "John Doe", "Max Mustermann", "Lead Belly", "Li Li", "Xu"),
        *(
            "A B",
            "Test Pilot",
            "Page Guest",
            "王伟",
            "Иван Иванов",
            "🌟",
            "John Smith 3rd",
            "Guest",
        ),
        *("Hiring Manager", "Building Services", "Open House", "Elle", "CJ", "Ex Libris", "Lion"),
    ],
)
def test_a_person_may_be_called_almost_so(name):
    assert not is_placeholder(name, "Acme")


@each_row(
    "cell",
    [
        *("{{first_name}}", "{{ contact.name | default: 'x' }}", "%FIRSTNAME%", "*|FNAME|*"),
        *("${firstName}", "[First Name]", "[FirstName] [LastName]", "<Last Name>", "«Company»"),
        *("((first_name))", "[[name]]", "##first##", "{!Contact.Name}", "{email}", "$LASTNAME"),
        *("[email protected]", "https://", "www."),
    ],
)
def test_a_field_that_nobody_has_filled_in_is_nothing(cell):
    assert cell in NOTHING
    assert person(cell).problems["0"].endswith("Enter a name.")
    assert person("Ann Lee", email=cell).values.get("email") is None


@each_row("cell", ["{Ops}", "«Ромашка»", "(Felicity)", "[VIP]", "@felicity-jones", "100%", "#1"])
def test_brackets_and_signs_alone_make_no_such_field(cell):
    assert cell not in NOTHING


@each_row(
    "company",
    [
        *(
            "Self-employed",
            "SELF EMPLOYED",
            "Freelancer",
            "selbstständig",
            "Freiberufler",
            "Privat",
        ),
        *("Indépendant", "Auto-entrepreneur", "Autónomo", "Libero professionista", "ZZP'er"),
        *("Autônomo", "własna działalność", "Egen företagare", "Selvstændig", "Yrittäjä", "OSVČ"),
        *("個人", "個人事業主", "フリーランス", "自由职业", "个体户", "프리랜서", "Самозанятый"),
        *("Student", "Retired", "Unemployed", "(Retired)", "Stealth Startup", "Open to work"),
        *("Company Name", "Same as above", "Confidential"),
    ],
)
def test_who_works_for_no_company_is_nobodys_colleague(company):
    reason = f"“{company}” is no company. Enter one, or the person’s own name."
    assert person("Ann Lee", company).problems == {"1": reason}


@each_row("company", ["Test", "Test Company", "Testfirma", "Demo Company", "テスト会社"])
def test_a_company_to_try_out_is_no_company(company):
    reason = f"“{company}” is no company. Enter one, or the person’s own name."
    assert account(company, "").problems == {"0": reason}


@each_row("company", ["NULL NULL", "Unknown Unknown", "TBD TBD", "None None", "n/a n/a", "לא ידוע"])
def test_a_company_that_stands_for_nothing_twice_is_missing(company):
    assert account(company, "").problems == {"0": "Enter a company."}


@each_row(
    "cell",
    [
        *("לא ידוע", "غير معروف", "γ/α", "puudub", "None None", "ditto", "Same as above", "〃"),
        *("nėra duomenų", "không có", "tidak ada", "necunoscut", "невідомо", "nema podataka"),
    ],
)
def test_a_title_that_stands_for_nothing_is_none(cell):
    fields = {0: "name", 1: "company", 2: "title"}
    read = RowParser(ImportKind.CONTACTS, PEOPLE, fields).parse(["Ann Lee", "Acme", cell])
    assert read.values == {"name": "Ann Lee", "company": "Acme"}


@each_row(
    "name",
    [
        *(
            "Total",
            "Grand Total",
            "Page 1 of 3",
            "24 records",
            "Summe: 25 Einträge",
            "Totali",
            "頁 1",
        ),
        *("Generated by ExpoBase on 20 Nov 2026", "End of report", "合計", "Итого", "Total: 24"),
    ],
)
def test_a_total_or_a_footer_is_nobody_whatever_stands_beside_it(name):
    reason = f"“{name}” looks like a total or a footer. Enter a name."
    assert person(name).problems == {"0": reason}
    assert person(name, email="ann@acme.example").problems == {"0": reason}
    assert in_parts(name, "").problems == {"0": reason}


def test_a_total_in_two_columns_of_names_is_nobody():
    assert in_parts("Grand", "Total").problems and in_parts("Page", "1 of 3").problems


@each_row("name", ["Ann Total", "Total Recall", "Grand Lee", "Fine Young", "Page Lee", "I Lee"])
def test_a_person_may_be_called_almost_as_a_total(name):
    assert person(name).problems == {}


@each_row(
    "company",
    [
        *("Freelancer.com", "Self Storage Inc", "Retired Racers", "Individual Foodservice"),
        *("Home Depot", "Private Fleet", "Independent Purchasing Cooperative", "Freelance GmbH"),
        *("Student Transportation of America", "Other World Computing", "Confidential Records Inc"),
    ],
)
def test_a_company_may_be_called_almost_so(company):
    assert not is_no_company(company)
    assert account(company, "").problems == {}


@each_row(
    "text",
    [
        *(
            "Confidential",
            "Strictly private and confidential",
            "Vertraulich",
            "Confidentiel",
            "機密",
        ),
        *("Nur für internen Gebrauch", "Riservato", "This list is confidential.", "--- End ---"),
        *("Please do not share.", "Next page", "Next »", "No more results", "Rows per page: 25"),
        *("Sign in to see more", "View profile", "Privacy policy", "Loading...", "Selected: 12"),
        *("Print date: 11/12/2026", "12. November 2026", "November 12, 2026", "Version 1.2"),
        *("Monday, 12 November 2026", "Exhibitor List 2026", "List of exhibitors", "Sheet 2"),
        *("共 20 家", "Grand Total (blank)", "This report was generated automatically.", "A – C"),
        *("Rows 1 - 50", "Powered by", "B", "11/12/2026", "0-9"),
    ],
)
def test_what_stands_around_a_list_is_no_account(text):
    assert account(text, "").problems == {ROW: REASON}


@each_row(
    "company",
    [
        *(
            "Total Wine",
            "Total Wine & More",
            "TotalEnergies",
            "Page One Logistics",
            "Summit",
            "Next",
        ),
        *("End of Line Trucking", "Count Basie Logistics", "Summe Logistics", "Gesamtverband", "X"),
        *("Generated", "Download", "Standard", "24/7", "3M", "1821", "Version One", "A-B-C"),
    ],
)
def test_an_account_may_be_called_almost_so(company):
    assert account(company, "").values["company"] == company


@each_row("place", ["Hamburg Germany", "Hamburg, Germany", "Austin TX", "London UK", "Toronto ON"])
def test_a_place_is_neither_a_person_nor_a_company(place):
    assert person(place).problems == {"0": f"“{place}” is a place. Enter a name."}
    assert account(place, "").problems == {"0": f"“{place}” is a place. Enter a company."}


@each_row(
    "name", ["Austin Powers", "Paris Hilton", "Madison Lee", "Georgia Lee", "Boston Dynamics"]
)
def test_a_name_may_be_almost_a_place(name):
    assert person(name).problems == {} and account(name, "").problems == {}


@each_row("cell", ["Ann Lee / Bob Ray", "Ann Lee, Bob Ray", "Ann Lee and Bob Ray"])
def test_of_two_people_in_a_cell_the_second_is_kept_in_the_notes(cell):
    read = person(cell)
    assert (read.values["name"], read.values["notes"]) == ("Ann Lee", f"Name: {cell}")
    assert person("Lee, Ann").kept == 0


def test_total_is_a_company_where_the_list_knows_its_website():
    assert account("Total", "total.example").values["company"] == "Total"


@pytest.mark.parametrize("cells", [PEOPLE, ["Name", "Company", ""], ["Name", "Company", "E-mail"]])
def test_the_headers_of_a_further_page_are_no_row(cells):
    reason = "This row repeats the names of the columns."
    read = RowParser(ImportKind.CONTACTS, PEOPLE, CONTACT_FIELDS).parse(cells)
    assert read.problems == {ROW: reason}
    assert account("Exhibitor", "Website").problems == {ROW: reason}
    assert account("Exhibitor", "exhibitor.example").problems == {}
