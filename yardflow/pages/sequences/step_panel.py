"""The side panel of a step: the fields of its kind, each stored when it is left."""

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.callout import callout
from yardflow.pages.sequences.step_fields import step_fields
from yardflow.pages.templates.editor import editor
from yardflow.pages.templates.preview import preview_card
from yardflow.services.sequences.definitions.kinds import KINDS
from yardflow.state.sequences.record import SequenceState
from yardflow.state.templates.record import TemplateState

state, form, rival = SequenceState, SequenceState.form, SequenceState.rival


def step_panel(builds: rx.Var[bool]) -> rx.Component:
    """The open step, beside the canvas; on a phone a sheet from below. Who doesn't build reads."""
    return rx.cond(
        form.key != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h3(
                    rx.match(
                        form.kind, *[(kind.name, kind.label) for kind in KINDS.values()], "Step"
                    ),
                    class_name="yf-dialog-title",
                ),
                icon_button("x", "Close panel", custom_attrs={"data-close-panel": ""}),
                class_name="flex items-center justify-between gap-3",
            ),
            rx.el.p(state.open_summary, role="status", class_name="yf-hint yf-panel-summary"),
            _rival(),
            rx.form(
                rx.el.input(type="hidden", name="step", default_value=form.key),
                rx.el.fieldset(
                    step_fields(),
                    disabled=~builds,
                    class_name="yf-panel-fields",
                ),
                on_submit=state.save_step,
                custom_attrs={"data-autosave": "", "data-kept": f"step {form.key}"},
                key=f"{form.key} {state.filled}",
            ),
            _dates_event(),
            rx.cond(builds & (form.kind == "email") & (form.template != ""), _template()),
            aria_label="Step",
            class_name="yf-panel",
            custom_attrs={"data-panel": form.key},
        ),
    )


def _template() -> rx.Component:
    """The template of the email, edited here; once it is saved, the step says what it lacks."""
    return rx.cond(
        TemplateState.template.id.to_string() == form.template,
        rx.fragment(editor([state.read_templates]), preview_card()),
        button("Edit template", icon="pencil", on_click=TemplateState.open_here(form.template)),
    )


def _dates_event() -> rx.Component:
    """Which event the dates are for, of the steps that have some."""
    return rx.cond(
        (form.kind == "email") | (form.kind == "wait"),
        rx.el.div(
            rx.el.label("Dates for", html_for="dates-event"),
            rx.el.select(
                rx.cond(state.dates_event == "", rx.el.option("No event", value="")),
                rx.foreach(
                    state.event_choices, lambda event: rx.el.option(event.name, value=event.id)
                ),
                id="dates-event",
                value=state.dates_event,
                on_change=state.show_dates_for,
                class_name="yf-input",
            ),
            rx.el.span(state.dates_note, class_name="yf-hint empty:hidden"),
            class_name="yf-field yf-panel-event",
        ),
    )


def _rival() -> rx.Component:
    """What someone else made of the step, beside what was entered."""
    return rx.el.div(
        rx.cond(
            rival.by != "",
            callout(
                "users",
                "orange",
                rx.el.div(
                    rx.el.p(f"{rival.by} changed this step, too."),
                    rx.el.dl(
                        rx.el.dt("Now"),
                        rx.el.dd(rival.theirs),
                        rx.cond(
                            rival.mine != "",
                            rx.fragment(rx.el.dt("Yours"), rx.el.dd(rival.mine)),
                        ),
                        class_name="yf-rival",
                    ),
                    rx.el.div(
                        rx.cond(
                            rival.mine != "",
                            rx.fragment(
                                button("Keep theirs", size="small", on_click=state.keep_theirs),
                                button("Keep yours", size="small", on_click=state.keep_mine),
                            ),
                            button("Show theirs", size="small", on_click=state.keep_theirs),
                        ),
                        class_name="flex flex-wrap gap-2",
                    ),
                    class_name="flex flex-col gap-2",
                ),
            ),
        ),
        role="status",
        class_name="empty:hidden",
    )
