"""Up to a quarter of a megabyte of the worst text to whatever reads text from outside: each
answers in time that grows with the length of the text, not with its square.

Cleaners are found, not listed; and a pattern anywhere in the product that no reader here is known
to reach fails the second test, so that a new one comes with its worst text.
"""

import inspect
import io
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic_core import PydanticCustomError
from sqlalchemy import null

from tests.product import worst_texts
from tests.product.worst_texts import PAGES, WORST, Worst, slow
from yardflow import config, email_address, log
from yardflow.api import guard, schema
from yardflow.auth import address, cookies, event_validation, passwords, safe_redirect
from yardflow.integrations import errors as integration_errors
from yardflow.integrations.sendgrid import templates as sendgrid_templates
from yardflow.integrations.sendgrid.webhook import Event
from yardflow.integrations.website import front_page, robots, ssrf_guard
from yardflow.integrations.website import links as website_links
from yardflow.integrations.website import reader as website_reader
from yardflow.models import ImportKind, Role, SuppressionReason
from yardflow.services import formula_escape
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import store as claim_store
from yardflow.services.enrichment.providers.email_pattern import (
    addresses,
    names,
    patterns,
)
from yardflow.services.enrichment.providers.openai import form as openai_form
from yardflow.services.enrichment.providers.protocol import Evidence, ProviderClaim, RealAddress
from yardflow.services.enrichment.providers.website import industries
from yardflow.services.imports.cells import fillers, links, spelling
from yardflow.services.imports.cells import text as cell_text
from yardflow.services.imports.columns import header, mapping, meanings
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.files import encoding, quotes
from yardflow.services.imports.files import reader as reading
from yardflow.services.imports.files.encoding import UNWANTED
from yardflow.services.imports.files.sheet_layout import layout_of
from yardflow.services.imports.normalization import cleaners as cell_cleaners
from yardflow.services.imports.normalization import footers, name_parts, placeholder_names
from yardflow.services.imports.normalization import repairs as cell_repairs
from yardflow.services.imports.normalization.continuations import Continuations
from yardflow.services.imports.normalization.phone_parts import PhoneParts
from yardflow.services.imports.normalization.turned_names import TurnedNames
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.events import EVENT
from yardflow.services.records.export import workbook_file
from yardflow.services.records.lists import conditions, cursors
from yardflow.services.records.membership_fields import ATTENDEE, TARGET
from yardflow.services.records.names import asides, company_names, person_names, slogans
from yardflow.services.records.values import (
    countries,
    domains,
    fields,
    normalize,
    personas,
    phones,
    seniority,
    shared_mailboxes,
    web_addresses,
)
from yardflow.services.sequences.conversations import placing
from yardflow.services.sequences.decisions import conditions as sequence_conditions
from yardflow.services.sequences.decisions import zones
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.definitions import files as sequence_files
from yardflow.services.sequences.definitions import reading as sequences
from yardflow.services.sequences.definitions.steps import Condition, FieldTest, Operator
from yardflow.services.sequences.events import judging as email_judging
from yardflow.services.sequences.events import storing as email_reports
from yardflow.services.sequences.replies import judge, of_form, of_raw, reading_of
from yardflow.services.sequences.replies.html_text import text_of_html
from yardflow.services.sequences.replies.mail import Mail, address_of
from yardflow.services.sequences.suppressions import entry as suppression_entry
from yardflow.services.sequences.suppressions import list_file as suppression_list
from yardflow.services.sequences.templates import (
    attachment_files,
    handlebars,
    html_part,
    parser,
    text_part,
)
from yardflow.services.sequences.templates.library import LONGEST_HTML, LONGEST_TEXT
from yardflow.services.sequences.templates.syntax import Unusable
from yardflow.services.team import invitations, sessions, users

Reads = Callable[[str], object]
ALICE = Principal(1, Role.ADMIN, "Alice", "alice@yardflow.test")
ANN = names.mail_name("Ann", "Lee")


def functions_of(module: object) -> dict[str, Reads]:
    """Every public function of a module that takes one text, or whatever was sent."""
    return {
        f"{module.__name__}.{name}": function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if [p.annotation for p in inspect.signature(function).parameters.values()]
        in ([str], [object], ["str"], ["object"])
    }


def declared() -> dict[str, Reads]:
    """Every field of a record and every cell of a list, with its cleaner."""
    records = (ACCOUNT, CONTACT, EVENT, TARGET, ATTENDEE)
    fields = {
        f"{record.noun}.{name}": of for record in records for name, of in record.cleaners.items()
    }
    fields |= {f"cell.{name}": of for name, of in cell_cleaners.CLEANED.items()}
    return fields | {f"odd cell.{name}": repair(of) for name, of in cell_repairs.REPAIRS.items()}


def repair(of: Reads) -> Reads:
    return lambda text: of(text[: cell_repairs.LONGEST])


def reads_amount(text: str) -> None:
    with suppress(PydanticCustomError):
        schema.dollars(text)


def reads_log(text: str) -> None:
    for name in ("reflex", "yardflow"):
        for message in (text, f"Traceback (most recent call last)\n{text}", f"Event data: {text}"):
            log.Quiet().filter(logging.LogRecord(name, 20, "", 1, message, None, None))


def reads_template(text: str) -> None:
    for template in (text, f"{{{{ {text} }}}}", f"{{% if {text} %}}"):
        with suppress(Unusable):
            parser.parsed(template)


def reads_handlebars(text: str) -> None:
    for template in (text, f"{{{{ {text} }}}}", f"{{{{#if {text[:250]} }}}}", "{{{" + text):
        handlebars.to_liquid(template)


def reads_words(text: str) -> None:
    """Of a value in a template, which has at most so many characters."""
    with suppress(Unusable):
        parser.parsed(f"{{{{ {text[: parser.LONGEST_EXPRESSION - 2]} }}}}")


def reads_html(text: str) -> None:
    with suppress(ValueError):
        text_part.text_of(html_part.sanitized(text[:LONGEST_HTML]))


def reads_robots(text: str) -> None:
    url = f"https://acme.com/{text}"[: ssrf_guard.LONGEST_URL]
    text = text[: robots.MAX_BYTES]
    for rules in (
        f"User-agent: *\nDisallow: /*{text}",
        "\n".join(["User-agent: *", *(f"Allow: /*{line}" for line in text.splitlines())]),
    ):
        robots.Robots(rules[: robots.MAX_BYTES]).allow(url)


def reads_rules(text: str) -> None:
    """As many rules as there is room for, each with a few signs of the text."""
    lines = min(len(text), robots.MAX_BYTES // len("Disallow: "))
    rules = "\n".join(f"Disallow: {text[at : at + 9]}" for at in range(lines))
    url = f"https://acme.com/{text}"[: ssrf_guard.LONGEST_URL]
    robots.Robots(f"User-agent: *\n{rules}"[: robots.MAX_BYTES]).allow(url)


def reads_agents(text: str) -> None:
    """As many agents as rules, each agent another one."""
    count = min(len(text), robots.MAX_BYTES) // 40
    agents = "".join(f"User-agent: agent {number}\n" for number in range(count))
    robots.Robots(agents + "".join(f"Allow: /{number}\n" for number in range(count)))


def reads_condition(text: str) -> None:
    """Text in a field and in a test of it, compared in every way."""
    tests = tuple(FieldTest("contact.title", operator, text) for operator in Operator)
    facts = Facts(address=None, zone=None, values={"contact.title": text})
    sequence_conditions.hold(Condition("if", tests, any_of=True), facts, over=True)
    sequence_conditions.hold(Condition("if", tests), facts, over=True)


def reads_steps(text: str) -> None:
    """A draft in which whatever can be a text is this one."""
    wait = {"type": "wait", "key": text, "until": {"type": "time", "at": text}, "next": text}
    exit_step = {"type": "exit", "key": text, "reason": text, text: text}
    steps = [wait, exit_step, {"type": text}]
    named = {"id": 1, "name": text}
    document = {"format": 1, "start": text, "steps": steps, "name": text, "event": named}
    sequence_files.read_file({**document, "templates": [named]})


def reads_report(text: str) -> None:
    """What SendGrid says of a message, in all that may be a text."""
    moment = datetime(2027, 3, 9, tzinfo=UTC)
    event = Event(text, "bounce", moment, {"message_key": text}, text, text, status=text)
    email_reports.report_of(event)
    email_judging.judge(
        [email_judging.Reported(1, "click", moment, text, text)], "https://yardflow.example/h"
    )


def _in_columns(cells: list[str]) -> None:
    headers = ["Country code", "Area code", "Phone", "Extension"]
    mapping = {0: "phone_code", 1: "phone_area", 2: "phone", 3: "phone_extension"}
    PhoneParts(headers, mapping).joined(cells)


RECEIVED = datetime(2027, 5, 3, tzinfo=UTC).date()


def reads_reply(text: str) -> None:
    """What came in, in all that its sender writes."""
    names = ("list-id", "precedence", "auto-submitted", "references")
    headers = dict.fromkeys(names[1:], text[:2_000])
    for subject, local in (("Out of office", "ann"), (text, "mailer-daemon")):
        mail = Mail(f"{local}@acme.com", text, subject=subject, text=text, headers=headers)
        judge(reading_of(mail), (), RECEIVED)
    # Below a word that asks to stop, a signature is looked for.
    mail = Mail("ann@acme.com", text, text=f"Stop\nAnn\n{text}")
    judge(reading_of(mail), (), RECEIVED)


def reads_mime(text: str) -> None:
    """A message as it came in: whole, in its parts, and as a form."""
    content = text.encode("utf-8", "replace")
    for head in (
        b"",
        b"Subject: a\nReferences: ",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        b"Content-Type: message/delivery-status\n\nAction: ",
    ):
        of_raw(head + content)
    part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    names = (b"headers", b"text", b"html", b"envelope", b"charsets", b"from")
    body = b"".join(part % (name, content) for name in names)
    of_form("multipart/form-data; boundary=b", body + b"--b--\r\n")


READERS: dict[str, Reads] = {
    "message that came in": reads_reply,
    "message in MIME": reads_mime,
    "HTML of a message": text_of_html,
    "address in a message": address_of,
    "report of an email": reads_report,
    "steps of a sequence": reads_steps,
    "file of a sequence": sequences.parse,
    **functions_of(normalize),
    **functions_of(company_names),
    **functions_of(person_names),
    **functions_of(asides),
    **functions_of(slogans),
    "header beside an address": lambda text: Continuations(
        ImportKind.CONTACTS, [text, text], {0: "email"}
    ),
    "name of two columns": lambda text: person_names.clean_name(text, text),
    "thai name": lambda text: person_names.clean_name(f"คุณ{text}", text),
    **functions_of(domains),
    "country": countries.region_of_country,
    "place": countries.regions_of_place,
    "time zone of a place": lambda text: zones.zone_of("US", text),
    "condition of a sequence": reads_condition,
    **functions_of(email_address),
    "phone": phones.stored,
    "phone in a country": lambda text: phones.stored(text, "US"),
    "phone as it is shown": lambda text: phones.shown(text, "US"),
    "shared mailbox": shared_mailboxes.is_shared_mailbox,
    "mail domain": lambda text: addresses.mail_domain("acme.com", [text]),
    **functions_of(personas),
    **functions_of(seniority),
    **functions_of(fields),
    **functions_of(web_addresses),
    **functions_of(formula_escape),
    **functions_of(industries),
    **functions_of(cell_text),
    "link in a cell": lambda text: [
        links.link_in(f"{start}{text[:700]}") for start in ('=HYPERLINK("', "<a href=", "[")
    ],
    "word for nothing": lambda text: text in fillers.NOTHING_IN_COMPANIES,
    "footer": lambda text: footers.is_footer([text, "1"]),
    "name of nobody": placeholder_names.is_placeholder,
    "name with its company": lambda text: name_parts.without_company(text, "Acme"),
    "bytes of a code page": lambda text: encoding._is_of_half_width(
        text.encode("cp932", "replace")
    ),
    "subject of an answer": placing.bare_subject,
    "footer of a number": lambda text: footers.is_footer([text]),
    **functions_of(users),
    **declared(),
    "search": lambda text: [
        conditions.has_word(null(), conditions.Term.of(word)) for word in conditions.words(text)
    ],
    "cursor": lambda text: cursors.read(text, "name", str),
    "header of a list": lambda text: meanings.known_as(text, ImportKind.CONTACTS),
    "key of a header": lambda text: mapping.headers_key([text], ImportKind.CONTACTS),
    "notes by their header": meanings.is_notes_proper,
    "columns' names": lambda text: header.column_names([text, text]),
    "row of names": lambda text: header.find_header([["A", "B"], [text, "1"]]),
    "cells of a column": lambda text: column_matching.kind_of(
        ["A", "Title", "URL"], [[text] * 3] * 3
    ),
    "short numbers of a column": lambda text: column_matching.automatic(
        ["Phone", "Phone 2"], ImportKind.CONTACTS, [["+49 30 901820", text]] * 3
    ),
    "number in several columns": lambda text: _in_columns([text, text, "901820", text]),
    "number beside its parts": lambda text: _in_columns(["+49", "30", text, "12"]),
    "name that is turned round": lambda text: TurnedNames(["Last, First"], {0: "name"}).turned(
        [text]
    ),
    "quoted cells": lambda text: quotes.open_quote([f'"{text}', f'{text}"'], ",", 3),
    "cell of a workbook": lambda text: workbook_file._cell("A2", text, 1),
    "row of a workbook": lambda text: workbook_file._NOT_XML.sub("", text),
    "merged cells": lambda text: layout_of(
        io.BytesIO(f"<x><sheetData/>{text}mergeCell{text}".encode("utf-8", "replace"))
    ),
    "spelled": lambda text: spelling.share_spelled(text, "cp1250"),
    "control signs": lambda text: UNWANTED.sub("", text),
    "invitation": lambda text: invitations.invite(None, ALICE, text, "MEMBER"),
    "new password": lambda text: passwords.accept_new(text, text, own=(text, "ann@acme.com")),
    "name in a refusal": integration_errors.name,
    "browser": sessions.browser_name,
    "token": sessions.fingerprint,
    "template": reads_template,
    "dynamic template": reads_handlebars,
    "id in SendGrid": lambda text: sendgrid_templates._is_id(text),
    "name of an attachment": lambda text: attachment_files.cleaned_name(f"{text}.pdf"),
    "link in an email": lambda text: website_links._readable(f"https://acme.com/{text}"),
    "value in a template": reads_words,
    "html of an email": reads_html,
    "text of an email": lambda text: text_part.html_of(text[:LONGEST_TEXT]),
    "spelled name": lambda text: names.mail_name(text, text),
    "last name": lambda text: names.mail_name("Ann", text),
    "followed pattern": lambda text: addresses.followed(text, ANN),
    "learned address": lambda text: patterns.learn(
        "acme.com", Evidence((RealAddress("Ann", text, f"{text}@acme.com"),))
    ),
    "guessed address": lambda text: patterns.guess(text, text, "acme.com", []),
    "finding": lambda text: claim_store.fit(ProviderClaim("email", text, Decimal(1), "openai", "")),
    "answer": lambda text: openai_form.fit("title", text),
    "reason": openai_form.reason,
    "line of a page": lambda text: front_page.line(text, 500),
    "character set": lambda text: front_page.parsed(text[:5_000].encode("utf-8", "replace"), text),
    "number of employees": lambda text: front_page._employees({"minValue": text, "maxValue": text}),
    "spoken employees": front_page._employees,
    "kind of organization": front_page._ORGANIZATIONS.fullmatch,
    "web address": lambda text: ssrf_guard.SsrfGuard().place(text),
    "public name": ssrf_guard.is_public_name,
    "robots.txt": reads_robots,
    "way back": safe_redirect.safe_path,
    "referer": safe_redirect.next_of_referer,
    "cookies": cookies.token_of,
    "forwarded address": lambda text: address.client_ip(
        {"headers": [(address.FORWARDED, text.encode("utf-8", "replace"))]}
    ),
    "suppressed address": suppression_entry.value_of,
    "list of suppressions": lambda text: suppression_list.read(text, SuppressionReason.MANUAL),
    "file of suppressions": lambda text: suppression_list.read(
        f"Email\n{text}", SuppressionReason.MANUAL
    ),
    "weight": lambda text: event_validation.payload_size([text], 1_000),
    "origin": lambda text: guard.foreign({"origin": text, "authorization": text}),
    "name of a field": schema.api_name,
    "amount": reads_amount,
    "log": reads_log,
    "request id": log._GIVEN_ID.fullmatch,
    "path in the log": lambda text: log._SECRET_SEGMENT.sub("", text[: log._LONGEST_ADDRESS]),
    "setting": lambda text: config.Settings(PORT=text, SENDGRID_FROM_EMAIL=text),
}

# Where a pattern is made or used: which of the readers above take text to it.
REACHED = {
    "yardflow.services.sequences.replies.clauses:CLAUSE": ("message that came in",),
    "yardflow.services.sequences.replies.clauses:SENTENCE": ("message that came in",),
    "yardflow.services.sequences.replies.html_text:_BLOCKQUOTE": ("HTML of a message",),
    "yardflow.services.sequences.replies.likeness:_WORD": ("message that came in",),
    "yardflow.services.sequences.replies.mail:_ID": ("message in MIME",),
    "yardflow.services.sequences.replies.dates:_DASHED": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_HAN": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_HAN_END": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_HAN_NUMBER": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_SIGN": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_ISO": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_NUMBERS": ("message that came in",),
    "yardflow.services.sequences.replies.named_dates:_is_range": ("message that came in",),
    "yardflow.services.sequences.replies.named_dates:_joins": ("message that came in",),
    "yardflow.services.sequences.replies.dates:_month_patterns": ("message that came in",),
    "yardflow.services.sequences.replies.newest:_FIELD": ("message that came in",),
    "yardflow.services.sequences.replies.newest:_MOMENT": ("message that came in",),
    "yardflow.services.sequences.replies.newest:_NAMING": ("message that came in",),
    "yardflow.services.sequences.replies.newest:_RULE": ("message that came in",),
    "yardflow.services.sequences.replies.newest:_SIGNATURE": ("message that came in",),
    "yardflow.services.sequences.replies.tokens:_TOKEN": ("message that came in",),
    "yardflow.services.sequences.replies.phrases:_SECTION": ("message that came in",),
    "yardflow.services.sequences.replies.relative_dates:_NUMBERED": ("message that came in",),
    "yardflow.services.sequences.replies.reports:_FIELD": ("message in MIME",),
    "yardflow.services.sequences.replies.reports:_ID": ("message in MIME",),
    "yardflow.services.sequences.replies.reports:STATUS": ("message in MIME", "report of an email"),
    "yardflow.services.sequences.replies.signatures:_ADDRESSED": ("message that came in",),
    "yardflow.services.sequences.replies.signatures:_HAN": ("message that came in",),
    "yardflow.services.sequences.replies.signatures:_IMAGE": ("message that came in",),
    "yardflow.services.sequences.replies.signatures:_WORD": ("message that came in",),
    "yardflow.services.sequences.replies.signatures:_is_name": ("message that came in",),
    "yardflow.services.sequences.replies.slips:_HELD_DOWN": ("message that came in",),
    "yardflow.services.sequences.replies.slips:_POINTED": ("message that came in",),
    "yardflow.services.sequences.replies.slips:_WORD": ("message that came in",),
    "yardflow.services.sequences.replies.successors:ADDRESS": ("message that came in",),
    "yardflow.services.sequences.replies.wishes:_ADDRESS": ("message that came in",),
    "yardflow.services.sequences.replies.wishes:_ASKED": ("message that came in",),
    "yardflow.api.schema:_CENTS": ("amount",),
    "yardflow.api.schema:_SNAKE": ("name of a field",),
    "yardflow.auth.weak_passwords:is_personal": ("new password",),
    "yardflow.config:_port_number": ("setting",),
    "yardflow.integrations.errors:_NAME": ("name in a refusal",),
    "yardflow.integrations.website.front_page:_CHARSETS": ("character set",),
    "yardflow.integrations.website.front_page:_DECLARED": ("character set",),
    "yardflow.integrations.website.front_page:_ORGANIZATIONS": ("kind of organization",),
    "yardflow.integrations.website.front_page:_SPOKEN": ("spoken employees",),
    "yardflow.integrations.website.front_page:_number": ("number of employees",),
    "yardflow.integrations.website.front_page:_text": ("character set",),
    "yardflow.integrations.website.ssrf_guard:_NAME": ("public name",),
    "yardflow.integrations.website.ssrf_guard:_READABLE": ("web address",),
    "yardflow.log:_CLIENT_DATA": ("log",),
    "yardflow.log:_GIVEN_ID": ("request id",),
    "yardflow.log:_MASKS": ("log",),
    "yardflow.log:_SECRET_SEGMENT": ("path in the log",),
    "yardflow.log:_frames_only": ("log",),
    "yardflow.services.enrichment.providers.website.industries:by_naics": (
        f"{industries.__name__}.by_naics",
    ),
    "yardflow.services.enrichment.providers.website.industries:fit": (
        f"{industries.__name__}.fit",
    ),
    "yardflow.services.enrichment.providers.email_pattern.names:_ABBREVIATED": ("spelled name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_GLUED": ("last name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_HYPHENS": ("spelled name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_INITIALS": ("spelled name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_IRISH": ("last name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_LOOSE": ("spelled name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_LOST_APOSTROPHE": ("last name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_SHORT_PARTICLE": ("last name",),
    "yardflow.services.enrichment.providers.email_pattern.names:_WORD": ("spelled name",),
    "yardflow.services.enrichment.providers.email_pattern.spelling:APOSTROPHE": ("spelled name",),
    "yardflow.services.enrichment.providers.openai.form:_ADDRESS": ("answer", "reason"),
    "yardflow.services.enrichment.providers.openai.form:_MARKUP": ("answer", "reason"),
    "yardflow.services.imports.normalization.phone_cells:_AMOUNT": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_LIKE_ONE": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_LIKE_ZERO": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_WITH_COMMAS": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_ASIDE": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_LAST_DIGITS": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_OF_MEXICO": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_WITH_CARRIER": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_BETWEEN_PHONES": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_CUT_OFF": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_DATE": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_DIRECT": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_SPELLED": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_TWICE_ABROAD": ("odd cell.phone",),
    "yardflow.services.imports.cells.phone_labels:_EMPTY_BRACKETS": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_EXTENSION": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_IN_GROUPS": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_IN_TEXT": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_OF_URI": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_OF_WHATSAPP": ("odd cell.phone",),
    "yardflow.services.imports.normalization.phone_cells:_SCHEME": ("odd cell.phone",),
    "yardflow.services.imports.cells.phone_labels:WORD": ("odd cell.phone",),
    **{
        f"yardflow.services.imports.normalization.trading_names:{pattern}": ("odd cell.company",)
        for pattern in ("_APART", "_BRACKETS")
    },
    "yardflow.services.imports.normalization.repairs:_AND": ("odd cell.personas",),
    "yardflow.services.imports.normalization.repairs:_AT": ("odd cell.email",),
    "yardflow.services.imports.normalization.repairs:_DOT": ("odd cell.email",),
    "yardflow.services.imports.normalization.repairs:_SPOKEN": ("odd cell.email",),
    "yardflow.services.imports.normalization.repairs:_TWO_POINTS": ("odd cell.website",),
    "yardflow.services.imports.normalization.repairs:_WRONG_POINT": ("odd cell.email",),
    "yardflow.services.imports.normalization.repairs:_BETWEEN": (
        "odd cell.email",
        "odd cell.website",
    ),
    "yardflow.services.imports.normalization.repairs:_BLANK_BEFORE_POINT": ("odd cell.email",),
    "yardflow.services.imports.normalization.repairs:_BLANK_BEHIND_WWW": ("odd cell.website",),
    "yardflow.services.imports.normalization.repairs:_LABEL": ("odd cell.website",),
    "yardflow.services.imports.normalization.repairs:_WRONG_POINT_OF_HOST": ("odd cell.website",),
    "yardflow.services.imports.cells.links:_LINK": ("odd cell.website", "link in a cell"),
    "yardflow.services.imports.normalization.repairs:_BETWEEN_PERSONAS": ("odd cell.personas",),
    "yardflow.services.imports.normalization.repairs:_PROFILE": ("odd cell.linkedin_url",),
    "yardflow.services.imports.normalization.repairs:_PROFILE_ALONE": ("odd cell.linkedin_url",),
    "yardflow.services.imports.normalization.cleaners:_OF_NOBODY": ("odd cell.linkedin_url",),
    "yardflow.services.imports.normalization.repairs:_SCHEME": ("odd cell.website",),
    "yardflow.services.imports.cells.fillers:_ERROR": ("word for nothing",),
    "yardflow.services.imports.cells.text:_BREAK": (f"{cell_text.__name__}.cleaned",),
    **{
        f"yardflow.services.imports.normalization.continuations:{pattern}": (
            "header beside an address",
        )
        for pattern in ("_PART", "_SAYS_WHICH")
    },
    "yardflow.services.imports.cells.text:_HALF_WIDTH": (f"{cell_text.__name__}.cleaned",),
    "yardflow.services.imports.cells.text:_PAGE": (f"{cell_text.__name__}.cleaned",),
    "yardflow.services.imports.cells.text:_ENTITY": (f"{cell_text.__name__}.cleaned",),
    "yardflow.services.records.values.normalize:_IN_PARTS": (f"{normalize.__name__}.composed",),
    "yardflow.services.imports.columns.contents:_BEHIND_FIRST": ("cells of a column",),
    "yardflow.services.imports.columns.contents:_DATE": ("cells of a column",),
    "yardflow.services.imports.columns.contents:_SHORT_NUMBER": ("short numbers of a column",),
    "yardflow.services.imports.columns.contents:_GROUPS": ("cells of a column",),
    "yardflow.services.imports.columns.contents:_PHONE": ("cells of a column",),
    "yardflow.services.imports.columns.contents:_WORDS": ("cells of a column",),
    "yardflow.services.imports.columns.fields:_SIGNS": ("key of a header",),
    "yardflow.services.imports.files.encoding:UNWANTED": ("control signs",),
    "yardflow.services.imports.files.encoding:_BETWEEN_WORDS": ("bytes of a code page",),
    "yardflow.services.imports.files.encoding:_HALF_WIDTH": ("bytes of a code page",),
    "yardflow.services.imports.normalization.name_parts:_BEHIND_SIGN": ("name with its company",),
    "yardflow.services.imports.normalization.phone_cells:_AT_ANY_TIME": ("odd cell.phone",),
    "yardflow.services.sequences.conversations.placing:_ANSWERING": ("subject of an answer",),
    "yardflow.services.imports.normalization.footers:_BESIDE_A_NUMBER": ("footer",),
    "yardflow.services.imports.normalization.footers:_FOOTER": ("footer",),
    "yardflow.services.imports.normalization.footers:_LETTERS": ("footer of a number",),
    "yardflow.services.imports.normalization.footers:_ONLY_SIGNS": ("footer of a number",),
    "yardflow.services.imports.normalization.placeholder_names:_GUESTS_OF": ("name of nobody",),
    "yardflow.services.imports.normalization.placeholder_names:_AND_ANOTHER": ("name of nobody",),
    "yardflow.services.imports.normalization.placeholder_names:_SIGNS": ("name of nobody",),
    "yardflow.services.imports.cells.objects:_BEGINNING": ("odd cell.email",),
    "yardflow.services.imports.cells.merge_fields:_FIELDS": ("word for nothing",),
    "yardflow.services.imports.columns.header:_NAMED": ("row of names",),
    "yardflow.services.imports.columns.header:_VALUE": ("row of names",),
    "yardflow.services.imports.columns.header_names:_BETWEEN_NAMES": ("header of a list",),
    "yardflow.services.imports.columns.header_names:_RECALLED": ("header of a list",),
    "yardflow.services.imports.columns.header_names:_CAMEL_CASE": ("header of a list",),
    "yardflow.services.imports.columns.header_names:_WORDS": ("header of a list",),
    "yardflow.services.imports.files.quotes:_PROSE": ("quoted cells",),
    "yardflow.services.imports.files.quotes:open_quote": ("quoted cells",),
    "yardflow.services.imports.files.sheet_layout:_MERGED": ("merged cells",),
    "yardflow.services.formula_escape:_BEGINS": (f"{formula_escape.__name__}.escaped",),
    "yardflow.services.formula_escape:_ESCAPED": (f"{formula_escape.__name__}.unescaped",),
    "yardflow.services.sequences.suppressions.entry:_EVERY": ("suppressed address",),
    "yardflow.services.sequences.suppressions.list_file:_BETWEEN": ("list of suppressions",),
    "yardflow.services.records.values.company_size:_BETWEEN": ("account.size",),
    "yardflow.services.records.values.company_size:_MIDNIGHT": ("account.size",),
    "yardflow.services.records.values.company_size:_WEEKDAY": ("account.size",),
    "yardflow.services.records.values.domains:host_of": (f"{domains.__name__}.host_of",),
    "yardflow.services.records.values.fields:TIME_OF_DAY": (f"{fields.__name__}.time_of_day",),
    "yardflow.services.records.values.fields:_UNPRINTABLE": (f"{fields.__name__}.printable",),
    "yardflow.services.records.values.web_addresses:_web_address": (
        f"{web_addresses.__name__}.website",
    ),
    "yardflow.services.records.values.web_addresses:_WITH_HOST": (
        f"{web_addresses.__name__}.website",
    ),
    "yardflow.services.records.export.workbook_file:_LIKE_ESCAPED": ("cell of a workbook",),
    "yardflow.services.records.export.workbook_file:_NOT_XML": ("row of a workbook",),
    "yardflow.services.records.lists.conditions:_BETWEEN_WORDS": ("search",),
    "yardflow.services.records.lists.conditions:_PHONE": ("search",),
    "yardflow.services.records.lists.conditions:_UMLAUT": ("search",),
    "yardflow.services.records.names.titles:_GLUED": ("thai name",),
    "yardflow.services.records.names.titles:_INITIALS": ("name of two columns",),
    **{
        f"yardflow.services.records.names.company_names:{pattern}": (
            f"{company_names.__name__}.company_key",
        )
        for pattern in (
            *("_IN_ONE", "_MARKS", "_SPA", "_SPA_IN_FRONT", "_WITH_STROKE", "_WITHOUT_LAST_POINT"),
        )
    },
    "yardflow.services.records.values.normalize:_ACRONYM": (
        f"{company_names.__name__}.company_key",
    ),
    "yardflow.services.records.values.normalize:_APOSTROPHE": (
        f"{company_names.__name__}.company_key",
    ),
    "yardflow.services.records.values.normalize:_EAST_ASIAN": (f"{normalize.__name__}.name_key",),
    "yardflow.services.records.values.normalize:_KATAKANA": (f"{normalize.__name__}.name_key",),
    "yardflow.services.records.values.normalize:_BETWEEN_WORDS": (
        f"{company_names.__name__}.company_key",
    ),
    "yardflow.services.records.values.normalize:_bare": (f"{normalize.__name__}.name_key",),
    "yardflow.services.records.values.normalize:email_of": (f"{normalize.__name__}.email_of",),
    "yardflow.services.records.values.normalize:without_brackets": (
        f"{normalize.__name__}.name_key",
    ),
    "yardflow.services.records.names.person_names:_APART": (f"{person_names.__name__}.split_name",),
    "yardflow.services.records.names.person_names:_IN_ONE": (
        f"{person_names.__name__}.split_name",
    ),
    "yardflow.services.records.names.person_names:_LETTERS": ("name of two columns",),
    **{
        f"yardflow.services.records.names.asides:{pattern}": (
            f"{person_names.__name__}.split_name",
            f"{asides.__name__}.has_another_name",
            "name of two columns",
        )
        for pattern in (
            *("_ADDRESSED", "_ASIDE", "_LABEL", "_NUMBER", "_OWN_PRONOUNS", "_QUOTED"),
            *("_DOT", "_WITH_QUOTE_BEHIND"),
        )
    },
    **{
        f"yardflow.services.records.names.slogans:{pattern}": (
            f"{slogans.__name__}.is_slogan",
            f"{slogans.__name__}.without_slogans",
            "name of two columns",
        )
        for pattern in ("_APOSTROPHE", "_EX", "_HASHTAG", "_SIGN")
    },
    **{
        f"yardflow.services.records.names.order:{pattern}": (f"{person_names.__name__}.split_name",)
        for pattern in ("_CYRILLIC", "_CYRILLIC_INITIALS", "_EAST_ASIAN", "_KATAKANA")
    },
    **{
        f"yardflow.services.records.names.east_asian_names:{pattern}": (
            f"{person_names.__name__}.split_name",
        )
        for pattern in ("_HAN", "_HANGUL", "_WITH_KANA")
    },
    "yardflow.services.imports.cells.spelling:_WITHIN_WORDS": ("spelled",),
    "yardflow.services.imports.normalization.cleaners:_BETWEEN_PEOPLE": ("odd cell.name",),
    "yardflow.services.imports.normalization.cleaners:_LISTED": ("odd cell.name",),
    **dict.fromkeys(
        (
            "yardflow.services.imports.normalization.phone_parts:_ABROAD",
            "yardflow.services.imports.normalization.phone_parts:_AREA",
            "yardflow.services.imports.normalization.phone_parts:_CODE",
            "yardflow.services.imports.normalization.phone_parts:_EXTENSION",
            "yardflow.services.imports.normalization.phone_parts:_NUMBER",
        ),
        ("number in several columns", "number beside its parts"),
    ),
    "yardflow.services.records.values.phones:_EXTENSION": ("phone", "phone in a country"),
    "yardflow.services.records.values.phones:_NORTH_AMERICAN": ("phone", "phone in a country"),
    "yardflow.services.records.values.phones:_NO_DIGIT": ("phone", "phone in a country"),
    "yardflow.services.records.values.phones:_PLAIN": ("phone", "phone in a country"),
    "yardflow.services.records.values.phones:_PLAIN_INTERNATIONAL": ("phone", "phone in a country"),
    "yardflow.services.records.values.phones:_WORD": ("phone", "phone in a country"),
    "yardflow.services.sequences.definitions.codecs:_KEY": ("steps of a sequence",),
    "yardflow.services.sequences.definitions.codecs:_TIME": ("steps of a sequence",),
    "yardflow.integrations.sendgrid.templates:ID": ("id in SendGrid",),
    "yardflow.services.sequences.templates.handlebars:_NAME": ("dynamic template",),
    "yardflow.services.sequences.templates.handlebars:_OPENING": ("dynamic template",),
    "yardflow.services.sequences.templates.handlebars:_WORD": ("dynamic template",),
    "yardflow.services.sequences.templates.html_part:_BODY": ("html of an email",),
    "yardflow.services.sequences.templates.html_part:_ENTITY": ("html of an email",),
    "yardflow.services.sequences.templates.html_part:_TAG": ("html of an email",),
    "yardflow.services.sequences.templates.parser:_NAME": ("value in a template",),
    "yardflow.services.sequences.templates.parser:_OPENING": ("template",),
    "yardflow.services.sequences.templates.parser:_WORD": ("value in a template",),
    "yardflow.services.sequences.templates.text_part:_SPACES": ("html of an email",),
    "yardflow.services.sequences.templates.text_part:html_of": ("text of an email",),
    "yardflow.services.records.values.shared_mailboxes:_NUMBERED": ("shared mailbox",),
    "yardflow.services.records.values.shared_mailboxes:_PARTS": ("shared mailbox",),
    "yardflow.services.records.values.job_titles:_INITIALS": (
        f"{seniority.__name__}.seniority_of",
    ),
    "yardflow.services.records.values.job_titles:rule": (
        f"{personas.__name__}.personas_of",
        f"{seniority.__name__}.seniority_of",
    ),
}
# What these read is ours: the pages of our own build, our own address, the names of our own tasks,
# what a deployer sets, and the last 4,000 signs of what our own programs say.
OURS = {
    "yardflow.auth.tabs:_IN_A_TASKS_NAME",
    "yardflow.frontend:_NAMESPACE",
    "yardflow.headers:_INLINE_SCRIPT",
    "yardflow.headers:__init__",
    "yardflow.launch.revisions:_STATED",
    "yardflow.launch.supervisor:_try_again_later",
    "yardflow.launch.child_processes:_TELLING",
    "yardflow.prices:_REGIONAL_HOST",
}


@pytest.mark.heavy
def test_many_agents_before_many_rules_take_no_longer_than_their_length():
    assert slow(reads_agents, WORST[:1]) == ""


@pytest.mark.heavy
def test_rules_without_end_take_no_longer_than_their_length():
    assert slow(reads_rules, map(Worst, ("a", "/", "*", "%", "%41", "é", "\t", "$"))) == ""


@pytest.mark.heavy
@pytest.mark.parametrize("name", READERS)
def test_the_worst_text_takes_no_longer_than_its_length(name: str):
    assert slow(READERS[name]) == ""


@pytest.mark.slow
def test_every_pattern_of_the_product_is_reached_by_a_reader():
    sites = worst_texts.pattern_sites()
    assert sites - OURS == REACHED.keys()
    assert {reader for readers in REACHED.values() for reader in readers} <= READERS.keys()


@pytest.mark.heavy
@pytest.mark.parametrize("worst", PAGES, ids=str)
def test_a_page_of_the_worst_kind_is_left_within_its_time(worst: Worst):
    body = worst.of(website_reader.MAX_BYTES).encode()
    began = time.thread_time()
    front_page.parsed(body)
    assert time.thread_time() - began < 2 * front_page.PARSING_S


@pytest.mark.heavy
def test_a_list_of_the_worst_kind_takes_no_longer_than_its_length(tmp_path: Path):
    path = tmp_path / "list.csv"

    def reads(text: str) -> None:
        path.write_bytes(f"Name,Company\n{text},Acme\n".encode("utf-8", "replace"))
        with reading.opened(path, ImportKind.CONTACTS) as table:
            for _ in table.rows:
                pass

    assert slow(reads, [worst for worst in WORST if len(worst.unit) == 1]) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "reads",
    [re.compile(r"\s*x").search, lambda text: [text.count(" ", 0, at) for at in range(len(text))]],
)
def test_what_grows_with_the_square_is_found_out(reads: Reads):
    assert slow(reads, [Worst(" ", behind="1")])
