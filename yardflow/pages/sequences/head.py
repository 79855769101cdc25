"""The head of a sequence's pages: what it is, whether it runs, its tabs, and what is done to it."""

from functools import partial

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, explained_button, icon_button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.links import full_load_link, text_link
from yardflow.components.kit.tabs import link_tabs
from yardflow.components.sequences.badges import sequence_badge
from yardflow.components.sequences.domains import domains_left
from yardflow.components.sequences.publishing import publishing_dialog
from yardflow.pages.page import record_title
from yardflow.state.sequences.index import SequencesState
from yardflow.state.sequences.publishing import PublishingState
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState

state, sequence = SequenceState, SequenceState.sequence
# Who is no administrator looks, and changes nothing.
BUILDS = state.me.is_admin
BACK = ("Sequences", SequencesState.list_href)
TITLE = record_title(sequence.name, "Sequence")


def head_dialogs() -> tuple[rx.Component, ...]:
    """The dialogs that the head of the page opens."""
    return (
        _pause_dialog(),
        publishing_dialog(),
        confirm_dialog(
            f"Delete {sequence.name}?",
            "It was never published, so no one is in it. This can't be undone.",
            open=state.confirming_delete,
            on_open_change=state.ask_delete,
            confirm="Delete sequence",
            on_confirm=state.delete,
        ),
    )


def head(tab: str) -> rx.Component:
    """What the sequence is and whether it runs, over its tabs; ``tab`` is the open one."""
    address = f"/sequences/{sequence.id}/"
    overview = ("overview", "Overview", f"{address}overview/")
    tabs = [
        ("steps", "Steps", address),
        ("preview", "Preview", f"/sequences/preview/{sequence.id}/"),
        ("forecast", "Forecast", f"/sequences/forecast/{sequence.id}/"),
    ]
    row = partial(link_tabs, "Sequence", rx.Var.create(tab))
    return rx.fragment(_head(), rx.cond(sequence.number > 0, row([overview, *tabs]), row(tabs)))


def _head() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    sequence_badge(sequence.status),
                    rx.cond(
                        sequence.paused & (sequence.status != "paused"), badge("Paused", "orange")
                    ),
                    rx.el.span(
                        rx.cond(
                            sequence.number > 0,
                            f"Version {sequence.number} is published",
                            "Not published yet",
                        ),
                        class_name="yf-hint",
                    ),
                    rx.cond(
                        sequence.number > 0,
                        text_link("Replay", f"/sequences/replay/{sequence.id}/"),
                    ),
                    rx.cond(
                        sequence.number > 0,
                        text_link("Outbox", f"/outbox/?sequence={sequence.id}"),
                    ),
                    class_name="flex flex-wrap items-center gap-2",
                ),
                rx.cond(sequence.description != "", rx.el.p(sequence.description)),
                rx.cond(
                    ResultsState.total != "",
                    rx.el.p(ResultsState.total, class_name="yf-hint yf-num"),
                ),
                class_name="min-w-0 flex-1 basis-[260px] flex flex-col gap-1.5 whitespace-pre-line "
                "[overflow-wrap:anywhere]",
            ),
            rx.el.div(
                _pause(),
                rx.cond(BUILDS, _publish()),
                _more(),
                class_name="flex flex-wrap gap-2",
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.cond(
            sequence.paused,
            rx.el.div(
                callout("pause", "orange", rx.fragment("Paused: ", sequence.pause_reason)),
                class_name="mt-3",
            ),
        ),
        rx.cond(sequence.status != "archived", domains_left()),
    )


def _pause() -> rx.Component:
    return rx.cond(
        sequence.paused,
        button("Resume", icon="play", on_click=state.resume),
        rx.cond(
            sequence.status != "draft",
            button("Pause", icon="pause", on_click=state.ask_pause(True)),
        ),
    )


def _publish() -> rx.Component:
    nothing = f"Nothing has changed since version {sequence.number}."
    unchanged = rx.cond((sequence.number > 0) & (state.changes.length() == 0), nothing, "")
    return rx.cond(
        sequence.status != "archived",
        explained_button(
            "Publish",
            unchanged,
            name="publish",
            icon="send",
            kind=rx.cond(unchanged == "", "primary", "plain"),
            on_click=PublishingState.ask,
        ),
        button("Restore", icon="archive-restore", kind="primary", on_click=state.restore),
    )


def _more() -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            rx.cond(BUILDS, rx.dropdown_menu.item("Clone", on_select=state.clone)),
            rx.dropdown_menu.item(
                full_load_link(
                    "Export as JSON",
                    f"/api/sequences/{sequence.id}/file",
                    custom_attrs={"download": f"{sequence.name}.json"},
                    class_name="block w-full",
                ),
            ),
            rx.cond(
                BUILDS & ((sequence.status == "active") | (sequence.status == "paused")),
                rx.dropdown_menu.item("Archive", on_select=state.archive),
            ),
            rx.cond(
                BUILDS & (sequence.status == "draft"),
                rx.dropdown_menu.item(
                    "Delete…", color_scheme="red", on_select=state.ask_delete(True)
                ),
            ),
            align="end",
        ),
        modal=False,
    )


def _pause_dialog() -> rx.Component:
    return dialog(
        f"Pause {sequence.name}?",
        rx.form(
            text_field(
                "Reason",
                "reason",
                error=state.errors.get("reason", "").to(str),
                placeholder="Optional",
                max_length=300,
                auto_focus=True,
            ),
            dialog_actions(
                button("Cancel", on_click=state.ask_pause(False)), submit("Pause sequence")
            ),
            on_submit=state.pause,
            custom_attrs={"data-kept": "pause"},
        ),
        open=state.pausing,
        on_open_change=state.ask_pause,
        description="No one is emailed until you resume it. Contacts stay where they are.",
    )
