"""The steps of a sequence on its page."""

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state
from yardflow.pages.sequences.step_dialog import KINDS
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState
from yardflow.state.sequences.view import StepItem

state, sequence = SequenceState, SequenceState.sequence


def steps_card() -> rx.Component:
    """The steps in the order of the walk, each with what is wrong with it and its buttons."""
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
            rx.cond(
                ResultsState.by_step.contains(step.key),
                rx.el.p(ResultsState.by_step[step.key], class_name="yf-hint yf-num"),
            ),
            rx.foreach(step.problems, _problem),
            rx.foreach(step.warnings, _warning),
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


def _warning(text: rx.Var[str]) -> rx.Component:
    return rx.el.p(
        rx.icon("triangle-alert", size=14),
        text,
        class_name="yf-sequence-step-problem",
        custom_attrs={"data-minor": "true"},
    )


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
