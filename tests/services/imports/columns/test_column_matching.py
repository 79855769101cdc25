"""Which field each column has, by its header and by what is in its cells."""

from collections import Counter
from pathlib import Path

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.columns.fields import fields_of
from yardflow.services.imports.columns.header import is_of_badge_scans
from yardflow.services.imports.columns.header_names import SECTIONS, names_in
from yardflow.services.imports.columns.matching import automatic, kind_of

ACCOUNTS, CONTACTS = ImportKind.ACCOUNTS, ImportKind.CONTACTS
UUID = "aaaaaaaa-0001-4a4a-9b9b-0123456789ab"
SETS = (Path(__file__).parents[1] / "lists" / "header_sets.txt").read_text(encoding="utf-8")


SIX = [
    ("Acme", "Ann Lee"),
    ("Borealis", "Bo Ek"),
    ("Cargon", "Cy Ok"),
    ("Deltra", "Di Po"),
    ("Epsil", "Ed Ray"),
    ("Fendt", "Flo Kim"),
]


def header_sets() -> list:
    """Each set as its name, its kind, its headers and the field of each."""
    sets = []
    for part in SETS.split("\n[")[1:]:
        title, _, lines = part.partition("]\n")
        kind, _, name = title.partition(": ")
        columns = " | ".join(lines.splitlines()).strip(" |").replace("\\n", "\n").split(" | ")
        pairs = [column.split("=") if "=" in column else [column, ""] for column in columns]
        headers, fields = zip(*pairs, strict=True)
        sets.append(
            (
                name,
                ImportKind(kind),
                list(headers),
                list(fields),
            )
        )
    return sets


def matched(headers: str, *rows: str, kind: ImportKind = CONTACTS) -> str:
    """The field of each column, - for none; headers and cells have | between them."""
    cells = [row.split("|") for row in rows]
    mapping = automatic(headers.split("|"), kind, cells)
    return " ".join(mapping.get(at, "-") for at in range(len(headers.split("|"))))


def test_sixty_sets_of_headers_are_known():
    assert len({name for name, *_ in header_sets()}) >= 60


@each_row(("name", "kind", "headers", "fields"), header_sets())
def test_every_column_of_a_list_has_its_field(name, kind, headers, fields):
    mapping = automatic(headers, kind, [])
    assert {header: mapping.get(at, "") for at, header in enumerate(headers)} == dict(
        zip(headers, fields, strict=True)
    )


def test_the_lists_of_badge_scanners_are_told_from_all_others():
    assert [name for name, _, headers, _ in header_sets() if is_of_badge_scans(headers)] == [
        "Cvent LeadCapture",
        "iCapture",
        "CompuSystems",
        "Maritz",
        "Experient SWAP",
        "Messe Frankfurt",
    ]


def test_no_name_is_that_of_two_fields():
    for kind in ImportKind:
        names = Counter(
            name
            for field in fields_of(kind)
            for name in set(names_in(f"{SECTIONS.get(field.name, '')},{field.names}"))
        )
        assert [name for name, count in names.items() if count > 1] == []


@each_row(
    ("field", "headers"),
    [
        (
            "first_name",
            "Legal First Name|Attendee First|Participant's first name|Voorletters|名前（名）",
        ),
        ("last_name", "Familiennaam|Attendee Last|Name (Nachname)"),
        (
            "name",
            "Point of Contact|POC|Name on badge|Main Contact Person|Employee Name|Kontakt|Contacto"
            "|Contatto|Contato|Teilnehmer:in|Besucher|Vorname, Name|Name des Ansprechpartners"
            "|Deltagernavn|参会者姓名|观众姓名|您的姓名|嘉宾姓名|英文姓名|与会者|ご担当者様|담당자|담당자명",
        ),
        (
            "email",
            "Email Addresses|Best Email|Verified Email|Mejladress|Email empresarial|工作邮箱"
            "|公司邮箱|电邮|参会人邮箱|会社メールアドレス|ご連絡先メールアドレス",
        ),
        (
            "title",
            "Company Title|Role in company|Position in company|LinkedIn Headline|Votre fonction"
            "|Uw functie|Título del puesto|职位名称|您的职位|ご役職|お役職|部署・役職|직급"
            "|Department / Title",
        ),
        (
            "company",
            "Company or Organisation Name|Company Name on Badge|Exhibitors|CO_NAME|Customer Name"
            "|What company do you work at?|Which company do you work for?|Nazwa organizacji"
            "|Nom du compte|Nombre de la cuenta|Nome da conta|取引先名|客户名称"
            "|Zugeordnetes Unternehmen|Entreprise associée|企业全称|参展单位|参展企业"
            "|展商|ご所属|所属先|소속",
        ),
        (
            "website",
            "Firmenwebseite|Bedrijfswebsite|Företagets hemsida|Webb|公司官网|企业网站"
            "|회사 홈페이지",
        ),
        ("industry", "行业类别|Settore di appartenenza"),
        (
            "size",
            "Employee Size|Mitarbeitende|Nbre de salariés|Cantidad de empleados|Ilość pracowników"
            "|N.º de empleados|企业规模",
        ),
        ("phone", "DDI|Tfno.|Telf.|Direktnr|联系方式|会社電話番号|ご連絡先電話番号"),
        (
            "mobile",
            "Natel|Mobiele nummer|Tel. komórkowy|Komórkowy|휴대폰 번호|参会人手机号|手提电话",
        ),
        ("country", "Stato|Kraj zamieszkania|国家或地区"),
        ("seniority", "Career Level|Position Level"),
        (
            "notes",
            "Rep Notes|Scan Notes|Exhibitor Notes|Conversation Notes|备注信息|Extension|Ext"
            "|Fax番号",
        ),
    ],
)
def test_a_column_alone_is_known_by_its_header(field, headers):
    found = {header: automatic([header], CONTACTS, []).get(0) for header in headers.split("|")}
    assert found == dict.fromkeys(found, field)


@each_row(
    "header",
    [
        *("公司地址", "工作", "参展", "工作经历", "お知らせ", "会社コード", "会社番号"),
        *("Phone 1 - Label", "Email verified on", "Verified"),
    ],
)
def test_what_stands_in_front_of_names_is_none(header):
    assert automatic([header], CONTACTS, []) == {}


@each_row(
    "header",
    [
        *("Last Contact", "First Contact", "Member Level", "Company Address", "Account Number"),
        *("Company ID", "Email Opt In", "Email Status", "Phone Type", "Order Date", "Created By"),
        *(
            "Owner Email",
            "Assistant's Email",
            "Manager",
            "Company LinkedIn",
            "#",
        ),
        *("", "___", "2", "Company Name for Emails", "Score", "Street"),
    ],
)
def test_what_only_holds_a_known_word_is_not_known_by_it(header):
    assert automatic([header], CONTACTS, []) == {}


@each_row(
    ("case", "headers", "rows", "fields"),
    [
        (
            "profiles of people",
            "First Name|Last Name|URL|Company",
            ["Ann|Lee|https://www.linkedin.com/in/annlee|Acme", "Bo|Ek||Acme"],
            "first_name last_name linkedin_url company",
        ),
        (
            "pages of companies",
            "Name|LinkedIn|Company",
            ["Ann Lee|https://www.linkedin.com/company/acme|Acme"],
            "name notes company",
        ),
        (
            "salutations beside titles",
            "Title|Name|Company|Job Title",
            ["Dr.|Ann Lee|Acme|VP Operations", "|Bo Ek|Acme|Buyer"],
            "- name company title",
        ),
        (
            "nothing but salutations",
            "Titel|Vorname|Nachname|Firma",
            ["Frau Dr.|Hanna|Weiß|Köhler", "Herr Prof. Dr.|Uwe|Kern|Köhler"],
            "- first_name last_name company",
        ),
        *[
            (
                word,
                "Title|Name",
                [f"{word}|Ann Lee"],
                "- name",
            )
            for word in ("Mme", "M.", "Sig.ra", "Dott.ssa", "Sr.", "Dhr.", "Pani", "Fru", "先生")
        ],
        (
            "two titles",
            "Title|Job Title|Name",
            ["VP|VP Operations|Ann Lee"],
            "notes title name",
        ),
        (
            "last names",
            "Nom|Prénom",
            ["LEROY|Anne", "LE ROUX|Luc"],
            "last_name first_name",
        ),
        (
            "whole names and a part",
            "Name|First Name",
            ["Ann Lee|Ann", "Bo Ek|Bo"],
            "name -",
        ),
        (
            "whole names",
            "Full name|First name",
            ["Ann Lee|Ann"],
            "name -",
        ),
        (
            "a whole name where its parts are empty",
            "name|first_name|last_name|email",
            ["Ann Lee|||ann@a.example", "Bo Ek|||bo@a.example"],
            "name first_name last_name email",
        ),
        (
            "a whole name where some have no parts",
            "name|first_name|last_name",
            ["Ann Lee|Ann|Lee", "Bo Ek||"],
            "name first_name last_name",
        ),
        (
            "Japanese",
            "名|姓|会社",
            ["太郎|山田|A"],
            "first_name last_name company",
        ),
        (
            "who ordered and who comes",
            "Order First Name|Order Last Name|Order Email|Ticket First Name|Ticket Last Name|"
            "Ticket Email",
            ["Buyer|Boss|boss@a.example|Ann|Lee|ann@a.example"],
            "- - notes first_name last_name email",
        ),
        (
            "one ordered for all",
            "Order Email|Ticket First Name|Ticket Last Name",
            ["boss@a.example|Ann|Lee", "boss@a.example|Bob|Ray"],
            "notes first_name last_name",
        ),
        (
            "each ordered for themselves",
            "Order Email|Order First Name|Order Last Name",
            ["ann@a.example|Ann|Lee", "bob@a.example|Bob|Ray"],
            "email first_name last_name",
        ),
        (
            "the company's address",
            "Company Email|Contact Name|Contact Email",
            ["info@a.example|Ann Lee|ann@a.example"],
            "notes name email",
        ),
        (
            "no other address",
            "Name|Company|Company Email",
            ["Ann Lee|Acme|info@a.example", "Bo Ek|Acme|info@a.example"],
            "name company email",
        ),
        (
            "the address that is not the same for all",
            "Email|Name|Company Email",
            ["info@a.example|Ann|ann@a.example", "info@a.example|Bo|bo@a.example"],
            "notes name email",
        ),
        (
            "unknown headers",
            "Name|Where to write|Call|Seen at|Site of them",
            [
                "Ann Lee|ann@a.example|+1 312 555 0100|2026-02-11|acme.example",
                "Bo Ek|bo@b.example|(312) 555-0101|2026-02-12|https://www.bosch.example/",
            ],
            "name email phone - website",
        ),
        (
            "an unknown header and one address for all",
            "Name|Written by",
            ["Ann Lee|sales@a.example", "Bo Ek|sales@a.example"],
            "name notes",
        ),
        (
            "staff",
            "Name|Account Owner|Sales rep",
            ["Ann Lee|x@a.example|y@a.example"],
            "name - -",
        ),
        (
            "an address as contact",
            "Name|Contact",
            ["Ann Lee|ann@a.example"],
            "name email",
        ),
        (
            "a consent is no address",
            "Name|Email|Mail to",
            ["A|yes|a@a.example", "B|no|b@a.example", "C|yes|c@a.example"],
            "name notes email",
        ),
        (
            "records of a tool",
            "Name|Company|URL",
            [
                "Ann|Acme|https://tool.example/record/1",
                "Bo|Bosch|https://tool.example/record/2",
            ],
            "name company notes",
        ),
        (
            "pages of tickets",
            "Name|Company|Ticket URL",
            ["Ann|Acme|https://ti.example/1", "Bo|Bosch|https://ti.example/2"],
            "name company -",
        ),
        (
            "one website of all",
            "Name|Company|Website",
            ["Ann|Acme|https://dhl.example/us", "Bo|Bosch|https://dhl.example/us"],
            "name company website",
        ),
        (
            "numbers are no names",
            "Attendee #|Account|Company|Contact",
            ["1|100|Acme|Ann Lee", "2|101|3M|Bo Ek", "3|102|Bosch|Cy Ok"],
            "notes notes company name",
        ),
        *[
            (
                second,
                f"Name|{first}|{second}",
                ["Ann||ann@a.example"],
                "name email email",
            )
            for first, second in (
                ("Email", "Best Email"),
                ("Emails", "Email Addresses"),
                ("邮箱", "工作邮箱"),
                ("Email", "Where to write"),
            )
        ],
        (
            "before",
            "Where to write|Email|Name",
            ["ann@a.example||Ann"],
            "email email name",
        ),
        (
            "an unknown header beside addresses",
            "Name|Email|Where to write",
            ["Ann|ann@a.example|x@a.example", "Bo||bo@b.example"],
            "name email notes",
        ),
        (
            "one address for all beside none",
            "Name|Email|Written by",
            ["Ann||sales@a.example", "Bo||sales@a.example"],
            "name email notes",
        ),
        (
            "the only phone",
            "Name|Phone|Verified phone",
            ["Ann||+1 312 555 0100"],
            "name phone phone",
        ),
        *[
            (
                headers,
                f"First|Last|{headers}",
                ["Ann|Lee|Acme|", "Bo|Ek||Beta"],
                "first_name last_name company company",
            )
            for headers in (
                "Primary Associated Company|Company Name",
                "Company|Organization",
                "Company|Account Name",
            )
        ],
        (
            "Dynamics",
            "(Do Not Modify) Contact|(Do Not Modify) Row Checksum|Full Name|Company Name",
            [f"{UUID}|abc+/=|Ann Lee|Acme"],
            "- - name company",
        ),
        (
            "keys are no names",
            "Contact|Full Name|Account|Company Name",
            [f"{UUID}|Ann Lee|{UUID}|Acme"],
            "notes name notes company",
        ),
        *[
            (
                headers,
                headers,
                [],
                "last_name first_name",
            )
            for headers in (
                "Name (Last)|Name (First)",
                "Name - Last|Name - First",
                "Name: Last|Name: First",
                "お名前（姓）|お名前（名）",
                "氏名（姓）|氏名（名）",
                "Name (Nachname)|Name (Vorname)",
                "Full name (surname)|Full name (given name)",
            )
        ],
        (
            "brackets of names",
            "Name (Last, First)|Order Name (First)",
            [],
            "name -",
        ),
        (
            "mostly salutations",
            "Title|Name",
            ["Mr|Ann Lee", "Other|Bo Ek", "Ms|Cy Ok"],
            "- name",
        ),
        (
            "faxes in brackets",
            "Phone (Fax)|Phone (work)|Mobile (fax)|Tel./Fax",
            [],
            "notes phone notes mobile",
        ),
        (
            "labels of phones",
            "Name|Phone 1 - Label|Phone 1 - Value|Phone 2 - Label|Phone 2 - Value",
            ["Ann|Mobile|+1 312 555 0100|Work|+1 312 555 0101", "Bo|* Mobile|+1 312 555 0102||"],
            "name - mobile - phone",
        ),
        (
            "the label of a fax",
            "Name|Phone 1 - Type|Phone 1 - Value|Phone 2 - Type|Phone 2 - Value",
            ["Ann|Work Fax|+1 312 555 0100|Work|+1 312 555 0101"],
            "name - notes - phone",
        ),
        (
            "a second phone",
            "Name|Phone|Other phone",
            [],
            "name phone mobile",
        ),
        (
            "phones",
            "Name|Direct|Phone|Company Phone|Mobile",
            [],
            "name phone phone notes mobile",
        ),
    ],
)
def test_cells_say_what_headers_leave_open(case, headers, rows, fields):
    assert matched(headers, *rows) == fields


@each_row(
    ("headers", "rows", "kind"),
    [
        ("First Name|Last Name|Company", [], CONTACTS),
        ("Name|Company|Country", ["Ann Lee|Acme|US"], CONTACTS),
        ("Name|Email|Phone", ["Ann Lee|ann@a.example|"], CONTACTS),
        ("Nom|Prénom|Société", [], CONTACTS),
        ("Name|Company|Title|Email|LinkedIn|Seniority|Website|Industry", [], CONTACTS),
        ("Company|Website|Contact Name", ["A|a.example|Ann", "A|a.example|Bo"], CONTACTS),
        ("Company|Website|Contact Name", ["A|a.example|Ann", "B|b.example|Bo"], None),
        ("Company", [], ACCOUNTS),
        ("Company|Website|Industry|Hall", [], ACCOUNTS),
        ("Exhibitor|Website|Email|Phone", [], ACCOUNTS),
        ("Name|Website|Industry", ["Acme|a.example|Toys"], ACCOUNTS),
        ("Name|Country", ["Acme Inc.|US", "Bosch GmbH|DE"], ACCOUNTS),
        ("Company|Booth|Hall", [f"Firm {n}|{n}|1" for n in range(5)], ACCOUNTS),
        ("Pax|Company|Where", ["Ann Lee|Acme|France"], None),
        ("Pax|Firm X", ["Ann Lee|Acme"], None),
    ],
)
def test_what_each_row_is_is_seen(headers, rows, kind):
    assert kind_of(headers.split("|"), [row.split("|") for row in rows]) == kind


@each_row(
    ("headers", "cells", "kind"),
    [
        ("First Name|Last Name|Company|Website", "Ann|{0}|{1}|{1}.example", CONTACTS),
        ("Name|Company|Title|Email|Phone|Website", "{0}|{1}|COO|a@{1}.example||", CONTACTS),
        ("会社名|部署名|役職|氏名|e-mail|携帯電話|URL", "{1}||部長|{0}|||{1}.example", CONTACTS),
        ("Full name|Job title|Company|Industry", "{0}|COO|{1}|Retail", CONTACTS),
        ("Attendee|Company|Website", "{0}|{1}|{1}.example", CONTACTS),
        ("Navn|Firma|Titel|Telefon|Mobil|Mail|Hjemmeside", "{0}|{1}|COO||||", CONTACTS),
        ("Customer|Contact|Phone", "{1}|{0}|", CONTACTS),
        ("Company|Website|Contact Name", "{1}|{1}.example|{0}", None),
        ("Exhibitor|Booth|Website|Contact|Email", "{1}|7|{1}.example|{0}|", None),
        ("Exhibitor|Stand|Email|Phone", "{1}|7|info@{1}.example|", ACCOUNTS),
        ("Company|Booth|Email", "{1}|7|ann@{1}.example", ACCOUNTS),
        ("公司名称|展位号|邮箱", "{1}|7|ann@{1}.example", ACCOUNTS),
        ("Company|Email|Phone|Address", "{1}|info@{1}.example||Here", ACCOUNTS),
        ("Company|Email|Pax", "{1}|ann@{1}.example|{0}", None),
        ("Company|Website|Linkedin", "{1}||https://www.linkedin.com/company/{1}", ACCOUNTS),
        ("Company|Website|Linkedin", "{1}||", ACCOUNTS),
        ("Name|Booth|Category", "{1}|7|Trucks", ACCOUNTS),
        ("Attendee|Booth|Category", "{0}|7|Trucks", None),
    ],
)
def test_what_each_of_six_rows_is_is_seen(headers, cells, kind):
    sample = [cells.format(person, company).split("|") for company, person in SIX]
    width = len(headers.split("|"))
    assert kind_of(headers.split("|"), [(row + [""] * width)[:width] for row in sample]) == kind


def test_a_fax_is_no_phone():
    headers, row = ["Name", "Company", "Fax"], ["Ann Lee", "Acme", "+1 312 555 0100"]
    mapping = automatic(headers, ImportKind.CONTACTS, [row] * 3)
    assert mapping[2] == "notes"
