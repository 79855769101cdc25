"""One contact: everything known, editable in place, with what enrichment found."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.history import enrichment_history
from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import stage_badge
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.choices import owner_select
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import loaded_or, loading_lines
from yardflow.components.kit.field_list import facts, value_or_dash
from yardflow.components.kit.in_place import (
    editable,
    editable_facts,
    filled,
    prose_input,
    select_input,
    text_input,
)
from yardflow.components.kit.links import outside_link, text_link
from yardflow.components.kit.times import moment
from yardflow.components.records.contact_cells import PERSONAS, SENIORITIES, address, persona_badges
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.contacts.record import AUTOMATIC, ContactState

BACK = ("Contacts", "/contacts/")


def contact() -> rx.Component:
    """The record."""
    return frame(
        rx.cond(ContactState.contact.name != "", ContactState.contact.name, "Contact"),
        loaded_or(
            ContactState.loaded,
            ContactState.problem,
            ContactState.load,
            card(loading_lines(8)),
            _record(),
            gone=ContactState.gone,
            back=BACK,
        ),
        confirm_dialog(
            f"Delete {ContactState.contact.name}?",
            "The contact goes with everything that was found out about them. This can't be undone.",
            open=ContactState.asking_delete,
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
        rx.el.div(_head(), _details(), _notes(), class_name="flex flex-col gap-4 min-w-0"),
        rx.el.div(_account(), enrichment_history(), class_name="flex flex-col gap-4 min-w-0"),
        class_name="yf-record",
    )


def _head() -> rx.Component:
    one = ContactState.contact
    return card(
        rx.el.div(
            avatar(one.initials, large=True),
            rx.el.div(
                rx.el.h2(one.name, class_name="text-[17px] leading-6 font-semibold"),
                rx.el.p(
                    one.title,
                    rx.cond(one.title != "", " at ", "At "),
                    text_link(ContactState.account.name, ContactState.account.href),
                    class_name="yf-muted",
                ),
                class_name="flex-[1_1_200px] min-w-0",
            ),
            enrich_button(one.id, explain=True),
            class_name="flex flex-wrap items-center gap-3",
        ),
    )


def _details() -> rx.Component:
    one, state = ContactState.contact, ContactState
    return card(
        editable_facts(
            editable(
                "Name",
                "name",
                one.name,
                text_input("First name", "first_name", one.first_name, placeholder="First name"),
                text_input(
                    "Last name", "last_name", one.last_name, first=False, placeholder="Last name"
                ),
                state=state,
            ),
            editable(
                "Job title",
                "title",
                one.title,
                text_input("Job title", "title", one.title),
                state=state,
                beside=source_mark("title", state),
                below=suggestions("title", state),
            ),
            editable(
                "Personas",
                "personas",
                filled(one.personas.length() > 0, persona_badges(one.personas)),
                _persona_choice(),
                state=state,
                beside=_from_title(one.personas_own),
            ),
            editable(
                "Seniority",
                "seniority",
                one.seniority,
                select_input(
                    "Seniority",
                    "seniority",
                    rx.cond(one.seniority_own, one.seniority, ""),
                    SENIORITIES,
                    every="As the title says",
                ),
                state=state,
                beside=rx.cond(
                    state.sources["seniority"].claim_id > 0,
                    source_mark("seniority", state),
                    _from_title(one.seniority_own),
                ),
                below=suggestions("seniority", state),
            ),
            editable(
                "Email",
                "email",
                filled(one.email != "", address(one.email, one.email_status, whole=True)),
                text_input("Email", "email", one.email, input_mode="email"),
                state=state,
                beside=rx.fragment(source_mark("email", state), _email_menu()),
                below=suggestions("email", state),
            ),
            _line("Phone", "phone", one.phone, type="tel"),
            editable(
                "LinkedIn",
                "linkedin_url",
                one.linkedin_url,
                text_input("LinkedIn", "linkedin_url", one.linkedin_url),
                state=state,
                beside=rx.cond(
                    one.linkedin_url != "", outside_link("Open", one.linkedin_url), rx.fragment()
                ),
            ),
            _line("Country", "country", one.country),
        ),
        title="Details",
    )


def _line(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    return editable(label, name, value, text_input(label, name, value, **props), state=ContactState)


def _from_title(own: rx.Var[bool]) -> rx.Component:
    return rx.cond(
        own, rx.fragment(), rx.el.span("From the title", class_name="yf-hint whitespace-nowrap")
    )


def _email_menu() -> rx.Component:
    """What a person knows of the address: that it works, or that it doesn't."""
    one = ContactState.contact
    return rx.cond(
        one.email != "",
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(
                icon_button("ellipsis", "What do you know of this address?", size="small")
            ),
            rx.dropdown_menu.content(
                rx.dropdown_menu.item(
                    "Mark as verified",
                    disabled=one.email_status == "verified",
                    on_select=ContactState.mark_email("verified"),
                ),
                rx.dropdown_menu.item(
                    "It bounced",
                    disabled=one.email_status == "bounced",
                    on_select=ContactState.mark_email("bounced"),
                ),
            ),
            modal=False,
        ),
    )


def _persona_choice() -> rx.Component:
    one = ContactState.contact
    boxes = [
        _box(label, value, one.personas_own & one.personas.contains(value))
        for value, label in PERSONAS
    ]
    return rx.el.fieldset(
        rx.el.legend("Personas", class_name="yf-hidden-text"),
        _box("As the title says", AUTOMATIC, ~one.personas_own),
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


def _notes() -> rx.Component:
    one = ContactState.contact
    return card(
        editable_facts(
            editable(
                "Notes",
                "notes",
                filled(one.notes != "", rx.el.span(one.notes, class_name="whitespace-pre-wrap")),
                prose_input("Notes", "notes", one.notes),
                state=ContactState,
            )
        ),
    )


def _account() -> rx.Component:
    account, one = ContactState.account, ContactState.contact
    return card(
        facts(
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
                owner_select(one.owner_id, ContactState.owner_choices, ContactState.assign),
            ),
            ("Added", moment(one.created_at)),
            ("Changed", moment(one.updated_at)),
        ),
    )


PAGES = (Page("/contacts/[contact_id]", "Contact", contact, (ContactState.load,)),)
