"""One contact: every field, editable in place, and what enrichment did."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.history import enrichment_history
from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import by_value
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import loading_lines, record_or
from yardflow.components.kit.field_list import field_list, value_or_dash
from yardflow.components.kit.in_place import (
    editable,
    editable_fields,
    filled,
    select_input,
    text_input,
)
from yardflow.components.kit.links import outside_link, text_link
from yardflow.components.kit.times import relative
from yardflow.components.records.badges import stage_badge
from yardflow.components.records.choices import owner_select
from yardflow.components.records.contact_cells import (
    PERSONAS,
    email_with_status,
    persona_badges,
)
from yardflow.components.records.events_card import events_card
from yardflow.components.records.notes_card import notes_card
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.state.contacts.record import AUTOMATIC, ContactState
from yardflow.state.labels import ATTENDEE_STATUSES, SENIORITIES
from yardflow.state.records.deleting import warning

BACK = ("Contacts", "/contacts/")
TITLE = record_title(ContactState.contact.name, "Contact")


def contact() -> rx.Component:
    """The record."""
    return frame(
        TITLE,
        record_or(ContactState, "Contact", BACK, card(loading_lines(8)), _record()),
        confirm_dialog(
            f"Delete {ContactState.contact.name}?",
            warning(contacts=0),
            open=ContactState.confirming_delete,
            on_open_change=ContactState.ask_delete,
            confirm="Delete contact",
            on_confirm=ContactState.delete,
        ),
        section="Contacts",
        back=BACK,
        actions=rx.cond(
            ContactState.contact.id > 0,
            icon_button("trash-2", "Delete contact", on_click=ContactState.ask_delete(True)),
        ),
    )


def _record() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _head(), _details(), notes_card(ContactState), class_name="flex flex-col gap-4 min-w-0"
        ),
        rx.el.div(
            _account(),
            events_card(ContactState, "Status", ATTENDEE_STATUSES),
            enrichment_history(),
            class_name="flex flex-col gap-4 min-w-0",
        ),
        class_name="yf-record",
    )


def _head() -> rx.Component:
    contact = ContactState.contact
    return card(
        rx.el.div(
            avatar(contact.initials, large=True),
            rx.el.div(
                rx.el.h2(contact.name, class_name="text-[17px] leading-6 font-semibold"),
                rx.el.p(
                    contact.title,
                    rx.cond(contact.title != "", " at ", "At "),
                    text_link(ContactState.account.name, ContactState.account.href),
                    class_name="yf-muted",
                ),
                class_name="flex-[1_1_200px] min-w-0",
            ),
            enrich_button(contact.id, explain=True),
            class_name="flex flex-wrap items-center gap-3",
        ),
    )


def _details() -> rx.Component:
    contact, state = ContactState.contact, ContactState
    return card(
        editable_fields(
            editable(
                "Name",
                "name",
                contact.name,
                text_input(
                    "First name", "first_name", contact.first_name, placeholder="First name"
                ),
                text_input(
                    "Last name",
                    "last_name",
                    contact.last_name,
                    first=False,
                    placeholder="Last name",
                ),
                state=state,
            ),
            editable(
                "Job title",
                "title",
                contact.title,
                text_input("Job title", "title", contact.title),
                state=state,
                beside=source_mark("title", state),
                below=suggestions("title", state),
            ),
            editable(
                "Personas",
                "personas",
                filled(contact.personas.length() > 0, persona_badges(contact.personas)),
                _persona_choice(),
                state=state,
                beside=_from_title(contact.personas_own),
            ),
            editable(
                "Seniority",
                "seniority",
                by_value(contact.seniority, SENIORITIES, contact.seniority),
                select_input(
                    "Seniority",
                    "seniority",
                    rx.cond(contact.seniority_own, contact.seniority, ""),
                    list(SENIORITIES.items()),
                    every="Match job title",
                ),
                state=state,
                beside=rx.cond(
                    state.sources["seniority"].claim_id > 0,
                    source_mark("seniority", state),
                    _from_title(contact.seniority_own),
                ),
                below=suggestions("seniority", state),
            ),
            editable(
                "Email",
                "email",
                filled(
                    contact.email != "",
                    email_with_status(
                        contact.email, contact.email_status, contact.email_shared, whole=True
                    ),
                ),
                text_input("Email", "email", contact.email, input_mode="email"),
                state=state,
                beside=rx.fragment(source_mark("email", state), _email_menu()),
                below=suggestions("email", state),
            ),
            _line("Phone", "phone", contact.phone, type="tel"),
            _line("Mobile", "mobile", contact.mobile, type="tel"),
            editable(
                "LinkedIn",
                "linkedin_url",
                contact.linkedin_url,
                text_input("LinkedIn", "linkedin_url", contact.linkedin_url),
                state=state,
                beside=rx.cond(
                    contact.linkedin_url != "",
                    outside_link("Open", contact.linkedin_url),
                    rx.fragment(),
                ),
            ),
            _line("Country", "country", contact.country),
        ),
        title="Details",
    )


def _line(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    return editable(label, name, value, text_input(label, name, value, **props), state=ContactState)


def _from_title(own: rx.Var[bool]) -> rx.Component:
    return rx.cond(
        own,
        rx.fragment(),
        rx.el.span("Inferred from title", class_name="yf-hint whitespace-nowrap"),
    )


def _email_menu() -> rx.Component:
    """Marks the email verified or bounced."""
    contact = ContactState.contact
    return rx.cond(
        contact.email != "",
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(icon_button("ellipsis", "Email status", size="small")),
            rx.dropdown_menu.content(
                rx.dropdown_menu.item(
                    "Mark verified",
                    disabled=contact.email_status == "verified",
                    on_select=ContactState.mark_email("verified"),
                ),
                rx.dropdown_menu.item(
                    "Mark bounced",
                    disabled=contact.email_status == "bounced",
                    on_select=ContactState.mark_email("bounced"),
                ),
            ),
            modal=False,
        ),
    )


def _persona_choice() -> rx.Component:
    contact = ContactState.contact
    boxes = [
        _box(label, value, contact.personas_own & contact.personas.contains(value))
        for value, label in PERSONAS
    ]
    return rx.el.fieldset(
        rx.el.legend("Personas", class_name="yf-hidden-text"),
        _box("Match job title", AUTOMATIC, ~contact.personas_own),
        *boxes,
        class_name="yf-boxes",
    )


def _box(label: str, name: str, checked: rx.Var[bool]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            default_checked=checked,
            class_name="size-4 accent-(--accent-9)",
        ),
        label,
        class_name="flex items-center gap-2 cursor-pointer",
    )


def _account() -> rx.Component:
    account, contact = ContactState.account, ContactState.contact
    return card(
        field_list(
            ("Account", text_link(account.name, account.href)),
            ("Stage", stage_badge(account.stage)),
            ("ICP score", rx.el.span(account.score, class_name="yf-num")),
            (
                "Industry",
                rx.el.span(
                    value_or_dash(account.industry),
                    source_mark("industry", ContactState),
                    class_name="inline-flex flex-wrap items-center gap-1",
                ),
            ),
            (
                "Owner",
                owner_select(contact.owner_id, ContactState.owner_choices, ContactState.assign),
            ),
            ("Added", relative(contact.created_at)),
            ("Updated", relative(contact.updated_at)),
        ),
    )


PAGES = (Page("/contacts/[contact_id]", TITLE, contact, (ContactState.load,)),)
