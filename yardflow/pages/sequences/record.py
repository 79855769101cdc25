"""One sequence: its steps, its rules, and the versions that were published."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.feedback import loading_lines, record_or
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.links import full_load_link, text_link
from yardflow.components.kit.times import relative
from yardflow.components.sequences.badges import sequence_badge
from yardflow.components.sequences.enroll import enroll_dialog
from yardflow.components.sequences.enrollments import enrollments_card
from yardflow.components.sequences.forecast import forecast_card
from yardflow.components.sequences.lists import list_button, list_dialogs
from yardflow.components.sequences.moving import moving_dialog, moving_notice
from yardflow.components.sequences.rules import OPEN, rules_card, rules_dialogs
from yardflow.components.sequences.splits import splits_card
from yardflow.components.sequences.why import why_dialog
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.pages.sequences.canvas import steps_card
from yardflow.pages.sequences.settings import settings_drawer
from yardflow.pages.sequences.step_dialog import step_dialog
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.forecast import ForecastState
from yardflow.state.sequences.index import SequencesState
from yardflow.state.sequences.lists import ListState
from yardflow.state.sequences.moving import MovingState
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState
from yardflow.state.sequences.rules import RulesState
from yardflow.state.sequences.splits import SplitsState
from yardflow.state.sequences.view import VersionItem
from yardflow.state.sequences.why import WhyState

state, sequence = SequenceState, SequenceState.sequence
BACK = ("Sequences", SequencesState.list_href)
TITLE = record_title(sequence.name, "Sequence")


def record() -> rx.Component:
    """The record."""
    return frame(
        TITLE,
        record_or(
            state,
            "Sequence",
            BACK,
            card(loading_lines(8)),
            rx.el.div(
                _head(),
                moving_notice(),
                rx.el.div(
                    rx.el.div(
                        steps_card(),
                        rx.cond(
                            sequence.number > 0, enrollments_card(rx.cond(OPEN, list_button()))
                        ),
                        forecast_card(),
                        class_name="flex flex-col gap-4 min-w-0",
                    ),
                    rx.el.div(
                        _settings(),
                        rules_card(),
                        splits_card(),
                        _versions(),
                        class_name="flex flex-col gap-4 min-w-0",
                    ),
                    class_name="yf-sequence",
                ),
                class_name="flex flex-col gap-4",
            ),
        ),
        why_dialog(),
        moving_dialog(),
        *rules_dialogs(),
        *list_dialogs(),
        enroll_dialog(),
        step_dialog(),
        settings_drawer(),
        _pause_dialog(),
        confirm_dialog(
            f"Delete {sequence.name}?",
            "It was never published, so no one is in it. This can't be undone.",
            open=state.confirming_delete,
            on_open_change=state.ask_delete,
            confirm="Delete sequence",
            on_confirm=state.delete,
        ),
        section="Sequences",
        back=BACK,
    )


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
                _publish(),
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
    return rx.cond(
        sequence.status != "archived",
        button(
            "Publish",
            icon="send",
            kind=rx.cond((sequence.number == 0) | (state.changes.length() > 0), "primary", "plain"),
            on_click=state.publish,
        ),
        button("Restore", icon="archive-restore", kind="primary", on_click=state.restore),
    )


def _more() -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            rx.dropdown_menu.item("Clone", on_select=state.clone),
            rx.dropdown_menu.item(
                full_load_link(
                    "Export as JSON",
                    f"/api/sequences/{sequence.id}/file",
                    custom_attrs={"download": f"{sequence.name}.json"},
                    class_name="block w-full",
                ),
            ),
            rx.cond(
                (sequence.status == "active") | (sequence.status == "paused"),
                rx.dropdown_menu.item("Archive", on_select=state.archive),
            ),
            rx.cond(
                sequence.status == "draft",
                rx.dropdown_menu.item("Delete…", color="red", on_select=state.ask_delete(True)),
            ),
            align="end",
        ),
        modal=False,
    )


def _settings() -> rx.Component:
    return card(
        rx.el.dl(
            _fact("Sending window", sequence.window),
            _fact("Who can enter", sequence.entry),
            _fact(
                "Event", rx.cond(sequence.event != "", sequence.event, "Each contact's own event")
            ),
            _fact("Owner", rx.cond(sequence.owner != "", sequence.owner, "Unassigned")),
            class_name="flex flex-col gap-3",
        ),
        title="Settings",
        actions=button("Edit", icon="pencil", size="small", on_click=state.ask_settings(True)),
    )


def _fact(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="yf-hint"),
        rx.el.dd(value, class_name="[overflow-wrap:anywhere]"),
    )


def _versions() -> rx.Component:
    return rx.cond(
        state.versions.length() > 0,
        card(
            rx.el.ol(rx.foreach(state.versions, _a_version), class_name="flex flex-col gap-3"),
            title="Versions",
        ),
    )


def _a_version(version: VersionItem) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(f"Version {version.number}", class_name="font-medium"),
            rx.el.span(
                rx.cond(version.by != "", f" by {version.by}, ", ", "),
                relative(version.at),
                class_name="yf-hint",
            ),
        ),
        rx.cond(
            (version.number != sequence.number) | (state.changes.length() > 0),
            button(
                "Restore",
                size="small",
                kind="ghost",
                aria_label=f"Restore version {version.number}",
                on_click=state.restore_version(version.number),
            ),
        ),
        rx.foreach(
            version.changes,
            lambda text: rx.el.p(text, class_name="yf-hint [overflow-wrap:anywhere]"),
        ),
        key=version.number.to(str),
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


PAGES = (
    Page(
        "/sequences/[sequence_id]",
        TITLE,
        record,
        (
            WhyState.close(False),
            SequenceState.load,
            EnrollmentList.load_sequence,
            RulesState.load,
            ListState.load,
            MovingState.load,
            ForecastState.load,
            ResultsState.load,
            SplitsState.load,
        ),
    ),
)
