"""Phone numbers in several columns: calling code, area code, number and extension."""

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.columns.matching import automatic
from yardflow.services.imports.normalization.labelled_phones import LabelledPhones
from yardflow.services.imports.normalization.parser import RowParser

# Headers and cells with | between them → phone, mobile, notes.
ROWS = """
Country code | Phone :: +49 | 170 1234567 → +491701234567
Country code | Phone :: +49 | 0170 1234567 → +491701234567
Country code | Phone :: 49 | 170/1234567 → +491701234567
Country code | Phone :: 0049 | 0170-1234567 → +491701234567
Country code | Phone :: 49.0 | 1701234567.0 → +491701234567
Country code | Phone :: (+49) | 170 1234567 → +491701234567
Country code | Phone :: DE +49 | 170 1234567 → +491701234567
Country code | Phone :: Germany (+49) | 170 1234567 → +491701234567
Country code | Phone :: +49 | +49 170 1234567 → +491701234567
Country code | Phone :: +49 | 0049 170 1234567 → +491701234567
Country code | Phone :: 49 | 491701234567 → +491701234567
Country code | Phone :: +49 | +44 20 7946 0018 → +442079460018 ·  · Country code: +49
Country code | Phone :: +49 |  →
Country code | Phone :: +49 | n/a →
Country code | Phone :: +49 | ask at the desk →  ·  · Phone: ask at the desk
Country code | Phone ::  | +49 170 1234567 → +491701234567
Country code | Phone :: ? | 170 1234567 → 170 1234567
Country code | Phone :: +49 | Tel. 0170 1234567 → +491701234567
Country code | Phone :: +49 | 0170 1234567 / 0171 7654321 → +491701234567 · 0171 7654321
Dial code | Phone :: 9999 | 170 1234567 → 170 1234567 ·  · Dial code: 9999
Dial code | Phone :: 0 | 170 1234567 → 170 1234567 ·  · Dial code: 0
Dial code | Phone :: 1 | 06 12 34 56 78 → 06 12 34 56 78 ·  · Dial code: 1
Dial code | Phone :: 7 | 8 (701) 123-45-67 → +77011234567
Dial code | Phone :: 44 | 01534 123456 → +441534123456
Dial code | Phone :: 1 | (415) 555-0165 → +14155550165
Dial code | Phone :: 1 | 1-415-555-0165 → +14155550165
Dial code | Phone :: +1-246 | 430 1234 → +12464301234
ISD Code | Phone number :: 91 | 98765 43210 → +919876543210
ISD Code | Phone number :: 91 | 098765 43210 → +919876543210
Dial code | Tel | Cell dial code | Cell :: 47 | 22123456 | 45 | 20123456 → +4722123456 · +4520123456
Country Code | Phone | Mobile :: +47 | 22 12 34 56 | 912 34 567 → +4722123456 · +4791234567
Phone | Phone country code :: 22 12 34 56 | 47 → +4722123456
Phone (country code) | Phone (number) :: 45 | 32 12 34 56 → +4532123456
Country Code (Phone) | Phone :: 45 | 32 12 34 56 → +4532123456
Area code | Phone :: 415 | 555-0165 → 415 555-0165
Area code | Phone :: (415) | 555-0165 → 415 555-0165
Area code | Phone :: 415 | (415) 555-0165 → (415) 555-0165
Area code | Phone :: +49 30 | 901820 → +4930901820
Country code | Area code | Phone :: 1 | 415 | 555-0165 → +14155550165
Country code | Area code | Phone :: 49 | 030 | 901820 → +4930901820
Country code | Area code | Phone | Ext :: 49 | 30 | 901820 | 12 → +4930901820 x12
Country code | City code | Phone :: 39 | 02 | 1234 5678 → +390212345678
Phone | Ext :: (415) 555-0165 | 44 → (415) 555-0165 x44
Phone | Extension :: +1 415 555 0165 | x44 → +14155550165 x44
Phone | Extension :: +1 415 555 0165 | ext. 44 → +14155550165 x44
Phone | Extension :: +1 415 555 0165 x44 | 44 → +14155550165 x44
Phone | Extension :: +1 415 555 0165 | 44.0 → +14155550165 x44
Phone | Extension :: +1 415 555 0165 | n/a → +14155550165
Phone | Extension ::  | 44 →  ·  · Extension: 44
DDI | DDD | Telefone | Ramal :: 55 | 11 | 3123-4567 | 22 → +551131234567 x22
Telefon | Durchwahl :: +49 30 901820 | 12 → +4930901820 x12
Durchwahl | Telefon :: +49 30 9018212 | +49 30 901820 → +49309018212 · +4930901820
Phone | Ext | Mobile :: +1 415 555 0165 | 44 | +1 415 555 0199 → +14155550165 x44 · +14155550199
Ländervorwahl | Telefon :: +43 | 01 5131234 → +4315131234
Ländervorwahl | Vorwahl | Telefonnummer | Nebenstelle :: 0043 | 01 | 5131234 | 7 → +4315131234 x7
Vorwahl | Telefon :: 030 | 901820 → 030 901820
Vorwahl | Telefon :: +49 | 30 901820 → +4930901820
Vorwahl | Handy :: 0170 | 1234567 →  · 0170 1234567
Handy-Vorwahl | Handy :: +49 | 170 1234567 →  · +491701234567
Indicatif | Téléphone :: +33 | 01 23 45 67 89 → +33123456789
Indicatif pays | Téléphone portable :: 33 | 6 12 34 56 78 →  · +33612345678
Prefijo | Teléfono | Extensión :: 34 | 912 345 678 | 21 → +34912345678 x21
Código de país | Celular :: +52 | 55 1234 5678 →  · +525512345678
Lada | Teléfono :: 55 | 1234 5678 → 55 1234 5678
Prefisso | Cellulare :: +39 | 347 123 4567 →  · +393471234567
Prefisso internazionale | Telefono :: 0039 | 02 1234 5678 → +390212345678
DDD | Telefone | Ramal :: 11 | 3123-4567 | 210 → 11 3123-4567 x210
Código do país | DDD | Telefone :: 55 | 11 | 3123-4567 → +551131234567
Landnummer | Telefoon | Toestel :: 31 | 020 123 4567 | 5 → +31201234567 x5
Netnummer | Telefoonnummer :: 020 | 1234567 → 020 1234567
Kierunkowy kraju | Telefon :: +48 | 22 123 45 67 → +48221234567
Prefiks | Telefon komórkowy | Wewnętrzny :: 48 | 501 234 567 | 3 →  · +48501234567 x3
Landskod | Telefon | Anknytning :: +46 | 08-123 456 78 | 12 → +46812345678 x12
Landekode | Mobil :: 45 | 20 12 34 56 →  · +4520123456
Maakoodi | Puhelin :: +358 | 09 1234567 → +35891234567
国家代码 | 手机 :: 86 | 138 0013 8000 →  · +8613800138000
区号 | 电话 | 分机 :: 010 | 8532 1234 | 8001 → 010 8532 1234 x8001
国番号 | 電話番号 | 内線 :: 81 | 03-1234-5678 | 12 → +81312345678 x12
Код страны | Телефон | Доб. :: 7 | 8 (495) 123-45-67 | 5 → +74951234567 x5
Ülke kodu | Telefon | Dahili :: 90 | 0212 345 67 89 | 4 → +902123456789 x4
국가번호 | 전화 | 내선 :: 82 | 02-312-3456 | 9 → +8223123456 x9
"""


def table() -> list[tuple[str, str]]:
    rows = [line.partition(" →")[::2] for line in ROWS.strip().splitlines()]
    return [(list_, said.strip(" ·")) for list_, said in rows]


@each_row(("list_", "said"), table())
def test_a_number_in_several_columns_is_one(list_, said):
    assert read(list_) == said


def read(list_: str) -> str:
    """What a contact gets: phone · mobile · notes."""
    headers, cells = ([text.strip() for text in part.split("|")] for part in list_.split(" ::"))
    headers, cells = ["Name", "Company", *headers], ["Ann Lee", "Acme", *cells]
    mapping = automatic(headers, ImportKind.CONTACTS, [cells])
    values = RowParser(ImportKind.CONTACTS, headers, mapping).parse(cells).values
    return " · ".join(values.get(name, "") for name in ("phone", "mobile", "notes")).strip(" ·")


@each_row(
    ("headers", "cells", "fields"),
    [
        ("Country Code|Phone", "DE|0170 1234567", "country phone"),
        ("Country Code|Country|Phone", "DE|Germany|0170 1234567", "- country phone"),
        ("Country Code|Email", "49|ann@acme.com", "- email"),
        ("Ext|Email", "49|ann@acme.com", "notes email"),
        ("Prefix|Phone", "Dr.|0170 1234567", "- phone"),
        ("Poste|Téléphone", "Acheteur|01 23 45 67 89", "title phone"),
        ("Area Code|Phone", "North|0170 1234567", "- phone"),
    ],
)
def test_a_code_is_one_only_where_its_cells_are(headers, cells, fields):
    mapping = automatic(headers.split("|"), ImportKind.CONTACTS, [cells.split("|")] * 3)
    assert " ".join(mapping.get(at, "-") for at in range(len(headers.split("|")))) == fields


@each_row(
    ("cells", "said"),
    [
        ("Work|+493012|Mobile|+4917012", ["+493012", "+4917012"]),
        ("Mobile|+4917012|Work|+493012", ["+493012", "+4917012"]),
        ("Mobile|+4917012|Mobile|+4917112", ["+4917112", "+4917012"]),
        ("Work|+493012|Home|+493013", ["+493012", "+493013"]),
        ("Mobile|+4917012||", ["", "+4917012"]),
        ("|||+493013", ["+493013", ""]),
        ("Work fax|+493012|Mobile|+4917012", ["Fax: +493012", "+4917012"]),
    ],
)
def test_each_row_says_itself_which_of_its_numbers_is_the_mobile(cells, said):
    headers = [f"Phone {number} - {what}" for number in "12" for what in ("Label", "Value")]
    arranged = LabelledPhones(headers, {1: "phone", 3: "mobile"}).arranged(cells.split("|"))
    assert [arranged[1], arranged[3]] == said
