"""One sequence: its steps, its rules, and the versions that were published."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loading_lines, record_or
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.links import full_load_link, text_link
from yardflow.components.kit.times import relative
from yardflow.components.sequences.badges import sequence_badge
from yardflow.components.sequences.enroll import enroll_dialog
from yardflow.components.sequences.enrollments import enrollments_card, why_dialog
from yardflow.components.sequences.forecast import forecast_card
from yardflow.components.sequences.lists import list_button, list_dialogs
from yardflow.components.sequences.moving import moving_dialog, moving_notice
from yardflow.components.sequences.rules import OPEN, rules_card, rules_dialogs
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.pages.sequences.settings import settings_drawer
from yardflow.pages.sequences.step_dialog import KINDS, step_dialog
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.forecast import ForecastState
from yardflow.state.sequences.index import SequencesState
from yardflow.state.sequences.lists import ListState
from yardflow.state.sequences.moving import MovingState
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.rules import RulesState
from yardflow.state.sequences.view import StepItem, VersionItem

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
                        _steps(),
                        rx.cond(
                            sequence.number > 0, enrollments_card(rx.cond(OPEN, list_button()))
                        ),
                        forecast_card(),
                        class_name="flex flex-col gap-4 min-w-0",
                    ),
                    rx.el.div(
                        _settings(),
                        rules_card(),
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
        button("Publish", icon="send", kind="primary", on_click=state.publish),
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


def _steps() -> rx.Component:
    return card(
        rx.cond(
            state.changes.length() > 0,
            rx.el.div(
                callout(
                    "git-compare",
                    "gray",
                    rx.el.div(
                        rx.el.p(f"The draft differs from version {sequence.number}:"),
                        rx.el.ul(
                            rx.foreach(state.changes, lambda text: rx.el.li(text)),
                            class_name="list-disc pl-4",
                        ),
                    ),
                ),
                class_name="mb-3",
            ),
        ),
        rx.cond(
            state.steps.length() > 0,
            rx.fragment(
                rx.foreach(state.problems, _problem),
                rx.el.ol(rx.foreach(state.steps, _step), class_name="yf-sequence-steps"),
            ),
            empty_state(
                "list-plus",
                "No steps yet",
                "Add the first: an email, or a wait until some days before the event.",
                _add_menu(button("Add step", icon="plus", kind="primary"), ""),
            ),
        ),
        title="Steps",
        actions=rx.cond(
            state.steps.length() > 0,
            _add_menu(button("Add at the start", icon="plus", size="small"), ""),
        ),
    )


def _step(step: StepItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.match(
                step.kind,
                *[(kind, rx.icon(icon, size=16)) for kind, _, icon in KINDS],
                rx.icon("circle", size=16),
            ),
            class_name="yf-sequence-step-icon",
            aria_hidden="true",
        ),
        rx.el.div(
            rx.el.p(
                rx.el.span(f"{step.number}. ", class_name="yf-muted yf-num"),
                step.summary,
                class_name="font-medium [overflow-wrap:anywhere]",
            ),
            rx.foreach(step.ways, lambda way: rx.el.p(way, class_name="yf-hint")),
            rx.foreach(step.problems, _problem),
            class_name="min-w-0 flex-1",
        ),
        rx.el.div(
            icon_button(
                "arrow-up",
                f"Move step {step.number} up",
                size="small",
                disabled=~step.can_move_up,
                on_click=state.move_up(step.key),
            ),
            icon_button(
                "arrow-down",
                f"Move step {step.number} down",
                size="small",
                disabled=~step.can_move_down,
                on_click=state.move_down(step.key),
            ),
            icon_button(
                "pencil",
                f"Edit step {step.number}",
                size="small",
                on_click=state.edit_step(step.key),
            ),
            icon_button(
                "trash-2",
                f"Delete step {step.number}",
                size="small",
                on_click=state.delete_step(step.key),
            ),
            rx.cond(
                step.kind != "exit",
                _add_menu(
                    icon_button("plus", f"Add a step after step {step.number}", size="small"),
                    step.key,
                ),
            ),
            class_name="yf-sequence-step-actions",
        ),
        key=step.key,
        class_name="yf-sequence-step",
    )


def _problem(text: rx.Var[str]) -> rx.Component:
    return rx.el.p(rx.icon("circle-alert", size=14), text, class_name="yf-sequence-step-problem")


def _add_menu(trigger: rx.Component, after: str | rx.Var[str]) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(trigger),
        rx.dropdown_menu.content(
            *[
                rx.dropdown_menu.item(
                    rx.icon(icon, size=15), label, on_select=state.add_step(kind, after)
                )
                for kind, label, icon in KINDS
            ],
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
            SequenceState.load,
            EnrollmentList.load_sequence,
            RulesState.load,
            ListState.load,
            MovingState.load,
            ForecastState.load,
        ),
    ),
)
