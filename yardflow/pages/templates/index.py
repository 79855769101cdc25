"""The list of email templates."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.fields import form_error, text_field
from yardflow.components.kit.table import Column
from yardflow.components.kit.times import relative
from yardflow.components.records.list_cells import name_cell, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.pages.page import Page
from yardflow.pages.templates.sendgrid import import_button, import_dialog
from yardflow.state.templates.index import TemplatesState

COLUMNS = [
    Column(
        "Template",
        lambda row: name_cell(row, row.subject, square=True),
        sort="name",
        width="240px",
        grows=True,
    ),
    Column(
        "Subject", lambda row: text_cell(row.subject), name="subject", width="280px", grows=True
    ),
    Column("Version", lambda row: row.number, align="right", name="version", width="90px"),
    Column("Saved by", lambda row: text_cell(row.author), name="author", width="150px"),
    Column(
        "Updated",
        lambda row: relative(row.updated_at),
        sort="updatedAt",
        name="updated",
        width="140px",
    ),
]


def templates() -> rx.Component:
    """The list, and the dialog that adds a template."""
    return list_page(
        "Templates",
        TemplatesState,
        COLUMNS,
        _new(),
        import_dialog(),
        empty=empty_state(
            "mail",
            "No templates yet",
            "A template is an email that sequences send, filled in for each contact.",
            _add(),
        ),
        phone=lambda row: relative(row.updated_at),
        search="Name or subject",
        actions=rx.fragment(import_button(), _add()),
    )


def _add() -> rx.Component:
    return button(
        "New template", icon="plus", kind="primary", on_click=TemplatesState.ask_new(True)
    )


def _new() -> rx.Component:
    errors = TemplatesState.errors
    return dialog(
        "New template",
        rx.form(
            rx.el.div(
                form_error(errors.get("form", "").to(str)),
                text_field(
                    "Name",
                    "name",
                    error=errors.get("name", "").to(str),
                    required=True,
                    auto_focus=True,
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=TemplatesState.ask_new(False)), submit("Add template")
            ),
            on_submit=TemplatesState.add,
            custom_attrs={"data-kept": "new template"},
        ),
        open=TemplatesState.adding,
        on_open_change=TemplatesState.ask_new,
    )


PAGES = (Page("/templates", "Templates", templates, (TemplatesState.load,)),)
