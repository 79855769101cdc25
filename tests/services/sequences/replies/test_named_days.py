"""Days of someone who is away, in the ways in which each language names them, by a message that
came in on a Wednesday; and those that are not certain.
"""

from datetime import date

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.sequences.replies.named_dates import away_until

RECEIVED = date(2026, 7, 8)
DAYS = (
    ("I am out of office until Aug 3rd.", date(2026, 8, 3)),
    ("Out from July 6 through 17.", date(2026, 7, 17)),
    ("OOO 7/6-7/17", date(2026, 7, 17)),
    ("Back on Mon 20/7.", date(2026, 7, 20)),
    ("I will return Monday the 20th.", date(2026, 7, 20)),
    ("Back in the office on 20 July 2026 at 9am.", date(2026, 7, 20)),
    ("I'm out today and will be back tomorrow (Thursday, July 9).", date(2026, 7, 9)),
    ("I'll be away until the week of July 20.", date(2026, 7, 20)),
    ("Returning 2026/07/20.", date(2026, 7, 20)),
    ("Back Tues 21st July", date(2026, 7, 21)),
    ("I'm away July 6th, 7th and 8th.", date(2026, 7, 8)),
    ("Away 6-17 July inclusive", date(2026, 7, 17)),
    ("Out all week, back next Monday", date(2026, 7, 13)),
    ("Ich bin vom 6.7. bis einschließlich 17.7. nicht im Büro.", date(2026, 7, 17)),
    ("Ich bin ab dem 20. wieder da.", date(2026, 7, 20)),
    ("Ich bin bis Ende Juli in Urlaub.", date(2026, 7, 31)),
    ("Rückkehr: Mo, 20.07.", date(2026, 7, 20)),
    ("Urlaub 06.07.–17.07.26", date(2026, 7, 17)),
    ("Urlaub in KW 29 und 30", date(2026, 7, 24)),
    ("Ich bin bis Sonntag, den 19. Juli im Urlaub", date(2026, 7, 19)),
    ("bis zum 1. September", date(2026, 9, 1)),
    ("In der 29. Kalenderwoche bin ich nicht da", date(2026, 7, 17)),
    ("Ab 20.7. bin ich wieder für Sie da", date(2026, 7, 20)),
    ("vom 6. bis zum 17. des Monats", date(2026, 7, 17)),
    ("bis Freitag nächster Woche", date(2026, 7, 17)),
    ("heute und morgen", date(2026, 7, 9)),
    ("Ich kehre am 20sten zurück", date(2026, 7, 20)),
    ("bis inkl. 17.7.", date(2026, 7, 17)),
    ("bin ab Montag, 20.7., wieder im Haus", date(2026, 7, 20)),
    ("Absent du 6 au 17 juillet inclus", date(2026, 7, 17)),
    ("Je serai de retour le lundi 20", date(2026, 7, 20)),
    ("jusqu'au 17/07", date(2026, 7, 17)),
    ("de retour lundi 20/07", date(2026, 7, 20)),
    ("absent jusqu'à fin juillet", date(2026, 7, 31)),
    ("absente semaines 29 et 30", date(2026, 7, 24)),
    ("du 06.07 au 17.07", date(2026, 7, 17)),
    ("retour prévu le 20 courant", date(2026, 7, 20)),
    ("retour le 1er août", date(2026, 8, 1)),
    ("reprise le lundi 20 juillet à 8 h", date(2026, 7, 20)),
    ("jusqu'à vendredi inclus", date(2026, 7, 10)),
    ("en congés jusqu'au dimanche 19 juillet au soir", date(2026, 7, 19)),
    ("absent les 8, 9 et 10 juillet", date(2026, 7, 10)),
    ("Estaré fuera del 6 al 17 de julio, ambos inclusive", date(2026, 7, 17)),
    ("hasta finales de julio", date(2026, 7, 31)),
    ("vuelvo el lunes 20", date(2026, 7, 20)),
    ("hasta el próximo 20 de julio", date(2026, 7, 20)),
    ("Me reincorporo el 20/7", date(2026, 7, 20)),
    ("volveré en dos semanas", date(2026, 7, 22)),
    ("los días 8, 9 y 10 de julio", date(2026, 7, 10)),
    ("hasta el día 17 inclusive", date(2026, 7, 17)),
    ("del 6 al 17 del corriente", date(2026, 7, 17)),
    ("hasta el 1º de agosto", date(2026, 8, 1)),
    ("desde el lunes 6 hasta el viernes 17", date(2026, 7, 17)),
    ("Sono in ferie dal 6 al 17 luglio compresi", date(2026, 7, 17)),
    ("rientro lunedì 20", date(2026, 7, 20)),
    ("fino a fine luglio", date(2026, 7, 31)),
    ("torno il 20/07", date(2026, 7, 20)),
    ("fino al 17 c.m.", date(2026, 7, 17)),
    ("dal 6/7 al 17/7", date(2026, 7, 17)),
    ("sarò di nuovo in ufficio da lunedì 20 luglio", date(2026, 7, 20)),
    ("assente nei giorni 8, 9 e 10 luglio", date(2026, 7, 10)),
    ("fino al 17 luglio p.v.", date(2026, 7, 17)),
    ("rientro previsto: 20.07.2026", date(2026, 7, 20)),
    ("dall'8 al 10 luglio", date(2026, 7, 10)),
    ("fino all'8 agosto", date(2026, 8, 8)),
    ("Ik ben van 6 t/m 17 juli met vakantie", date(2026, 7, 17)),
    ("terug op maandag 20 juli", date(2026, 7, 20)),
    ("tot eind juli", date(2026, 7, 31)),
    ("vanaf 20-7 weer bereikbaar", date(2026, 7, 20)),
    ("afwezig van 6-7 tot en met 17-7", date(2026, 7, 17)),
    ("terug in week 30", date(2026, 7, 20)),
    ("t.e.m. 17 juli", date(2026, 7, 17)),
    ("weer aanwezig op 20/07", date(2026, 7, 20)),
    ("ik ben er weer op de 20e", date(2026, 7, 20)),
    ("vrij op 8, 9 en 10 juli", date(2026, 7, 10)),
    ("tot en met zondag 19 juli", date(2026, 7, 19)),
    ("De férias de 6 a 17 de julho", date(2026, 7, 17)),
    ("Retorno dia 20", date(2026, 7, 20)),
    ("até o final de julho", date(2026, 7, 31)),
    ("volto no dia 20/07", date(2026, 7, 20)),
    ("até dia 17/7 inclusive", date(2026, 7, 17)),
    ("regresso a 20 de julho", date(2026, 7, 20)),
    ("até ao próximo dia 17", date(2026, 7, 17)),
    ("entre 06/07 e 17/07", date(2026, 7, 17)),
    ("ausente nos dias 8, 9 e 10 de julho", date(2026, 7, 10)),
    ("volto segunda-feira, dia 20", date(2026, 7, 20)),
    ("até 2ª feira", date(2026, 7, 13)),
    ("我7月6日至17日休假", date(2026, 7, 17)),
    ("7月20日返岗", date(2026, 7, 20)),
    ("休假至7月底", date(2026, 7, 31)),
    ("下周一回来", date(2026, 7, 13)),
    ("7/6-7/17休假", date(2026, 7, 17)),
    ("即日起至7月17日", date(2026, 7, 17)),
    ("本月17日之前", date(2026, 7, 17)),
    ("2026年7月20日（星期一）恢复上班", date(2026, 7, 20)),
    ("7月20号（周一）回公司", date(2026, 7, 20)),
    ("休假到20号", date(2026, 7, 20)),
    ("7月8、9、10日外出", date(2026, 7, 10)),
    ("7月6日—7月17日", date(2026, 7, 17)),
    ("两周后回来", date(2026, 7, 22)),
    ("2026.7.6-2026.7.17", date(2026, 7, 17)),
    ("七月二十日回来", date(2026, 7, 20)),
    ("周五回来", date(2026, 7, 10)),
    ("até segunda, 13/7", date(2026, 7, 13)),
    ("back on Friday 7/8", date(2026, 8, 7)),
    ("afwezig t/m 8-8, mail wordt niet gelezen", date(2026, 8, 8)),
    ("fuera del 20-jul al 7-ago", date(2026, 8, 7)),
    ("Morgen zijn wij er weer vanaf 8.00 uur", date(2026, 7, 9)),
    ("Ils rouvriront mardi 14 juillet à 8h30.", date(2026, 7, 14)),
    ("Ik ben afwezig op 20 en 21 juli. Je suis absente les 20 et 21 juillet.", date(2026, 7, 21)),
    ("Férias de 05 a 16 do corrente", date(2026, 7, 16)),
    ("semaines 32 et 33", date(2026, 8, 14)),
    ("in der 32. KW", date(2026, 8, 7)),
)
UNCERTAIN = (
    "I am out until mid-August.",
    "I am out until early September.",
    "I'm out of the office this week.",
    "bis Mitte August",
    "de retour début septembre",
    "absent jusqu'à mi-août",
    "hasta mediados de agosto",
    "volveré a principios de septiembre",
    "fino a metà agosto",
    "tornerò verso fine mese",
    "tot half augustus",
    "até meados de agosto",
    "休假至7月中旬",
    "9月初回来",
    "Our hotline is open 24/7.",
    "本人休假至 08/09/2026",
)


@each_row(("text", "day"), DAYS)
def test_a_day_is_read_as_its_language_names_it(text: str, day: date):
    assert away_until(f"Re: The map\n\n{text}", text, RECEIVED) == day


@each_row("text", UNCERTAIN)
def test_a_day_that_is_not_certain_is_none(text: str):
    assert away_until(f"Re: The map\n\n{text}", text, RECEIVED) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Rientro il 2 gennaio", date(2027, 1, 2)),
        ("closed until 3 January", date(2027, 1, 3)),
        ("bis 3.1.", date(2027, 1, 3)),
        ("至1月3日", date(2027, 1, 3)),
        ("hasta el 7/1, saludos", date(2027, 1, 7)),
    ],
)
def test_a_day_without_its_year_is_the_next_one_at_the_turn_of_the_year(text: str, day: date):
    assert away_until(text, text, date(2026, 12, 21)) == day
