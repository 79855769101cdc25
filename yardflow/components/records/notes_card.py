"""The notes about a record, and the form for a new one above them."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import icon_button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.in_place import row_form
from yardflow.components.kit.times import relative
from yardflow.state.records.notes import NEW_NOTE, NoteItem

_ON_CTRL_ENTER_SEND: rx.Var = rx.Var(
    "(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))"
    " event.currentTarget.requestSubmit() }"
)


def notes_card(state: Any, record: rx.Var[int]) -> rx.Component:
    """``state`` mixes in `yardflow.state.records.notes.Noted`, and shows the record with the id
    ``record``; what is typed for a new note leaves with it.
    """
    return card(
        _new(state, record),
        rx.el.ul(
            rx.foreach(state.notes, lambda note: _note(note, state)),
            class_name="yf-notes",
            aria_label="Notes",
        ),
        confirm_dialog(
            "Delete this note?",
            "This can't be undone.",
            open=state.deleting_note > 0,
            on_open_change=state.close_delete_note,
            confirm="Delete note",
            on_confirm=state.delete_note,
        ),
        title="Notes",
    )


def _new(state: Any, record: rx.Var[int]) -> rx.Component:
    return rx.form(
        rx.el.input(type="hidden", name="record", default_value=record),
        rx.el.textarea(
            name="note",
            id=NEW_NOTE,
            placeholder="Write a note",
            aria_label="New note",
            rows="2",
            required=True,
            class_name="yf-input",
        ),
        _error(state.new_note_error),
        rx.el.div(
            rx.el.span(
                rx.cond(state.at_current != "", state.current_event.name, ""),
                class_name="yf-hint yf-truncate",
            ),
            submit("Add note", size="small", kind="plain"),
            class_name="flex items-center justify-between gap-3",
        ),
        on_submit=state.add_note,
        key=f"{record} {state.notes_added}",
        custom_attrs={"onKeyDown": _ON_CTRL_ENTER_SEND, "data-kept": "note"},
        aria_label="New note",
        class_name="flex flex-col gap-2",
    )


def _note(note: NoteItem, state: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.div(note.author, class_name="font-medium text-[13px] yf-truncate"),
                rx.el.div(
                    rx.cond(note.event != "", f"{note.event} · ", ""),
                    relative(note.at),
                    rx.cond(note.edited, " · edited", ""),
                    class_name="yf-hint",
                ),
                class_name="min-w-0 flex-1",
            ),
            rx.cond(note.mine, _actions(note, state)),
            class_name="flex items-start gap-2 mb-1",
        ),
        rx.cond(
            state.editing_note == note.id,
            _edit(note, state),
            rx.el.p(note.text, class_name="whitespace-pre-wrap [overflow-wrap:anywhere]"),
        ),
        key=note.id.to(str),
    )


def _actions(note: NoteItem, state: Any) -> rx.Component:
    return rx.el.span(
        icon_button("pencil", "Edit note", size="small", on_click=state.edit_note(note.id)),
        icon_button(
            "trash-2", "Delete note", size="small", on_click=state.ask_delete_note(note.id)
        ),
        class_name="yf-note-actions",
    )


def _edit(note: NoteItem, state: Any) -> rx.Component:
    return row_form(
        rx.el.textarea(
            name="note",
            default_value=note.text,
            aria_label="Note",
            auto_focus=True,
            rows="3",
            required=True,
            class_name="yf-input",
        ),
        error=state.note_error,
        save=state.save_note,
        cancel=state.stop_editing_note,
        kept=f"note {note.id}",
        label="Edit note",
        class_name="flex flex-col gap-2 pt-1",
    )


def _error(message: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.cond(message != "", rx.el.p(message, class_name="yf-error")), role="alert")
