"""One contact: every field, editable in place, and what enrichment did."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.history import enrichment_history
from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import by_value
from yardflow.components.kit.buttons import button, icon_button, outside_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.field_list import field_list, value_or_dash
from yardflow.components.kit.in_place import (
    editable,
    editable_fields,
    field_row,
    filled,
    select_input,
    text_input,
)
from yardflow.components.kit.links import full_load_link, outside_link, text_link
from yardflow.components.records.badges import ATTENDEE_TONES, stage_badge
from yardflow.components.records.choices import owner_select
from yardflow.components.records.contact_cells import (
    PERSONAS,
    email_with_status,
    persona_badges,
)
from yardflow.components.records.events_card import events_card
from yardflow.components.records.notes_card import notes_card
from yardflow.components.records.record_page import (
    Header,
    Steps,
    added_and_updated,
    copy_menu,
    record_page,
    text_rows,
)
from yardflow.pages.page import Page, record_title
from yardflow.services.records.contact_fields import CONTACT
from yardflow.state.contacts.index import ContactsState
from yardflow.state.contacts.record import AUTOMATIC, ContactState
from yardflow.state.labels import ATTENDEE_STATUSES, SENIORITIES
from yardflow.state.records.deleting import warning

BACK = ("Contacts", ContactsState.list_href)
TITLE = record_title(ContactState.contact.name, "Contact")


STEPS = Steps(
    "Status",
    ("Listed", "Invited", "Registered", "Met"),
    ("Missed",),
    ATTENDEE_STATUSES,
    ATTENDEE_TONES,
)


def contact() -> rx.Component:
    """The record."""
    return record_page(
        TITLE,
        "Contact",
        ContactState,
        ContactState.contact.id,
        BACK,
        header=_header(),
        main=(_details(), notes_card(ContactState, ContactState.contact.id)),
        side=(
            _account(),
            events_card(ContactState, ContactState.contact.id, "Status", ATTENDEE_STATUSES),
            enrichment_history(),
        ),
        delete_warning=warning(),
    )


def _header() -> Header:
    contact = ContactState.contact
    return Header(
        picture=avatar(contact.initials, large=True),
        name=contact.name,
        name_inputs=(
            text_input("First name", "first_name", contact.first_name, placeholder="First name"),
            text_input(
                "Last name",
                "last_name",
                contact.last_name,
                first=False,
                placeholder="Last name",
            ),
        ),
        subtitle=rx.el.p(
            contact.title,
            rx.cond(contact.title != "", " at ", "At "),
            text_link(ContactState.account.name, ContactState.account.href),
            class_name="yf-muted",
        ),
        actions=(
            rx.cond(
                contact.email_href != "",
                outside_button("Email", contact.email_href, icon="mail", kind="primary"),
            ),
            _call(),
            copy_menu(
                ContactState,
                ("Email", contact.email),
                ("Phone", contact.texts["phone"]),
                ("Mobile", contact.texts["mobile"]),
            ),
            enrich_button(contact.id, explain=True),
        ),
        steps=STEPS,
    )


def _call() -> rx.Component:
    """Dials the number; a menu where there are two."""
    contact = ContactState.contact
    number = rx.cond(contact.mobile_href != "", contact.mobile_href, contact.phone_href).to(str)
    both = (contact.mobile_href != "") & (contact.phone_href != "")
    menu = rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(button("Call", icon="phone")),
        rx.dropdown_menu.content(
            *[
                rx.dropdown_menu.item(full_load_link(f"{label} · {shown}", href), as_child=True)
                for label, shown, href in (
                    ("Mobile", contact.texts["mobile"], contact.mobile_href),
                    ("Phone", contact.texts["phone"], contact.phone_href),
                )
            ],
        ),
        modal=False,
    )
    return rx.cond(both, menu, rx.cond(number != "", outside_button("Call", number, icon="phone")))


def _details() -> rx.Component:
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
            *text_rows(CONTACT, contact.texts, state, {"linkedin_url": linkedin}),
            field_row(
                "Owner",
                owner_select(
                    contact.owner_id,
                    state.owner_choices,
                    lambda owner: state.assign(contact.id, owner),
                ),
            ),
        ),
        added_and_updated(contact),
        title="Details",
    )


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


def _account() -> rx.Component:
    account = ContactState.account
    return card(
        field_list(
            ("Name", text_link(account.name, account.href)),
            ("Stage", stage_badge(account.stage)),
            ("ICP score", rx.el.span(account.score, class_name="yf-num")),
            ("Industry", _of_account("industry", account.industry)),
            ("Size", _of_account("size", account.size)),
            ("Headquarters", account.headquarters),
        ),
        title="Account",
    )


def _of_account(name: str, value: rx.Var[str]) -> rx.Component:
    """A field of the account that enrichment may fill in."""
    return rx.fragment(
        rx.el.span(
            value_or_dash(value),
            source_mark(name, ContactState),
            class_name="inline-flex flex-wrap items-center gap-1",
        ),
        suggestions(name, ContactState),
    )


PAGES = (Page("/contacts/[contact_id]", TITLE, contact, (ContactState.load,)),)
