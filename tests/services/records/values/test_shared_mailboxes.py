"""Which addresses are a role's."""

import itertools

from tests.fixtures.rows import each_row
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

# English; glued, with a region or a number; then other languages, one a line.
ROLES = """
info INFO sales2 info1 info.de sales.us sales-emea sales-team no-reply customer.service ap ar
human.resources shop store parts partsdept website online ecommerce web ceo cfo president owner
accountspayable accounts.payable accountsreceivable insidesales inside-sales us.sales uk.sales
usa.sales sales-north north.sales intl.sales exportsales itsupport techsupport investors
investorrelations clientservices headoffice hq corporate compliance gdpr dpo qa rfq bids tenders
estimating traffic drivers tracking trackandtrace warranty tech design digital tax audit insurance
welcome subscribe unsubscribe bounce mailer-daemon root scan scanner edi team.a team-b warehouse-1
rechnungseingang reklamation poststelle lohn fibu qm edv ersatzteile zoll retouren vorstand gf
hotline shop schulung postfach vertrieb einkauf kontakt buchhaltung auftraege vertrieb-nord
vertrieb.sued kreditorenbuchhaltung lagerleitung
adv exploitation affretement approvisionnement factures siege dg boutique standard achats
commercial accueil rh rgpd serviceclients service.client douane ressourceshumaines
atencionalcliente postventa cobranzas tienda operaciones produccion mantenimiento facturas ventas
compras contacto rrhh trabajaconnosotros servicioalcliente
pec posta ufficioacquisti ufficiotecnico ufficiostampa risorseumane ricambi fatture produzione
centralino ufficio acquisti commerciale vendite lavoraconnoi
nfe cobranca orcamento vagas ouvidoria apoio fiscal vendas contato atendimento exportacao
vragen secretariaat werkplaats onderhoud solliciteren werkenbij inkoop verkoop klantcontact
bok sklep iod rodo recepcja dzialhandlowy eksport pomoc zakupy biuro sprzedaz sprzedaż
uctarna servis reklamace expedice vyroba posta podpora nakup reditel
fakturor ordre marked marknad sentralbord drift butik hovednummer salg forsaljning försäljning
inkop inköp innkjøp kundtjänst
talous tuki palaute ostolaskut myynti hankinta markkinointi
bilgi satis satinalma muhasebe ik insankaynaklari destek iletisim lojistik depo ihracat ithalat
pazarlama finans musterihizmetleri siparis satış
ertekesites értékesítés beszerzes penzugy iroda titkarsag ugyfelszolgalat raktar szamla karrier
vanzari vânzări achizitii contabilitate comenzi facturare relatiiclienti
prodaja nabava racunovodstvo
payments expo ask aftersales gatehouse claims statements vendors guest-services
rezeption rezeption2 pforte wache werkschutz anmeldung telefonzentrale gefahrgut
yardmaster controlroom garage hse fairs offers leergut palettenmanagement rechtsabteilung dsgvo
qualitaetssicherung devoluciones ciao supporto cotacao devolucoes wycena tilaus
tarjous tilbud underhall
receptionniste conciergerie quai gardiennage billetterie inscriptions recouvrement
porteria alfandega mostrador vigilancia expediciones quejas portineria accettazione biglietteria
portaria bilheteira reclamacoes meldkamer weegbrug aankoop reserveringen
prasa warsztat portiernia ochrona dostawy recepce recepce1 recepcia tisk vratnice pokladna
mottagning ledelse vakt vakt2 kvalitet modtagelse varumottagning varemottak johto laatu varaukset
resepsiyon guvenlik rezervasyon zakaz otdel.prodazh otdel.kadrov bukhgalteria priemnaya
eigyo soumu keiri jinji jinji1 toiawase xiaoshou kefu
"""


@each_row("local", ROLES.split())
def test_a_role_is_shared(local):
    assert is_shared_mailbox(f"{local}@acme.com")


@each_row(
    "local",
    ["ann.lee", "ann", "sales.jones", "lee.sales", "hope", "sales2027", "north", "x" * 70, ""],
)
def test_a_person_is_not(local):
    assert not is_shared_mailbox(f"{local}@acme.com")


# First names and last names; some of the last are called like roles.
FIRST = """
ann bob li jo al ed bo cy mo ty john james mary linda david karen susan mark grant dean rich hope
will chase art rose penny miles sue may bill frank jack hans anna klaus uwe jean luc claire juan
ana luis mario paolo joao pedro piet kees jan ewa petr lars nils kari ole matti aino mehmet ali
gabor eva ion ivan siti kwame yuki raj lon nan nao max tina tim ray ben don pat ira ina
"""
LAST = """
lee smith jones brown davis wilson moore clark hall young king wright hill green adams schmidt
weber wagner becker hoffmann richter wolf klein schulz dupont martin bernard petit durand perez
lopez molina ramos rossi bianchi ferrari silva souza ferreira bakker visser mulder smit kowalski
nowak novak dvorak hansen berg lund holm dahl ek korhonen virtanen demir kaya celik kovacs szabo
popescu horvat mensah sato mori patel shah driver guest page price park chain guard koch cook
root zoll post jobs main press
"""
# Ed Visser or Jo Berg by first name and initial; roles have these more often.
ROLES_ALL_THE_SAME = {"job", "edv", "bok", "jobs", "jobb"}


@each_row("last", LAST.split())
def test_addresses_of_people_are_theirs(last):
    shared = [
        local
        for first, name in itertools.product(FIRST.split(), [last])
        for local in (
            *(f"{first}.{name}", f"{first}{name}", f"{first[0]}{name}", f"{first[0]}.{name}"),
            *(f"{name}.{first}", f"{name}{first}", f"{first}_{name}", f"{first}{name[0]}"),
            *(f"{name}.{first[0]}", first, f"{first}-{name}", f"{first}.{name}2"),
        )
        if is_shared_mailbox(f"{local}@acme.com") and local not in ROLES_ALL_THE_SAME
    ]
    assert shared == []
