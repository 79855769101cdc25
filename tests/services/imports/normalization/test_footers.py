"""What programs and organisers write above and below lists, in many languages: no account; and
companies that are called almost so.
"""

from tests.fixtures.rows import each_row
from yardflow.services.imports.normalization.footers import is_footer

FOOTERS = """
Export erstellt am 01.01.2026
Report run by Ann
Zuletzt aktualisiert am 1.1.2026
Données au 01/01/2026
Nombre d'exposants : 212
Nombre d’exposants : 212
Número de expositores: 212
Nombre total d'entreprises: 45
Celkový součet
Legend: A = new
* Exhibitors marked with * are new
以上
Liste exportiert am 1.1.2026
Bericht erstellt von Ann
Anzahl der Aussteller: 212
Gesamtzahl der Aussteller: 212
Exporté le 01/01/2026
Liste mise à jour le 1/1/2026
Dernière mise à jour : 01/01/2026
Última actualización: 1/1/2026
Actualizado el 1/1/2026
Datos al 01/01/2026
Ultimo aggiornamento: 1/1/2026
Aggiornato al 1/1/2026
Dati al 01/01/2026
Numero di espositori: 212
Atualizado em 1/1/2026
Última atualização: 1/1/2026
Número de expositores : 212
Laatst bijgewerkt op 1-1-2026
Aantal exposanten: 212
Gegevens per 01-01-2026
Ostatnia aktualizacja: 1.1.2026
Liczba wystawców: 212
Stan na dzień 01.01.2026
Suma końcowa
Poslední aktualizace: 1.1.2026
Počet vystavovatelů: 212
Senast uppdaterad 2026-01-01
Antal utställare: 212
Sist oppdatert 1.1.2026
Antall utstillere: 212
Sidst opdateret 1.1.2026
Päivitetty 1.1.2026
Näytteilleasettajia yhteensä: 212
Son güncelleme: 01.01.2026
Toplam katılımcı: 212
Дата формирования: 01.01.2026
Обновлено 01.01.2026
Количество участников: 212
更新日：2026年1月1日
出展社数：212
参展商数量：212
Legende: A = neu
Légende : A = nouveau
Leyenda: A = nuevo
* = new exhibitor
* neue Aussteller
** First-time exhibitor
終わり
Somma totale
"""
COMPANIES = """
Legend Logistics
Legende GmbH
Export Logistics Ltd
Report Systems
Updated Logistics
Anzahl GmbH
Nombre d'Or
以上商事
Legend: The Band Ltd
Run Logistics
Stan Lee
Stan na Dom
Päivi Tetty
Dati SpA
Données Services
"""


@each_row("text", FOOTERS.split("\n")[1:-1])
def test_what_is_said_of_a_list_is_a_footer(text):
    assert is_footer([text, ""])


@each_row("company", COMPANIES.split("\n")[1:-1])
def test_a_company_may_be_called_almost_so(company):
    assert not is_footer([company, ""])
