"""Enrolling contacts: the action in the list's bar, the button on a record, and their dialog."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import select_field
from yardflow.components.kit.links import text_link
from yardflow.components.kit.switches import switch_row
from yardflow.components.kit.ticks import tick
from yardflow.components.kit.times import moment
from yardflow.components.records.selection_bar import BarAction
from yardflow.state.sequences.enroll import EnrollState, SenderChoice, Skipped

state = EnrollState


def enroll_action() -> BarAction:
    """Enrolls what is selected in the list of contacts."""
    return BarAction("Enroll", on_select=state.ask_selected, shown_from="phone")


def enroll_button(contact_id: rx.Var[int], name: rx.Var[str]) -> rx.Component:
    """Enrolls the contact whose record is open."""
    return button("Enroll", icon="mails", on_click=state.ask_contact(contact_id, name))


def enroll_dialog() -> rx.Component:
    """In which sequence and from whom, and who would be enrolled and who skipped."""
    return dialog(
        state.title,
        rx.cond(
            state.sequences.length() == 0,
            _missing("No sequence is published yet.", "Sequences", "/sequences/"),
            rx.cond(
                state.senders.length() == 0,
                _missing("There is no sender to email them from yet.", "Senders", "/senders/"),
                _form(),
            ),
        ),
        open=state.is_open,
        on_open_change=state.close,
    )


def _missing(text: str, page: str, href: str) -> rx.Component:
    return rx.el.p(text, " ", text_link(f"Go to {page.lower()}", href))


def _form() -> rx.Component:
    return rx.el.div(
        select_field(
            "Sequence",
            "sequence",
            rx.Var.create([("", "Choose a sequence")]).to(list[tuple[str, str]]) + state.sequences,
            value=state.sequence_id,
            on_change=state.choose_sequence,
        ),
        rx.el.fieldset(
            rx.el.legend("Senders", class_name="font-medium mb-1"),
            rx.el.div(rx.foreach(state.senders, _sender), class_name="yf-enroll-senders -ml-2"),
        ),
        rx.el.div(
            switch_row(
                "Owners email their own contacts",
                "Contacts whose owner has a sender are emailed from it.",
                state.by_owner,
                state.turn_by_owner,
            ),
            class_name="-mx-4",
        ),
        rx.el.div(_forecast(), role="status", class_name="yf-enroll-forecast"),
        dialog_actions(
            button("Cancel", on_click=state.close(False)),
            button("Forecast", disabled=state.sequence_id == "", on_click=state.look_ahead),
            button(
                rx.cond(state.ready > 0, f"Enroll {state.ready}", "Enroll"),
                kind="primary",
                disabled=state.ready < 1,
                on_click=state.enroll,
            ),
        ),
        class_name="flex flex-col gap-4",
    )


def sender_words(sender: SenderChoice) -> rx.Component:
    """Who a sender is, and what is unusual about it."""
    return rx.el.span(
        sender.name,
        rx.el.span(" · ", sender.address, class_name="yf-muted"),
        rx.cond(sender.note != "", rx.el.span(" · ", sender.note, class_name="yf-hint")),
        class_name="[overflow-wrap:anywhere]",
    )


def _sender(sender: SenderChoice) -> rx.Component:
    return rx.el.div(
        tick(
            sender_words(sender),
            sender.chosen,
            lambda on: state.choose_sender(sender.id, on),
        ),
        key=sender.id.to(str),
    )


def _forecast() -> rx.Component:
    return rx.cond(
        state.ready < 0,
        rx.el.p(
            "Choose a sequence and a sender to see who will be enrolled.", class_name="yf-hint"
        ),
        rx.fragment(
            rx.el.p(state.ready_text, class_name="font-medium"),
            _first_emails(),
            rx.cond(
                state.skipped.length() > 0,
                rx.fragment(
                    rx.el.p("Skipped:", class_name="yf-muted mt-2"),
                    rx.el.ul(rx.foreach(state.skipped, _skipped)),
                ),
            ),
        ),
    )


def _first_emails() -> rx.Component:
    return rx.fragment(
        rx.cond(
            state.first_at != "",
            rx.el.p(
                "First emails: ",
                moment(state.first_at),
                rx.cond(state.last_at != "", rx.fragment(" to ", moment(state.last_at))),
            ),
        ),
        rx.cond(state.first_note != "", rx.el.p(state.first_note, class_name="yf-hint")),
    )


def _skipped(skipped: Skipped) -> rx.Component:
    return rx.el.li(
        rx.el.span(skipped.reason, class_name="min-w-0"),
        rx.el.span(skipped.count, class_name="yf-num"),
    )
