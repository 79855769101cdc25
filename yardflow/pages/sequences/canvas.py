"""The steps of a sequence as a drawing, in which they are added, moved and copied."""

import reflex as rx

from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.times import clock_time
from yardflow.components.sequences.lacking import would_wait
from yardflow.components.sequences.publishing import change_list
from yardflow.pages.sequences.canvas_controls import (
    KEYS_ID,
    bar,
    keys,
    kinds_menu,
    small_picture,
    step_tools,
)
from yardflow.pages.sequences.canvas_steps import at, canvas_spot, canvas_step
from yardflow.pages.sequences.head import BUILDS
from yardflow.pages.sequences.step_panel import step_panel
from yardflow.state.sequences.drawing import HEIGHT, WIDTH
from yardflow.state.sequences.lacking import LackingState
from yardflow.state.sequences.overview import OverviewState
from yardflow.state.sequences.people import StepPeople
from yardflow.state.sequences.picture import LineItem, SpotItem
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState
from yardflow.state.sequences.view import StepItem

state, sequence, picture = SequenceState, SequenceState.sequence, SequenceState.picture
# From so many steps on a small picture shows which part one looks at.
_MANY = 20
_FEW_CHANGES = 3


def _one(what: rx.Var[str]) -> list[rx.Var]:
    return [what]


def _two(what: rx.Var[str], place: rx.Var[str]) -> list[rx.Var]:
    return [what, place]


class _Canvas(rx.Component):
    library = "$/public/canvas.js"
    tag = "Canvas"
    on_new: rx.EventHandler[_two]  # type: ignore[type-arg, valid-type]
    on_move: rx.EventHandler[_two]  # type: ignore[type-arg, valid-type]
    on_copy: rx.EventHandler[_two]  # type: ignore[type-arg, valid-type]
    on_paste: rx.EventHandler[_two]  # type: ignore[type-arg, valid-type]
    on_edit: rx.EventHandler[_one]  # type: ignore[type-arg, valid-type]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]
    on_delete: rx.EventHandler[_one]  # type: ignore[type-arg, valid-type]
    on_up: rx.EventHandler[_one]  # type: ignore[type-arg, valid-type]
    on_down: rx.EventHandler[_one]  # type: ignore[type-arg, valid-type]
    on_people: rx.EventHandler[_one]  # type: ignore[type-arg, valid-type]


def steps_card() -> rx.Component:
    """What differs from the published version, what keeps it from being published, the canvas."""
    return card(
        _others(),
        _changes(),
        _Canvas.create(
            bar(BUILDS),
            _left_to_do(),
            rx.el.div(
                rx.el.div(
                    _lines(),
                    rx.foreach(picture.ends, _end),
                    rx.el.ol(rx.foreach(state.steps, _step), aria_label="Steps"),
                    rx.foreach(picture.spots, _spot),
                    rx.cond(BUILDS & (state.steps.length() == 0), _hint()),
                    rx.cond(BUILDS, step_tools()),
                    rx.cond(BUILDS, kinds_menu()),
                    class_name="yf-canvas-plane",
                    custom_attrs={"data-plane": ""},
                    style={
                        "width": f"{picture.width}px",
                        "height": f"{picture.height}px",
                        "--step-width": f"{WIDTH}px",
                        "--step-height": f"{HEIGHT}px",
                    },
                ),
                class_name="yf-canvas",
                custom_attrs={"data-scroller": ""},
                aria_label="Canvas",
                aria_describedby=KEYS_ID,
                role="group",
            ),
            rx.cond(state.steps.length() >= _MANY, small_picture()),
            keys(BUILDS),
            step_panel(BUILDS),
            rx.el.p(state.announcement, role="status", class_name="sr-only"),
            # (What the browser itself says; React leaves it alone.)
            rx.el.p(role="status", class_name="sr-only", custom_attrs={"data-says-now": ""}),
            on_new=state.add_step,
            on_move=state.move_step,
            on_copy=state.copy_step,
            on_paste=state.paste_step,
            on_edit=state.edit_step,
            on_close=state.close_step,
            on_delete=state.delete_step,
            on_up=state.move_up,
            on_down=state.move_down,
            on_people=StepPeople.show_step,
            key=f"{sequence.id} {BUILDS}",
            class_name="yf-canvas-root",
            custom_attrs={"data-reads": ~BUILDS, "data-sequence": sequence.id.to_string()},
        ),
        title="Steps",
    )


def _hint() -> rx.Component:
    return rx.el.p("Press + or drag a step here", class_name="yf-canvas-hint", aria_hidden="true")


def _others() -> rx.Component:
    """Who else has the draft open: what each changes comes to the other by itself."""
    return rx.el.div(
        rx.foreach(
            state.others,
            lambda each: rx.el.p(
                rx.icon("users", size=14),
                rx.el.span(each.name, class_name="font-medium"),
                " has this sequence open, too, since ",
                clock_time(each.since),
            ),
        ),
        role="status",
        class_name="yf-canvas-others empty:hidden",
    )


def _changes() -> rx.Component:
    """More than a few unfold: the canvas stays where it is."""
    count = state.changes.length()
    return rx.cond(
        count > 0,
        rx.el.div(
            callout(
                "git-compare",
                "gray",
                rx.el.details(
                    rx.el.summary(
                        f"The draft differs from version {sequence.number}: ",
                        rx.cond(count == 1, "1 change", f"{count} changes"),
                        class_name="cursor-pointer",
                    ),
                    change_list(),
                    open=count <= _FEW_CHANGES,
                ),
            ),
            class_name="mb-3",
        ),
    )


def _left_to_do() -> rx.Component:
    """What keeps the draft from being published; each leads to its step."""
    return rx.cond(
        (state.problems.length() > 0) | (state.step_problems.length() > 0),
        rx.el.ul(
            rx.foreach(
                state.problems, lambda text: rx.el.li(rx.icon("circle-alert", size=14), text)
            ),
            rx.foreach(
                state.step_problems,
                lambda problem: rx.el.li(
                    rx.icon("circle-alert", size=14),
                    rx.el.button(
                        f"Step {problem.number}",
                        type="button",
                        class_name="yf-link",
                        custom_attrs={"data-go": problem.key, "data-field": problem.field},
                    ),
                    rx.el.span(
                        problem.text,
                        rx.cond(
                            LackingState.said.contains(problem.template),
                            would_wait(problem.template),
                        ),
                    ),
                    custom_attrs={"data-minor": problem.minor},
                ),
            ),
            aria_label="Before you publish",
            class_name="yf-canvas-problems",
        ),
    )


def _lines() -> rx.Component:
    return rx.el.svg(
        rx.foreach(picture.lines, _line),
        width=picture.width.to(str),
        height=picture.height.to(str),
        class_name="yf-canvas-lines",
        aria_hidden="true",
    )


def _line(line: LineItem) -> rx.Component:
    return rx.el.path(d=line.path, custom_attrs={"data-back": line.back})


def _end(middle: rx.Var[tuple[int, int]]) -> rx.Component:
    return rx.el.span(
        "End", class_name="yf-canvas-end", aria_hidden="true", custom_attrs=at(middle[0], middle[1])
    )


def _step(step: StepItem) -> rx.Component:
    return rx.fragment(
        canvas_step(
            step=step,
            counts=OverviewState.by_step.get(step.key, []),
            result=ResultsState.by_step.get(step.key, ""),
            is_open=step.key == state.form.key,
            builds=BUILDS,
        ),
        key=step.key,
    )


def _spot(spot: SpotItem) -> rx.Component:
    return rx.fragment(
        canvas_spot(spot=spot, went=OverviewState.edges.get(spot.place, "")), key=spot.place
    )
