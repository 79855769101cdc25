"""The dialog that adds a contact, from the list of contacts and from an account."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import form_error, text_field


def new_contact_dialog(
    title: str | rx.Var[str], state: Any, *account: rx.Component
) -> rx.Component:
    """``state`` has ``adding``, ``errors`` by field, and the handlers ``ask_new`` and ``add``;
    ``account`` are the controls that choose the account, where it is not given.
    """
    return dialog(
        title,
        rx.form(
            rx.el.div(
                form_error(state.errors.get("form", "").to(str)),
                rx.el.div(
                    field(state, "First name", "first_name", auto_focus=True),
                    field(state, "Last name", "last_name"),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                *account,
                field(state, "Job title", "title", hint="Used to infer personas and seniority."),
                rx.el.div(
                    field(state, "Email", "email", input_mode="email"),
                    field(state, "Phone", "phone", type="tel"),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(button("Cancel", on_click=state.ask_new(False)), submit("Add contact")),
            on_submit=state.add,
            custom_attrs={"data-kept": "contact"},
        ),
        open=state.adding,
        on_open_change=state.ask_new,
        width="520px",
    )


def field(state: Any, label: str, name: str, **props: object) -> rx.Component:
    """A text field with the error that ``state.errors`` has for it."""
    return text_field(label, name, error=state.errors.get(name, "").to(str), **props)
