"""One import: looked over and mended before the run, followed during it, undone after it."""

import reflex as rx

from yardflow.components.imports.columns import import_columns
from yardflow.components.imports.grid import import_grid
from yardflow.components.kit.badges import import_badge
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import loaded_or, loading_lines, progress_bar
from yardflow.components.kit.times import moment
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.view import Tally

one = ImportRecord.one
_is_shown = ~one.under_way & (one.status != "undone") & (one.status != "refused")


def import_record() -> rx.Component:
    """The import that the address names."""
    return frame(
        rx.cond(one.filename != "", one.filename, "Import"),
        loaded_or(
            ImportRecord.loaded,
            ImportRecord.problem,
            ImportRecord.load,
            card(loading_lines(8)),
            rx.fragment(
                rx.el.div(
                    _head(),
                    rx.cond(one.under_way, _progress()),
                    rx.cond(one.status == "refused", _callout("circle-alert", "red", one.error)),
                    rx.cond(_is_shown, _figures()),
                    rx.cond(one.status == "undone", _undone()),
                    rx.cond(one.is_draft, import_columns()),
                    rx.cond(_is_shown, import_grid()),
                    class_name="flex flex-col gap-4",
                ),
            ),
        ),
        _question(),
        section="Import",
        back=("Import", "/import/"),
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                import_badge(one.status, one.word),
                rx.el.span(
                    rx.cond(one.kind == "contacts", "Contacts of ", "Accounts of "), one.event
                ),
                class_name="flex flex-wrap items-center gap-2 font-medium",
            ),
            rx.el.p(
                rx.cond(one.read_as != "", one.read_as + " · brought by ", "Brought by "),
                one.made_by,
                ", ",
                moment(one.created_at),
                class_name="yf-hint",
            ),
            rx.cond(
                one.is_draft & one.encoding_guessed,
                rx.el.p(
                    "If letters look wrong, upload the file again and choose its encoding.",
                    class_name="yf-hint",
                ),
            ),
            class_name="min-w-0 flex-1 basis-[260px] flex flex-col gap-1",
        ),
        rx.el.div(
            rx.match(
                one.status,
                ("draft", _draft_actions()),
                ("failed", _draft_actions()),
                ("refused", _refused_actions()),
                ("done", _done_actions()),
                rx.fragment(),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def _draft_actions() -> rx.Component:
    return rx.fragment(
        button("Throw away", icon="trash-2", kind="ghost", on_click=ImportRecord.ask(True)),
        button(
            one.run_label,
            icon="check",
            kind="primary",
            disabled=~one.can_run,
            on_click=ImportRecord.run,
        ),
    )


def _refused_actions() -> rx.Component:
    return rx.fragment(
        button("Throw away", icon="trash-2", kind="ghost", on_click=ImportRecord.ask(True)),
        button_link("Choose another file", "/import/", kind="primary"),
    )


def _done_actions() -> rx.Component:
    return rx.fragment(
        button("Undo this import", icon="undo-2", on_click=ImportRecord.ask(True)),
        rx.cond(
            one.kind == "contacts",
            rx.fragment(
                button_link("Enrich these contacts", one.enrich_href, icon="sparkles"),
                button_link("See the contacts", "/contacts/", kind="primary"),
            ),
            button_link("See the accounts", "/accounts/", kind="primary"),
        ),
    )


def _progress() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.h2(
                    rx.match(
                        one.status,
                        ("undoing", "Undoing the import"),
                        ("reading", "Reading the file"),
                        "Importing",
                    ),
                    class_name="font-semibold",
                ),
                rx.el.span(one.steps, class_name="yf-num yf-muted ml-auto"),
                class_name="flex gap-3",
            ),
            progress_bar("Progress of the import", one.percent),
            rx.el.div(
                rx.el.p(
                    rx.cond(one.note != "", one.note, "Waiting for its turn"),
                    ". You may leave this page: it goes on.",
                    class_name="yf-hint",
                    role="status",
                ),
                button("Cancel", size="small", on_click=ImportRecord.cancel, class_name="ml-auto"),
                class_name="flex items-center gap-3",
            ),
            class_name="flex flex-col gap-3",
        )
    )


def _figures() -> rx.Component:
    return rx.fragment(
        rx.cond(
            one.error != "",
            _callout(
                "circle-alert",
                "red",
                rx.el.span(
                    one.error, rx.cond(one.status == "failed", " Nothing was imported.", "")
                ),
            ),
        ),
        rx.el.div(
            rx.foreach(ImportRecord.tallies, _tally),
            class_name="yf-tallies",
        ),
        rx.cond(
            one.is_draft,
            rx.el.p(one.policy, class_name="yf-hint"),
            rx.cond(one.beside != "", rx.el.p(one.beside, class_name="yf-muted")),
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
            "Undone by ", one.undone_by, ", ", moment(one.undone_at), ".", class_name="yf-muted"
        ),
        rx.cond(
            one.undo.length() > 0,
            rx.el.ul(
                rx.foreach(one.undo, lambda line: rx.el.li(line)),
                class_name="list-disc pl-5 mt-2",
            ),
        ),
        rx.cond(
            one.kept > 0,
            rx.el.div(
                rx.el.h3(
                    "What stays, because somebody worked on it since",
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
            rx.el.p("Nothing of it is left.", class_name="mt-2"),
        ),
        title="What undoing did",
    )


def _question() -> rx.Component:
    done = one.status == "done"
    return confirm_dialog(
        rx.cond(done, "Undo this import?", "Throw this list away?"),
        rx.cond(
            done,
            "What it created goes, and what it filled in is empty again. Whatever somebody changed "
            "since stays as it is, and you are told which.",
            "Nothing of it is in your records yet. The file is forgotten with what you mended.",
        ),
        open=ImportRecord.asking,
        on_open_change=ImportRecord.ask,
        confirm="Yes, do it",
        on_confirm=ImportRecord.remove,
    )


PAGES = (Page("/import/[import_id]", "Import", import_record, (ImportRecord.load,)),)
