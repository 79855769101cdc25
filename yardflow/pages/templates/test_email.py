"""The dialog that sends a template to oneself."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import form_error, select_field
from yardflow.components.kit.links import text_link
from yardflow.state.templates.record import TemplateState
from yardflow.state.templates.test_email import TestEmailState

state = TestEmailState


def test_email_button() -> rx.Component:
    """Opens the dialog."""
    return button("Send test", icon="send", on_click=state.ask)


def test_email_dialog() -> rx.Component:
    """From whom the test email comes; it shows the person of the preview."""
    return dialog(
        "Send a test email",
        rx.cond(
            state.senders.length() == 0,
            rx.el.p("There is no sender yet. ", text_link("Go to senders", "/senders/")),
            _form(),
        ),
        open=state.is_open,
        on_open_change=state.close,
        description=rx.cond(
            TemplateState.person != "",
            f"To {state.me.email}, as {TemplateState.person_name} would get it.",
            f"To {state.me.email}, with sample values.",
        ),
    )


def _form() -> rx.Component:
    return rx.form(
        rx.el.input(type="hidden", name="template", value=TemplateState.template.id),
        rx.el.input(type="hidden", name="contact", value=TemplateState.person),
        rx.el.div(
            form_error(state.error),
            select_field(
                "From", "sender", state.senders, hint="The version you saved last is sent."
            ),
            class_name="flex flex-col gap-4",
        ),
        dialog_actions(
            button("Cancel", on_click=state.close(False)),
            submit("Send test", busy=state.busy),
        ),
        on_submit=state.send,
    )
