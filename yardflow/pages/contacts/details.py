"""A contact's fields, each edited in place, and where its value came from."""

import reflex as rx

from yardflow.components.enrichment.provenance import inferred_mark, source_mark, suggestions
from yardflow.components.kit.badges import by_value
from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.in_place import (
    editable,
    editable_fields,
    field_row,
    filled,
    select_input,
    text_input,
)
from yardflow.components.kit.links import outside_link
from yardflow.components.records.choices import owner_select
from yardflow.components.records.contact_cells import (
    PERSONAS,
    email_with_status,
    persona_badges,
)
from yardflow.components.records.record_page import add_row, added_and_updated, text_rows
from yardflow.components.suppressions.line import suppression_line
from yardflow.services.records.contact_fields import CONTACT
from yardflow.state.contacts.record import AUTOMATIC, ContactState
from yardflow.state.labels import SENIORITIES

FROM_TITLE = "Inferred from title"


def details_card() -> rx.Component:
    contact, state = ContactState.contact, ContactState
    address = contact.texts["linkedin_url"]
    linkedin = rx.cond(address != "", outside_link("Open", address), rx.fragment())
    return card(
        editable_fields(
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
                    rx.cond(
                        ~contact.seniority_own & (contact.seniority != ""),
                        inferred_mark("seniority", FROM_TITLE, state.refuse_seniority(contact.id)),
                    ),
                ),
                below=suggestions("seniority", state),
            ),
            editable(
                "Email",
                "email",
                filled(
                    contact.email != "",
                    email_with_status(contact.email, contact.email_status, contact.email_shared),
                ),
                text_input("Email", "email", contact.email, input_mode="email"),
                state=state,
                beside=rx.fragment(source_mark("email", state), _email_menu()),
                below=rx.fragment(suppression_line(state.suppression), suggestions("email", state)),
            ),
            *text_rows(CONTACT, contact.texts, state, {"linkedin_url": linkedin}),
            field_row(
                "Owner",
                owner_select(
                    contact.owner_id,
                    state.owner_choices,
                    lambda owner: state.assign(contact.id, owner),
                    contact.unassigned,
                ),
            ),
            add_row(CONTACT, contact.texts, state),
        ),
        added_and_updated(contact),
        title="Details",
    )


def _from_title(own: rx.Var[bool]) -> rx.Component:
    return rx.cond(
        own,
        rx.fragment(),
        rx.el.span(FROM_TITLE, class_name="yf-hint whitespace-nowrap"),
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
                    on_select=ContactState.mark_email(contact.id, "verified"),
                ),
                rx.dropdown_menu.item(
                    "Mark bounced",
                    disabled=contact.email_status == "bounced",
                    on_select=ContactState.mark_email(contact.id, "bounced"),
                ),
            ),
            modal=False,
        ),
    )


def _persona_choice() -> rx.Component:
    """While the title decides, the boxes show what it stands for."""
    contact = ContactState.contact
    own, inferred = contact.personas_own, contact.inferred
    boxes = [
        _box(
            label,
            value,
            rx.cond(own, contact.personas.contains(value), inferred.contains(value)),
            disabled=~own,
            custom_attrs={"data-inferred": rx.cond(inferred.contains(value), "true", "false")},
        )
        for value, label in PERSONAS
    ]
    return rx.el.fieldset(
        rx.el.legend("Personas", class_name="yf-hidden-text"),
        _box(
            "Match job title",
            AUTOMATIC,
            ~own,
            auto_focus=True,
            custom_attrs={"data-automatic": ""},
        ),
        *boxes,
        class_name="yf-boxes",
    )


def _box(label: str, name: str, checked: rx.Var[bool], **props: object) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            default_checked=checked,
            class_name="size-4 accent-(--accent-9)",
            **props,
        ),
        label,
        class_name="flex items-center gap-2 cursor-pointer",
    )
