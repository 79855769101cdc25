"""People of many languages, and the addresses that they get where their colleagues' are known."""

from tests.fixtures.rows import each_row
from tests.services.enrichment.providers.test_email_patterns import PEOPLE, at_acme, learned
from yardflow.services.enrichment.providers.email_pattern.patterns import guess

# First | last | the pattern of four colleagues → the part before the @, if any
NAMES = """
Ludwig | van Beethoven | first.last → ludwig.vanbeethoven
Mary-Jane | Watson | first.last → mary-jane.watson
Sean | O'Brien | first.last → sean.obrien
Sean | O’Brien | flast → sobrien
José | Núñez | first.last → jose.nunez
Bob | Miller | first.last → bob.miller
Robert | Miller | first.last → robert.miller
William "Bill" | Gates | first.last → william.gates
John Q. | Public | first.last → john.public
John | Q. Public | first.last → john.public
Martin | King Jr. | first.last → martin.king
Martin | King, Jr. | first.last → martin.king
Thurston | Howell III | first.last → thurston.howell
Thurston | Howell IV | first.last → thurston.howell
Henry | Ford V | first.last → henry.ford
Henry | Ford VI | first.last → henry.ford
Åsa | Öberg | first.last → asa.oberg
Søren | Kierkegård | first.last → soren.kierkegard
Jürgen | Groß | first.last → jurgen.gross
Işıl | Yıldız | first.last → isil.yildiz
İbrahim | Çelik | first.last → ibrahim.celik
Łukasz | Wałęsa | first.last → lukasz.walesa
Đorđe | Đoković | first.last → dorde.dokovic
Þór | Guðmundsson | first.last → thor.gudmundsson
María | García López | first.last → maria.garcia
Charles | de Gaulle | flast → cdegaulle
Karl-Heinz | Müller | flast → kmuller
Mohammed | Al-Rashid | first.last → mohammed.alrashid
Mohammed | bin Salman | first.last → mohammed.binsalman
Madonna |  | first.last →
Madonna |  | first → madonna
J.R. | Smith | first.last → jr.smith
J | Smith | flast → jsmith
J | Smith | first.last →
Li | Xiaoming | first.last → li.xiaoming
王 | 伟 | first.last →
Иван | Петров | first.last →
Γιώργος | Παπαδόπουλος | first.last →
Dr. Anna | Schmidt | first.last → anna.schmidt
Prof. Dr. Hans | Meier | first.last → hans.meier
Anna | Schmidt PhD | first.last → anna.schmidt
Anna | Schmidt, Ph.D. | first.last → anna.schmidt
Anna | Schmidt Ph.D. | first.last → anna.schmidt
Anna | Schmidt M.B.A. | first.last → anna.schmidt
Anna | Schmidt P.E. | first.last → anna.schmidt
Anna | Schmidt MSc | first.last → anna.schmidt
Anna | Schmidt RN | first.last → anna.schmidt
Anna | Schmidt, RN | first.last → anna.schmidt
Dipl.-Ing. Hans | Meier | first.last → hans.meier
Capt. John | Rowe | first.last → john.rowe
Juan | Pérez y Gómez | first.last → juan.perez
Leonardo | D'Angelo | first.last → leonardo.dangelo
Leonardo | Dell'Acqua | first.last → leonardo.dellacqua
Ian | MacDonald | first.last → ian.macdonald
Ian | Mc Donald | first.last → ian.mcdonald
Amy | St. John | first.last → amy.stjohn
Anne Marie | Le Roy | first.last → anne.leroy
Kim | Nguyen-Smith | flast → knguyen-smith
Kim | Nguyen-Smith | firstl → kimn
Xi | Yu | first.last → xi.yu
Ann 🌟 | Lee | first.last → ann.lee
Ann | Lee 🌟 | first.last → ann.lee
Ann | Lee (she/her) | first.last → ann.lee
Ann | Lee she/her | first.last → ann.lee
Unknown | Unknown | first.last →
N/A | N/A | first.last →
Test | - | first.last →
Ann | . | first.last →
Ann\u00a0Marie | Lee | first.last → ann.lee
Ann\u200b | Lee\ufeff | first.last → ann.lee
Zoé | Quinn | first.last → zoe.quinn
Lee | Ann (Smith) | first.last → lee.ann
Maria | Oliveira dos Santos | first.last → maria.oliveira
Ole | Østergaard | first.last → ole.ostergaard
Ægir | Jónsson | first.last → aegir.jonsson
Mats | Ångström | first.last → mats.angstrom
Tuan | Le | first.last → tuan.le
Tuan | Van | first.last → tuan.van
Van | Morrison | first.last → van.morrison
Di | Luca | first.last → di.luca
Dan | Ng | flast → dng
Sam | Esq | first.last →
Peter | II | first.last →
Wei | Ma | first.last → wei.ma
Yo-Yo | Ma | first.last → yo-yo.ma
Rev. Jesse | Jackson Sr | first.last → jesse.jackson
Ann | Lee CPA CFA | first.last → ann.lee
Ann | Lee, CPA, CFA | first.last → ann.lee
Thijs | 't Hart | first.last → thijs.thart
Thijs | in 't Veld | flast → tintveld
Fiona | Ní Bhriain | first.last → fiona.nibhriain
Ann | Smith- | first.last → ann.smith
Ann | Smith 2nd | first.last → ann.smith
Accounts | Payable | first.last →
Sales | Team | first →
Purchasing | Manager | flast →
Front | Desk | first.last →
TBD | TBD | first.last →
Test | Test | first.last →
No | Name | first.last →
null | null | first.last →
Info |  | first →
Michael 'Mike' | Chen | first.last → michael.chen
Michael ‛Mike‛ | Chen | first.last → michael.chen
M. Scott | Peck | first.last → scott.peck
Sean | Oʼ Brien | first.last → sean.obrien
Sean | O‛Brien | first.last → sean.obrien
Thijs | ’t Hart | flast → tthart
Aoife | Uí Néill | f.last → a.uineill
Luca | Lo Russo | first.last → luca.lorusso
Youssef | Abu Bakr | first.last → youssef.abubakr
Jan | v.d. Berg | first.last → jan.vdberg
Jan | v. Dijk | first.last → jan.vandijk
Jan | v. d. Heide | first.last → jan.vdheide
Jan | vd Berg | flast → jvdberg
Jan | V. Hill | first.last → jan.hill
Jan | t Hooft | first.last → jan.thooft
Jan | Van't Veld | first.last → jan.vantveld
Mary | Dela Cruz | first.last → mary.delacruz
Juan | Delos Santos | first.last → juan.delossantos
Ana | Sta. Maria | first.last → ana.stamaria
Paolo | Dell' Acqua | first.last → paolo.dellacqua
Luca | Dal Pozzo | first.last → luca.dalpozzo
Anna | Vdovina | first.last → anna.vdovina
An | Li | first.last → an.li
Hans | An der Heiden | first.last → hans.anderheiden
Seán | Ò Dòmhnaill | first.last → sean.odomhnaill
Nome | Cognome | first.last →
Ann | NULL | first.last →
Ann | NULL | first → ann
Ann | null | flast →
NaN | Lee | first.last →
Nan | Goldin | first.last → nan.goldin
Christopher | Null | first.last → christopher.null
Não | informado | first.last →
Tom | ’t Hart | first.last → tom.thart
Seán | Ó Murchú | first.last → sean.omurchu
Marie-Claire | Blanc | first.last → marie-claire.blanc
Odette | Marsh, M.Sc. | first.last → odette.marsh
Odette 🌟 | Marsh | first.last → odette.marsh
Dipl.-Kfm. Uwe | Marsh | first.last → uwe.marsh
Lcda. Odette | Marsh | first.last → odette.marsh
Odette | Marsh (née Klein) | first.last → odette.marsh
Odette 'Odie' | Marsh | first.last → odette.marsh
Ștefan | Țurcanu | first.last → stefan.turcanu
Ģirts | Šķēle | first.last → girts.skele
Łucja | Żółć | first.last → lucja.zolc
Lena | von der Heide | flast → lvonderheide
D’Arcy | Marsh | first.last → darcy.marsh
Team | Einkauf | first.last →
Dział | Zakupów | first.last →
Ufficio | Acquisti | first →
Booth | Staff | first.last →
To be | Confirmed | first.last →
Einkauf |  | first →
"""


@each_row("row", NAMES.split("\n")[1:-1])
def test_a_person_gets_the_address_that_they_most_likely_have(row):
    person, _, local = row.partition(" →")
    first, last, pattern = (part.strip() for part in person.split("|"))
    guesses = guess(first, last, "acme.com", learned("acme.com", at_acme(pattern, PEOPLE[:4])))
    assert [each.email for each in guesses][:1] == [f"{local.strip()}@acme.com"] * bool(local)
