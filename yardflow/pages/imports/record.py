"""One import: previewed and fixed before the run, followed during it, undone after it."""

import reflex as rx

from yardflow.components.imports.columns import import_columns
from yardflow.components.imports.companies import import_companies
from yardflow.components.imports.differences import import_differences
from yardflow.components.imports.grid import import_grid
from yardflow.components.imports.head import import_head
from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import loading_lines, progress_bar, record_or
from yardflow.components.kit.times import relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.tallies import Tally

BACK = ("Import", "/import/")
detail = ImportRecord.detail
TITLE = record_title(detail.filename, "Import")
_is_shown = ~detail.under_way & (detail.status != "undone") & (detail.status != "refused")


def import_record() -> rx.Component:
    return frame(
        TITLE,
        record_or(
            ImportRecord,
            "Import",
            BACK,
            card(loading_lines(8)),
            rx.fragment(
                rx.el.div(
                    import_head(),
                    rx.cond(
                        ImportRecord.refusal != "",
                        _callout("circle-alert", "red", ImportRecord.refusal),
                    ),
                    rx.cond(detail.other_kind != "", _other_kind()),
                    rx.cond(detail.under_way, _progress()),
                    rx.cond(
                        detail.status == "refused", _callout("circle-alert", "red", detail.error)
                    ),
                    rx.cond(_is_shown, _figures()),
                    rx.cond(detail.status == "undone", _undone()),
                    rx.cond(detail.is_draft & ImportRecord.asks_for_companies, import_companies()),
                    rx.cond(detail.is_draft, import_columns()),
                    rx.cond(
                        _is_shown & (ImportRecord.differences.length() > 0), import_differences()
                    ),
                    rx.cond(_is_shown, import_grid()),
                    class_name="flex flex-col gap-4",
                ),
            ),
        ),
        _question(),
        section="Import",
        back=BACK,
    )


def _other_kind() -> rx.Component:
    people = detail.other_kind == "contacts"
    return callout(
        "info",
        "orange",
        rx.el.div(
            rx.cond(people, "These rows look like contacts.", "These rows look like accounts."),
            button(
                rx.cond(people, "Import as contacts", "Import as accounts"),
                size="small",
                on_click=ImportRecord.change_kind(detail.other_kind),
            ),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
        ),
    )


def _progress() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.h2(
                    rx.match(
                        detail.status,
                        ("undoing", "Undoing import"),
                        ("reading", "Reading file"),
                        "Importing",
                    ),
                    class_name="font-semibold",
                ),
                rx.el.span(detail.steps, class_name="yf-num yf-muted ml-auto"),
                class_name="flex gap-3",
            ),
            progress_bar("Import progress", detail.percent),
            rx.el.div(
                rx.el.p(
                    rx.cond(detail.note != "", detail.note, "Queued"),
                    ". You can leave this page.",
                    class_name="yf-hint",
                    role="status",
                ),
                rx.cond(
                    ~detail.read_again,
                    button(
                        "Cancel", size="small", on_click=ImportRecord.cancel, class_name="ml-auto"
                    ),
                ),
                class_name="flex items-center gap-3",
            ),
            class_name="flex flex-col gap-3",
        )
    )


def _figures() -> rx.Component:
    return rx.fragment(
        rx.cond(
            detail.error != "",
            _callout(
                "circle-alert",
                "red",
                rx.el.span(
                    detail.error, rx.cond(detail.status == "failed", " Nothing was imported.", "")
                ),
            ),
        ),
        rx.el.div(
            rx.foreach(ImportRecord.tallies, _tally),
            class_name="yf-tallies",
        ),
        rx.cond(detail.kept_note != "", rx.el.p(detail.kept_note, class_name="yf-muted")),
        rx.cond(
            detail.is_draft,
            rx.el.p(detail.policy, class_name="yf-hint"),
            rx.fragment(
                rx.cond(
                    detail.accounts_note != "",
                    rx.el.p(detail.accounts_note, class_name="yf-muted"),
                ),
                rx.cond(detail.overwrote != "", rx.el.p(detail.overwrote, class_name="yf-muted")),
            ),
        ),
    )


def _tally(tally: Tally) -> rx.Component:
    return rx.el.div(
        rx.el.div(tally.label, class_name="yf-stat-label"),
        rx.el.div(tally.value, class_name="yf-stat-value", custom_attrs={"data-tone": tally.tone}),
        rx.el.div(tally.note, class_name="yf-stat-note"),
        class_name="yf-card yf-stat",
    )


def _callout(icon: str, tone: str, text: object) -> rx.Component:
    return rx.el.div(
        rx.icon(icon, size=16, class_name="flex-none mt-0.5"),
        rx.el.div(text),
        role="alert",
        class_name="yf-callout",
        custom_attrs={"data-tone": tone},
    )


def _undone() -> rx.Component:
    return card(
        rx.el.p(
            "Undone by ",
            detail.undone_by,
            ", ",
            relative(detail.undone_at),
            ".",
            class_name="yf-muted",
        ),
        rx.cond(
            detail.undo_results.length() > 0,
            rx.el.ul(
                rx.foreach(detail.undo_results, lambda line: rx.el.li(line)),
                class_name="list-disc pl-5 mt-2",
            ),
        ),
        rx.cond(
            detail.kept > 0,
            rx.el.div(
                rx.el.h3(
                    "Kept because they were edited",
                    class_name="font-semibold mt-4 mb-1",
                ),
                rx.el.ul(
                    rx.foreach(
                        ImportRecord.kept,
                        lambda row: rx.el.li(
                            rx.el.span(f"Row {row.line}", class_name="yf-num font-medium"),
                            rx.el.span(row.cells[0].text, class_name="yf-truncate max-w-[220px]"),
                            rx.el.span(row.problem, class_name="yf-muted"),
                        ),
                    ),
                    class_name="yf-rows -mx-4",
                ),
            ),
            rx.el.p("Everything was removed.", class_name="mt-2"),
        ),
        title="Undo results",
    )


def _question() -> rx.Component:
    done = detail.status == "done"
    return confirm_dialog(
        rx.cond(done, "Undo this import?", "Discard this import?"),
        rx.cond(
            done,
            "Deletes the records it created, clears the fields it filled, and restores the values "
            "it overwrote. Records edited since are kept and listed.",
            "Nothing has been imported. The file and your fixes will be deleted.",
        ),
        open=ImportRecord.confirming,
        on_open_change=ImportRecord.confirm,
        confirm=rx.cond(done, "Undo import", "Discard"),
        on_confirm=ImportRecord.remove,
    )


PAGES = (Page("/import/[import_id]", TITLE, import_record, (ImportRecord.load,)),)
