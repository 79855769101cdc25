"""What marks a program's message where no header does, and that people's words are no such mark."""

import pytest

from tests.fixtures.rows import each_row
from tests.services.sequences.replies import no_programs
from tests.services.sequences.replies.as_written import person
from tests.services.sequences.replies.messages import QUOTED, Case, K
from yardflow.models import ReplyKind
from yardflow.services.sequences.replies import judge, of_raw, reading_of


def kind_of(case: Case) -> ReplyKind:
    mail = of_raw(case.content(), envelope_from=case.return_path)
    return judge(reading_of(mail), set(), case.received).kind


@each_row("text", no_programs.PEOPLE)
def test_who_adds_something_to_an_absence_or_a_departure_is_a_person(text: str):
    assert kind_of(person(text)) == ReplyKind.HUMAN


@each_row("text", no_programs.STOPS)
def test_no_stop_is_missed_because_it_speaks_of_automatic_emails(text: str):
    verdict = judge(reading_of(of_raw(person(text).content())), set(), person(text).received)
    assert verdict.kind == ReplyKind.STOP or verdict.unsure


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("*** Automatische Antwort ***\nBin unterwegs.", "AW: The map"),
        ("Risposta automatica:\nLa richiamo.", "Re: The map"),
        ("【自动回复】\n稍后联系", "回复：The map"),
        ("I'm on a boat.", "Re: The map [auto-reply]"),
        ("We read it all.\n\nThis is an automated message.", "Re: The map"),
        ("Ceci est un message automatique.\nNous lisons tout.", "Re: The map"),
    ],
)
def test_a_text_or_a_subject_that_says_so_is_a_program_s(text: str, subject: str):
    assert kind_of(person(text, subject)) in (K.ACKNOWLEDGEMENT, K.OUT_OF_OFFICE)


@pytest.mark.parametrize(
    "text",
    [
        "Je ne suis pas au bureau. De retour lundi.",
        "Non sono in ufficio, torno lunedì.",
        "Bin vom 3.5. bis 7.5. nicht da, Mails lese ich nur sporadisch.",
    ],
)
def test_who_says_nothing_but_when_they_are_back_is_away(text: str):
    assert kind_of(person(text)) == K.OUT_OF_OFFICE
    assert kind_of(person(text + QUOTED)) == K.OUT_OF_OFFICE  # people say so by hand as well


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Wir haben vom 3. bis 21. Mai Werksferien.", "Werksferien"),
        ("La nostra ditta è chiusa nelle settimane 33 e 34.", "Vacanze aziendali"),
        ("Ons bedrijf is gesloten t.e.m. 10/05.", "Sluiting"),
    ],
)
def test_a_company_that_is_closed_is_away_where_no_one_answers(text: str, subject: str):
    assert kind_of(person(text, subject)) == K.OUT_OF_OFFICE


@pytest.mark.parametrize(
    "text",
    [
        "This email address is no longer in use.",
        "Diese E-Mail-Adresse wurde deaktiviert.",
        "Cette adresse e-mail n'est plus utilisée.",
        "Esta dirección de correo ya no existe.",
        "Questo indirizzo e-mail è stato dismesso.",
        "Deze mailbox is opgeheven.",
        "Este e-mail foi desativado.",
        "此邮箱已停用。",
    ],
)
def test_an_address_that_is_given_up_is_as_good_as_left(text: str):
    assert kind_of(person(text)) == K.LEFT


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("El señor Durán ya no está en la empresa desde marzo.", "Recepción <hola@acme.example>"),
        ("Il dott. Riva ha lasciato l'azienda.", "Il centralino <info@acme.example>"),
        ("Frau Klein ist in Pension gegangen.", "Empfang <info@acme.example>"),
        ("Ann has left the company.", "Ann Lee <ann@acme.example>"),
    ],
)
def test_someone_who_is_named_has_left_though_no_program_says_so(text: str, sender: str):
    assert kind_of(person(text, sender=sender)) == K.LEFT
    assert kind_of(person(f"{text} Who should I ask?", sender=sender)) == K.HUMAN


@pytest.mark.parametrize(
    ("text", "status"),
    [("Could not hand over. Server said: 550 5.1.10 RecipientNotFound", "5.1.10")],
)
def test_a_server_s_status_is_enough_for_a_bounce(text: str, status: str):
    case = Case("dsn", text, K.BOUNCE, "未送达: Map", "postmaster@acme.example", return_path="")
    verdict = judge(reading_of(of_raw(case.content(), envelope_from="")), set(), case.received)
    assert verdict.kind == K.BOUNCE and status in verdict.said
