"""The form for a file to import, and past imports."""

import reflex as rx

from yardflow.components.imports.badges import import_badge
from yardflow.components.kit.buttons import button, explained_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.drop_zone import upload_form
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.fields import select_field, text_field
from yardflow.components.kit.links import full_load_link
from yardflow.components.kit.table import Column, data_table, row_link
from yardflow.components.kit.times import relative
from yardflow.components.records.no_active_event import no_active_event
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.services.imports import ENCODINGS, MAX_BYTES, REASONS
from yardflow.state.imports.index import ImportItem, ImportsState
from yardflow.state.workplace import Workplace

SAMPLES = [
    ("Companies", "tradeshow_companies.csv"),
    ("Contacts", "tradeshow_people.csv"),
    ("Badge scans", "badge_scans.csv"),
    ("Excel workbook", "tradeshow.xlsx"),
]


def imports() -> rx.Component:
    return frame(
        "Import",
        rx.cond(
            ImportsState.loaded & (Workplace.active_event_id == ""),
            card(no_active_event(), flush=True),
            rx.el.div(_form(), _how_it_works(), class_name="yf-import"),
        ),
        card(
            loaded_or(
                ImportsState.loaded,
                ImportsState.problem,
                ImportsState.load,
                loading_rows(4),
                rx.cond(ImportsState.rows.length() > 0, _list(), _none()),
            ),
            title="Past imports",
            flush=True,
        ),
    )


def _form() -> rx.Component:
    return card(
        upload_form(
            _kinds(),
            rx.el.input(type="hidden", name="eventId", value=Workplace.active_event_id),
            rx.el.p(
                rx.icon("calendar-days", size=15, class_name="flex-none"),
                rx.el.span(
                    "Import into ",
                    rx.foreach(
                        Workplace.event_choices,
                        lambda event: rx.cond(
                            event.id == Workplace.active_event_id,
                            rx.el.strong(event.name, class_name="font-medium text-(--gray-12)"),
                        ),
                    ),
                    " (active event)",
                ),
                class_name="yf-muted flex items-center gap-2 text-[13px]",
            ),
            _drop_zone(),
            rx.el.div(
                text_field(
                    "Sheet",
                    "sheet",
                    hint="Leave empty to pick the best matching sheet.",
                    max_length=100,
                    auto_complete="off",
                ),
                custom_attrs={"data-workbook": ""},
            ),
            rx.el.div(
                select_field(
                    "Encoding",
                    "encoding",
                    [("", "Detect"), *ENCODINGS.items()],
                    hint="Choose another one if accented letters come out wrong.",
                ),
                custom_attrs={"data-text-file": ""},
            ),
            _refusal(),
            rx.el.div(
                explained_button(
                    "Preview import",
                    rx.cond(Workplace.active_event_id == "", "Choose an active event first.", ""),
                    name="preview",
                    align="start",
                    kind="primary",
                    type="submit",
                ),
                rx.el.span("Nothing is saved until you confirm.", class_name="yf-hint"),
                class_name="flex flex-wrap items-center gap-3",
            ),
            action="/api/imports",
            largest=MAX_BYTES,
            too_large=REASONS["too_large"],
            class_name="flex flex-col gap-4",
        ),
        title="Import a file",
    )


def _kinds() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Each row is a", class_name="yf-label mb-1.5"),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio", name="kind", value=kind, default_checked=kind == "contacts"
                ),
                rx.icon(icon, size=16),
                rx.el.span(
                    rx.el.span(name, class_name="font-medium block"),
                    rx.el.span(examples, class_name="yf-hint block"),
                ),
                class_name="yf-kind",
            )
            for kind, icon, name, examples in (
                ("contacts", "users", "Contact", "Attendees, leads, badge scans"),
                ("accounts", "building-2", "Account", "Exhibitors, target companies"),
            )
        ],
        class_name="grid grid-cols-1 sm:grid-cols-2 gap-2",
    )


def _drop_zone() -> rx.Component:
    """The file field covers all of it, so that a file can be dropped anywhere on it."""
    return rx.el.label(
        rx.icon("file-up", size=22),
        rx.el.span(
            rx.el.span("Choose a file", class_name="yf-link font-medium"),
            " or drop it here",
            custom_attrs={"data-empty": ""},
        ),
        rx.el.span(custom_attrs={"data-chosen": ""}, class_name="font-medium"),
        rx.el.span("CSV or Excel (.xlsx), up to 50 MB", class_name="yf-hint"),
        rx.el.input(
            type="file",
            name="file",
            required=True,
            accept=".csv,.tsv,.txt,.xlsx,text/csv",
            aria_label="File to import",
        ),
        class_name="yf-drop",
    )


def _refusal() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ImportsState.refusal != "",
            rx.el.p(
                ImportsState.refusal, class_name="yf-callout", custom_attrs={"data-tone": "red"}
            ),
        ),
        rx.el.div(
            rx.el.div(rx.el.div(), class_name="yf-progress"),
            rx.el.span(class_name="yf-hint"),
            custom_attrs={"data-progress": ""},
            role="status",
        ),
        rx.el.p(
            class_name="yf-callout empty:hidden",
            custom_attrs={"data-tone": "red", "data-refusal": ""},
        ),
        role="alert",
        class_name="contents",
    )


def _how_it_works() -> rx.Component:
    return card(
        rx.el.ul(
            _hint("columns-3", "Columns are matched automatically, in several languages."),
            _hint("copy-check", "Duplicates are detected."),
            _hint(
                "shield-check",
                "Only empty fields are filled, except in columns that you choose to overwrite.",
            ),
            _hint("undo-2", "Undo a whole import at any time."),
            class_name="flex flex-col gap-3",
        ),
        rx.el.div(
            rx.el.h3("No file handy? Try a sample", class_name="yf-label"),
            rx.el.ul(
                *[
                    rx.el.li(
                        full_load_link(
                            name, f"/api/imports/samples/{file}", class_name="yf-link text-[13px]"
                        ),
                        rx.el.span(f" {file}", class_name="yf-hint"),
                    )
                    for name, file in SAMPLES
                ],
                class_name="flex flex-col gap-1.5 pointer-coarse:gap-6 mt-2",
            ),
            class_name="mt-5 pt-4 border-t border-(--gray-5)",
        ),
        title="How it works",
    )


def _hint(icon: str, text: str) -> rx.Component:
    return rx.el.li(
        rx.icon(icon, size=16, class_name="flex-none mt-0.5 text-(--gray-11)"),
        rx.el.span(text),
        class_name="flex gap-2.5",
    )


def _list() -> rx.Component:
    return rx.fragment(
        data_table(
            "Past imports",
            [
                Column("File", _name),
                Column(
                    "Status", lambda row: import_badge(row.status, row.status_label), width="150px"
                ),
                Column("Result", _result, shown_from="md"),
                Column("Uploaded by", lambda row: row.made_by, shown_from="lg"),
                Column("Date", lambda row: relative(row.created_at), shown_from="sm"),
            ],
            ImportsState.rows,
            key=lambda row: row.id.to(str),
        ),
        rx.cond(
            ImportsState.has_more,
            rx.el.div(
                button("Show more", size="small", on_click=ImportsState.show_more),
                class_name="yf-pager justify-center!",
            ),
        ),
    )


def _name(row: ImportItem) -> rx.Component:
    return rx.el.div(
        row_link(row.filename, row.href),
        rx.el.div(row.about, class_name="yf-hint yf-truncate"),
        class_name="min-w-0 max-w-[210px] sm:max-w-[320px]",
    )


def _result(row: ImportItem) -> rx.Component:
    return rx.el.span(row.result, class_name="yf-num")


def _none() -> rx.Component:
    return empty_state(
        "upload", "No imports yet", "Your imports appear here. You can undo them any time."
    )


PAGES = (Page("/import", "Import", imports, (ImportsState.load,)),)
