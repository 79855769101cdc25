"""Mailboxes that several people read: they identify no one, and tell nothing of how a company forms
its people's addresses.
"""

import re

# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Nordic; without accents.
_ROLES = frozenset(
    """
    info information infos sales contact contactus office admin administration administrator support
    hello hi team marketing hr jobs careers career recruiting billing accounts accounting account
    finance orders order service services customerservice help helpdesk mail email post postmaster
    press media pr legal noreply donotreply no-reply do-not-reply webmaster hostmaster abuse
    purchasing procurement logistics dispatch operations ops warehouse shipping reception frontdesk
    enquiries enquiry inquiries inquiry events booth exhibit exhibits exhibitor tradeshow ap ar it
    payable payables receivable receivables privacy security general main
    kontakt vertrieb verkauf einkauf buchhaltung rechnung rechnungen zentrale empfang sekretariat
    bewerbung bewerbungen kundenservice kundendienst versand lager logistik messe presse personal
    ventes vente achats achat commercial commerciale comptabilite facturation accueil secretariat
    recrutement bonjour direction logistique service-client serviceclient
    ventas compras contacto informacion administracion facturacion contabilidad recepcion pedidos
    logistica comercial atencion hola rrhh
    vendite acquisti contatti contatto informazioni amministrazione fatturazione segreteria ordini
    ufficio
    vendas contato contacte faturacao financeiro geral
    verkoop inkoop administratie facturen receptie bestellingen klantenservice
    biuro sprzedaz handel zakupy ksiegowosc faktury rekrutacja
    salg inkop forsaljning myynti postmottak faktura ekonomi kundeservice kundtjanst
    """.split()
)
_NUMBERED = re.compile(r"\d{1,3}$")
_PARTS = re.compile(r"[._+-]")


def is_shared(address: str) -> bool:
    """Whether an address is a role's rather than a person's: ``sales@``, ``sales2@``,
    ``info.de@``, ``vertrieb@``.
    """
    local = address[:320].partition("@")[0].lower()
    if local in _ROLES:
        return True
    first = _NUMBERED.sub("", _PARTS.split(local, maxsplit=1)[0])
    rest = _PARTS.split(local)[1:]
    return first in _ROLES and all(len(part) <= 2 or part in _ROLES for part in rest)
