"""The tasks that sequences give to people."""

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.links import link, outside_link
from yardflow.components.kit.table import Column, row_link
from yardflow.components.kit.times import due
from yardflow.components.records.list_cells import owner_cell, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.pages.page import Page
from yardflow.state.sequences.tasks import TaskItem, TasksState

COLUMNS = [
    Column("Contact", lambda row: _contact(row), width="170px", grows=True),
    Column("Task", lambda row: text_cell(row.title, quiet=False), width="230px", grows=True),
    Column("Kind", lambda row: _kind(row), name="kind", width="105px"),
    Column("Due", lambda row: due(row.due_at), sort="dueAt", name="due", width="110px"),
    Column("Owner", owner_cell, name="owner", width="140px"),
    Column("Sequence", lambda row: _sequence(row), name="sequence", width="165px"),
    Column("Done", lambda row: _done(row), label_hidden=True, width="110px"),
]


def tasks() -> rx.Component:
    """The list."""
    return list_page(
        "Tasks",
        TasksState,
        COLUMNS,
        empty=empty_state(
            "clipboard-check",
            "No open tasks",
            "Tasks appear here when a sequence asks someone to call or meet a contact.",
        ),
        phone=_on_phone,
    )


def _contact(row: TaskItem) -> rx.Component:
    return rx.el.div(
        row_link(row.name, row.href),
        rx.el.div(row.account, class_name="yf-hint yf-truncate max-sm:hidden"),
        rx.el.div(row.title, class_name="yf-hint yf-truncate sm:hidden"),
        class_name="min-w-0",
    )


def _kind(row: TaskItem) -> rx.Component:
    return rx.cond(row.linkedin != "", _on_linkedin(row), text_cell(row.kind))


def _on_linkedin(row: TaskItem) -> rx.Component:
    """Above the link that the whole row is."""
    return rx.el.span(outside_link(row.kind, row.linkedin), class_name="relative z-[1]")


def _sequence(row: TaskItem) -> rx.Component:
    return link(
        row.sequence, href=row.sequence_href, title=row.sequence, class_name="yf-quiet-link"
    )


def _done(row: TaskItem) -> rx.Component:
    return button(
        "Done",
        icon="check",
        size="small",
        aria_label=rx.Var.create("Done: ") + row.title,
        on_click=TasksState.done(row.id),
        class_name="relative z-[1]",
    )


def _on_phone(row: TaskItem) -> rx.Component:
    return rx.fragment(
        due(row.due_at),
        rx.cond(row.linkedin != "", _on_linkedin(row)),
        icon_button(
            "check",
            rx.Var.create("Done: ") + row.title,
            kind="plain",
            on_click=TasksState.done(row.id),
        ),
    )


PAGES = (Page("/tasks", "Tasks", tasks, (TasksState.load,)),)
