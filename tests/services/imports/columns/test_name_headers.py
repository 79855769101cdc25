"""First and last name in one column, in the order that its header says."""

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.columns.matching import automatic
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.records.names.person_names import split_name

# Header: name as the column has it → first · last
NAMES = """
Cognome e nome: Niederkofler Johann → Johann · Niederkofler
Cognome e nome: ROSSI Maria Grazia → Maria Grazia · ROSSI
Cognome e nome: Rossi Maria Grazia → Maria Grazia · Rossi
Cognome e nome: Dott. ing. Bianchi Luca → Luca · Bianchi
Cognome e nome: De Luca Maria → Maria · De Luca
Cognome e nome: D'Angelo Luca → Luca · D'Angelo
Nome e cognome: Maria Rossi → Maria · Rossi
Nachname Vorname: Müller Hans → Hans · Müller
Nachname, Vorname: Müller, Hans → Hans · Müller
Nachname, Vorname: von der Heide Ute Maria → Ute Maria · von der Heide
Name Vorname: Dr. Schmidt Anna → Anna · Schmidt
Name, Vorname: Meier-Huber Peter → Peter · Meier-Huber
Vor- und Nachname: Hans Müller → Hans · Müller
Vorname Nachname: Hans Müller → Hans · Müller
Nazwisko i imię: Kowalski Jan → Jan · Kowalski
Nazwisko i imię: mgr inż. Wąsik Łukasz → Łukasz · Wąsik
Imię i nazwisko: Jan Kowalski → Jan · Kowalski
Apellidos y nombre: García López María → María · García López
Apellidos y nombre: Ruiz Ana → Ana · Ruiz
Apellidos y nombre: Fernández de Córdoba Luis → Luis · Fernández de Córdoba
Apellidos y nombre: Ibáñez y Ruiz María José → María José · Ibáñez y Ruiz
Nombre y apellidos: María García → María · García
Sobrenome e nome: Souza Paulo → Paulo · Souza
Nom et prénom: DUPONT Jean → Jean · DUPONT
Nom et prénom: Dupont Jean → Jean · Dupont
Prénom Nom: Jean Dupont → Jean · Dupont
Efternamn Förnamn: Åkerström Lars-Göran → Lars-Göran · Åkerström
Etternavn, fornavn: Ødegård Åse Marie → Åse Marie · Ødegård
Sukunimi ja etunimi: Virtanen Matti → Matti · Virtanen
Achternaam voornaam: van den Berg Jan → Jan · van den Berg
Фамилия Имя: Петров Иван → Иван · Петров
Last Name, First Name: van der Berg Jan → Jan · van der Berg
Surname, First name: Smith John Jr. → John · Smith Jr.
Surname and name: Kowal Anna → Anna · Kowal
First and last name: Ann Lee → Ann · Lee
Last name first name: Lee → Lee ·
Фамилия Имя Отчество: Сидорова Мария Петровна → Мария Петровна · Сидорова
ФИО: Сидоров Иван → Иван · Сидоров
Прізвище та ім'я: Шевченко Оксана → Оксана · Шевченко
Họ và tên: Nguyễn Văn An → Văn An · Nguyễn
Nume și prenume: Popescu Ana-Maria → Ana-Maria · Popescu
Prenume și nume: Ana-Maria Popescu → Ana-Maria · Popescu
Příjmení a jméno: Ing. Novák Petr, Ph.D. → Petr · Novák
Jméno a příjmení: Ing. Petr Novák, Ph.D. → Petr · Novák
Vezetéknév és keresztnév: Nagy László → László · Nagy
Ime in priimek: Ana Novak → Ana · Novak
Priimek in ime: Novak Ana → Ana · Novak
Όνομα και επώνυμο: Γιώργος Παπαδόπουλος → Γιώργος · Παπαδόπουλος
Επώνυμο και όνομα: Παπαδόπουλος Γιώργος → Γιώργος · Παπαδόπουλος
Attendee Name (Last, First): de la Cruz Maria → Maria · de la Cruz
Attendee Name (Last First): Smith John Q. → John Q. · Smith
Name (First Last): John Smith → John · Smith
Soyadı ve adı: Yılmaz Ayşe Gül → Ayşe Gül · Yılmaz
"""


@each_row("line", NAMES.strip().splitlines())
def test_a_name_is_read_in_the_order_of_its_header(line):
    header, _, rest = line.partition(": ")
    cell, _, right = rest.partition(" → ")
    headers, cells = [header, "Company"], [cell, "Acme"]
    mapping = automatic(headers, ImportKind.CONTACTS, [cells])
    values = RowParser(ImportKind.CONTACTS, headers, mapping).parse(cells).values
    assert " · ".join(split_name(values["name"])).strip() == right


def test_of_two_columns_of_first_names_the_own_one_counts():
    headers = ["Voorletters", "Roepnaam", "Achternaam", "Company"]
    rows = [["J.P.", "Jan", "Berg", "Acme"], ["A.", "", "Hart", "Acme"]]
    mapping = automatic(headers, ImportKind.CONTACTS, rows)
    parser = RowParser(ImportKind.CONTACTS, headers, mapping)
    assert [parser.parse(row).values["first_name"] for row in rows] == ["Jan", "A."]


@each_row(
    ("cell", "first"),
    [
        ("Ann Lee / Bob Ray", "Ann Lee"),
        ("Priya Raman (VP Ops); Daniel Cho (Buyer)", "Priya Raman (VP Ops)"),
        ("Øyvind Dahl\nÅse Vik", "Øyvind Dahl"),
    ],
)
def test_the_first_of_several_people_in_a_cell_is_taken_and_the_cell_kept(cell, first):
    headers = ["Attendees", "Company"]
    mapping = automatic(headers, ImportKind.CONTACTS, [[cell, "Acme"]])
    row = RowParser(ImportKind.CONTACTS, headers, mapping).parse([cell, "Acme"])
    assert row.values["name"] == first and row.values["notes"] == f"Attendees: {cell}"
    assert "more than one person" in row.remarks["0"].sentence
