"""A step on the canvas and a place for one, each drawn again only where it changed."""

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData
from reflex_base.vars.function import FunctionStringVar

from yardflow.components.sequences.kinds import kind_icon
from yardflow.components.sequences.people import count_buttons
from yardflow.state.sequences.overview import CountItem
from yardflow.state.sequences.people import StepPeople
from yardflow.state.sequences.picture import SpotItem
from yardflow.state.sequences.view import StepItem

_ALIKE: FunctionStringVar = FunctionStringVar.create(
    "alike",
    _var_data=VarData(imports={"$/public/canvas/alike.js": [ImportVar(tag="alike")]}),
)


@rx.memo(wrapper=_ALIKE)
def canvas_step(
    step: rx.Var[StepItem],
    counts: rx.Var[list[CountItem]],
    result: rx.Var[str],
    is_open: rx.Var[bool],
    builds: rx.Var[bool],
) -> rx.Component:
    """A step; ``counts`` are the people at it, ``result`` is what its emails came to."""
    return rx.el.li(
        rx.el.span(
            kind_icon(step.kind, 16),
            class_name="yf-canvas-icon",
            aria_hidden="true",
            custom_attrs={"data-look": step.kind},
        ),
        rx.el.span(
            rx.el.span(
                rx.el.span(f"{step.number}. ", class_name="yf-muted yf-num"),
                step.summary,
                class_name="yf-canvas-title",
            ),
            rx.cond(counts.length() > 0, count_buttons(step.key, counts, tab_index=-1)),
            class_name="yf-canvas-text",
        ),
        rx.cond(
            (step.problems.length() > 0) | (step.warnings.length() > 0),
            rx.el.span(
                rx.icon("circle-alert", size=15),
                custom_attrs={"data-minor": step.problems.length() == 0},
                class_name="yf-canvas-mark",
                aria_hidden="true",
            ),
        ),
        tab_index=0,
        title=f"{step.summary} {result}",
        aria_label=f"Step {step.number}: {step.summary}. {step.said} {result}",
        class_name="yf-canvas-step",
        custom_attrs={
            **at(step.left, step.top),
            "data-step": step.key,
            "data-number": step.number,
            "data-left": step.left,
            "data-top": step.top,
            "data-up": rx.cond(step.can_move_up, "true", "false"),
            "data-down": rx.cond(step.can_move_down, "true", "false"),
            "data-open": is_open,
            "draggable": rx.cond(builds, "true", "false"),
        },
    )


@rx.memo(wrapper=_ALIKE)
def canvas_spot(spot: rx.Var[SpotItem], went: rx.Var[str]) -> rx.Component:
    """A place for a step; ``went`` is how many people went along the line there, if any."""
    return rx.fragment(
        rx.cond(
            spot.branch != "",
            rx.el.span(
                spot.branch,
                class_name="yf-canvas-branch",
                custom_attrs={**at(spot.x, spot.name_y), "data-branch": spot.branch},
            ),
        ),
        rx.el.button(
            rx.icon("plus", size=13),
            type="button",
            aria_label=spot.says,
            aria_haspopup="menu",
            title=spot.says,
            tab_index=-1,
            class_name="yf-canvas-spot",
            custom_attrs={
                **at(spot.x, spot.y),
                "data-place": spot.place,
                "data-leads": spot.leads,
            },
        ),
        rx.cond(
            went != "",
            rx.el.button(
                went,
                type="button",
                tab_index=-1,
                aria_label=f"{went} continued here",
                title=f"{went} continued here",
                class_name="yf-canvas-went",
                custom_attrs=at(spot.x, spot.y),
                on_click=StepPeople.show_edge(spot.place),
            ),
        ),
    )


def at(x: rx.Var[int], y: rx.Var[int]) -> dict[str, Any]:
    """Where something stands, as an attribute: of a ``style`` Reflex makes a rule of the page's
    style sheet for each place that anything ever stood at.
    """
    return {"style": {"left": f"{x}px", "top": f"{y}px"}}
