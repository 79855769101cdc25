"""The list of sequences, and the forms that add one."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.drop_zone import drop_zone, upload_form, upload_refusal, uploaded_field
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.fields import form_error, select_field, text_field
from yardflow.components.kit.table import Column
from yardflow.components.kit.times import relative
from yardflow.components.records.list_cells import name_cell, owner_cell, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.components.sequences.badges import sequence_mark
from yardflow.pages.page import Page
from yardflow.services.sequences.definitions.reading import LARGEST_FILE, TOO_LARGE
from yardflow.services.sequences.starters.catalog import STARTERS
from yardflow.state.sequences.index import SequencesState

_BUILDS = SequencesState.me.is_admin
COLUMNS = [
    Column(
        "Name",
        lambda row: name_cell(row, row.published, square=True),
        sort="name",
        width="240px",
        grows=True,
    ),
    Column("Status", lambda row: sequence_mark(row.status), name="status", width="120px"),
    Column("Steps", lambda row: row.steps, align="right", name="steps", width="80px"),
    Column("Published", lambda row: text_cell(row.published), name="published", width="110px"),
    Column("Event", lambda row: text_cell(row.event), name="event", width="170px", grows=True),
    Column("Owner", owner_cell, name="owner", width="140px"),
    Column(
        "Updated",
        lambda row: relative(row.updated_at),
        sort="updatedAt",
        name="updated",
        width="130px",
    ),
]
_STARTERS = [
    ("", "An empty sequence"),
    *[(starter.key, f"{starter.name}: {starter.description}") for starter in STARTERS],
]


def sequences() -> rx.Component:
    """The list."""
    return list_page(
        "Sequences",
        SequencesState,
        COLUMNS,
        _new(),
        _import(),
        empty=empty_state(
            "mails",
            "No sequences yet",
            "A sequence emails contacts step by step, before, during and after an event.",
            rx.cond(_BUILDS, rx.fragment(_new_button(), _import_button())),
        ),
        phone=lambda row: sequence_mark(row.status, words=False),
        search="Name",
        actions=rx.cond(_BUILDS, rx.fragment(_import_button(), _new_button())),
    )


def _new_button() -> rx.Component:
    return button(
        "New sequence", icon="plus", kind="primary", on_click=SequencesState.ask_new(True)
    )


def _import_button() -> rx.Component:
    return button(
        "Import",
        icon="upload",
        on_click=SequencesState.ask_import(True),
        custom_attrs={"data-imports": ""},
    )


def _new() -> rx.Component:
    return dialog(
        "New sequence",
        rx.form(
            form_error(SequencesState.errors.get("form", "").to(str)),
            rx.el.div(
                text_field(
                    "Name",
                    "name",
                    error=SequencesState.errors.get("name", "").to(str),
                    required=True,
                    auto_focus=True,
                    placeholder="Post-event follow-up",
                ),
                select_field("Start from", "starter", _STARTERS, default_value=""),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=SequencesState.ask_new(False)), submit("Add sequence")
            ),
            on_submit=SequencesState.add,
            custom_attrs={"data-kept": "new sequence"},
        ),
        open=SequencesState.adding,
        on_open_change=SequencesState.ask_new,
    )


def _import() -> rx.Component:
    """A file is posted as soon as it is chosen, or dropped on the page, and its sequence opened."""
    return dialog(
        "Import a sequence",
        upload_form(
            drop_zone(f"JSON, up to {LARGEST_FILE // 1024} KB", ".json,application/json"),
            upload_refusal(SequencesState.errors.get("form", "").to(str)),
            uploaded_field(SequencesState.open_imported),
            dialog_actions(button("Cancel", on_click=SequencesState.ask_import(False))),
            action="/api/sequences/files",
            largest=LARGEST_FILE,
            too_large=TOO_LARGE,
            drops=True,
            class_name="flex flex-col gap-4",
        ),
        open=SequencesState.importing,
        on_open_change=SequencesState.ask_import,
        description="Choose a file that “Export as JSON” made. Its sequence is added as a draft.",
    )


PAGES = (Page("/sequences", "Sequences", sequences, (SequencesState.load,)),)
