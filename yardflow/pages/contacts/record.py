"""One contact: its fields, notes, account and events, and what enrichment did."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.history import enrichment_history
from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.enrichment.run_result import run_result
from yardflow.components.hubspot.record_card import hubspot_card
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.buttons import Kind, button, outside_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.field_list import field_list, value_or_dash
from yardflow.components.kit.in_place import text_input
from yardflow.components.kit.links import full_load_link, text_link
from yardflow.components.meetings.card import meetings_card
from yardflow.components.records.badges import ATTENDEE_TONES, stage_badge
from yardflow.components.records.events_card import events_card
from yardflow.components.records.notes_card import notes_card
from yardflow.components.records.record_page import Header, Steps, copy_menu, record_page
from yardflow.components.sequences.conversation import conversation_card
from yardflow.components.sequences.enroll import enroll_button, enroll_dialog
from yardflow.components.sequences.enrollments import sequences_card
from yardflow.components.sequences.why import why_dialog
from yardflow.pages.contacts.details import details_card
from yardflow.pages.meetings.dialog import meeting_dialog
from yardflow.pages.page import Page, record_title
from yardflow.state.contacts.index import ContactsState
from yardflow.state.contacts.record import ContactState
from yardflow.state.hubspot.record import HubspotRecord
from yardflow.state.labels import ATTENDEE_STATUSES
from yardflow.state.meetings.form import MeetingFormState
from yardflow.state.meetings.of_contact import ContactMeetings
from yardflow.state.records.deleting import warning
from yardflow.state.sequences.conversation import ConversationState
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.why import WhyState

BACK = ("Contacts", ContactsState.list_href)
CONVERSATION = (ConversationState.load, ConversationState.follow)
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
        main=(
            details_card(),
            notes_card(ContactState, ContactState.contact.id),
            conversation_card(ContactState.contact.id),
        ),
        side=(
            _account(),
            events_card(ContactState, ContactState.contact.id, "Status", ATTENDEE_STATUSES),
            meetings_card(ContactState.contact.id, ContactState.contact.name),
            sequences_card(),
            hubspot_card(ContactState.contact.id),
            enrichment_history(),
        ),
        at_thumb=(
            _call(kind="primary"),
            button(
                "Meeting",
                on_click=MeetingFormState.ask_new(
                    ContactState.contact.id, ContactState.contact.name
                ),
            ),
        ),
        dialogs=(enroll_dialog(), why_dialog(), meeting_dialog()),
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
            enroll_button(contact.id, contact.name),
            enrich_button(contact.id, explain=True),
        ),
        steps=STEPS,
        result=run_result(contact.id),
    )


def _call(kind: Kind = "plain") -> rx.Component:
    """Dials the number; a menu where there are two."""
    contact = ContactState.contact
    number = rx.cond(contact.mobile_href != "", contact.mobile_href, contact.phone_href).to(str)
    both = (contact.mobile_href != "") & (contact.phone_href != "")
    menu = rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(button("Call", icon="phone", kind=kind)),
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
    single = outside_button("Call", number, icon="phone", kind=kind)
    return rx.cond(both, menu, rx.cond(number != "", single))


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
            custom_attrs={"data-fresh": ContactState.fresh.contains(name).to(str)},
        ),
        suggestions(name, ContactState),
    )


PAGES = (
    Page(
        "/contacts/[contact_id]",
        TITLE,
        contact,
        (
            WhyState.close(False),
            MeetingFormState.close(False),
            ContactState.load,
            EnrollmentList.load_contact,
            *CONVERSATION,
            ContactMeetings.load,
            HubspotRecord.load_contact,
        ),
    ),
)
