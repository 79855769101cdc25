"""What the canvas of a sequence is worked with: kinds of steps to drag, buttons, menu, keys."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.sequences.kinds import ICONS
from yardflow.services.sequences.definitions.kinds import KINDS
from yardflow.state.sequences.drawing import HEIGHT, WIDTH
from yardflow.state.sequences.record import SequenceState

state, picture = SequenceState, SequenceState.picture
_TOOLS = (
    ("edit", "pencil", "Edit step #"),
    ("up", "arrow-up", "Move step # up"),
    ("down", "arrow-down", "Move step # down"),
    ("move", "move", "Move step # elsewhere"),
    ("copy", "copy", "Copy step #"),
    ("delete", "trash-2", "Delete step #"),
    ("people", "users", "Contacts at step #"),
)
_KEYS = (
    ("↑ ↓ ← →", "select"),
    ("Enter", "open"),
    ("A", "add after"),
    ("M", "move"),
    ("Alt ↑ ↓", "move up, down"),
    ("C", "duplicate"),
    ("Ctrl C V", "copy, paste"),
    ("Del", "delete"),
    ("P", "contacts"),
    ("Ctrl Z Y", "undo, redo"),
)
# So many of them change nothing.
_READING = 2
KEYS_ID = "canvas-keys"


def bar(builds: rx.Var[bool]) -> rx.Component:
    """The kinds of steps to drag, and the buttons of the canvas; for who reads only the zoom."""
    return rx.el.div(
        rx.cond(builds, _kinds()),
        rx.el.div(
            rx.cond(builds, _undo()),
            _button("zoom-out", "Zoom out", "zoom", "out"),
            # (What the browser says; React leaves it alone.)
            rx.el.span(
                role="status",
                title="Zoom",
                class_name="yf-canvas-percent",
                custom_attrs={"data-percent": ""},
            ),
            _button("zoom-in", "Zoom in", "zoom", "in"),
            _button("maximize", "Fit", "zoom", "fit"),
            class_name="flex gap-1 ml-auto",
        ),
        class_name="yf-canvas-bar",
    )


def _kinds() -> rx.Component:
    return rx.el.div(
        *[
            # (Firefox drags no buttons.)
            rx.el.div(
                rx.icon(ICONS[kind.name], size=15, aria_hidden="true"),
                kind.label,
                role="button",
                tab_index=0,
                class_name="yf-canvas-kind",
                custom_attrs={
                    "data-new": kind.name,
                    "draggable": "true",
                    "data-look": kind.name,
                },
            )
            for kind in KINDS.values()
        ],
        role="group",
        aria_label="Add a step",
        class_name="yf-canvas-kinds",
    )


def _undo() -> rx.Component:
    return rx.fragment(
        button(
            "Cancel", size="small", class_name="yf-canvas-cancel", custom_attrs={"data-cancel": ""}
        ),
        _button("clipboard-paste", "Paste a step", "paste"),
        _button("undo-2", "Undo", "undo", disabled=~state.can_undo, on_click=state.undo_edit),
        _button("redo-2", "Redo", "redo", disabled=~state.can_redo, on_click=state.redo_edit),
    )


def _button(icon: str, name: str, does: str, what: str = "", **props: Any) -> rx.Component:
    return icon_button(icon, name, size="small", custom_attrs={f"data-{does}": what}, **props)


def keys(builds: rx.Var[bool]) -> rx.Component:
    """Which keys do what, for those who have some."""
    said = [rx.el.span(rx.el.kbd(key), f" {does}") for key, does in _KEYS]
    return rx.el.p(
        *said[:_READING],
        rx.cond(builds, rx.fragment(*said[_READING:])),
        id=KEYS_ID,
        class_name="yf-hint yf-canvas-keys",
    )


def step_tools() -> rx.Component:
    """What can be done with the chosen step; `canvas.js` puts them beside it."""
    return rx.el.div(
        *[
            icon_button(icon, says, size="small", custom_attrs={"data-act": act, "data-says": says})
            for act, icon, says in _TOOLS
        ],
        hidden=True,
        role="toolbar",
        aria_label="Step",
        class_name="yf-canvas-tools",
        custom_attrs={"data-tools": ""},
    )


def kinds_menu() -> rx.Component:
    """The kinds of steps for a place that was clicked; `canvas.js` opens it there."""
    return rx.el.div(
        *[
            rx.el.button(
                rx.icon(ICONS[kind.name], size=15, aria_hidden="true"),
                kind.label,
                type="button",
                role="menuitem",
                tab_index=-1,
                custom_attrs={"data-add": kind.name},
            )
            for kind in KINDS.values()
        ],
        hidden=True,
        role="menu",
        aria_label="Kind of step",
        class_name="yf-canvas-menu",
        custom_attrs={"data-kinds": ""},
    )


def small_picture() -> rx.Component:
    return rx.el.svg(
        rx.foreach(
            state.steps,
            lambda step: rx.el.rect(
                x=step.left.to(str),
                y=step.top.to(str),
                width=str(WIDTH),
                height=str(HEIGHT),
                rx="8",
            ),
        ),
        rx.el.rect(class_name="yf-canvas-seen", custom_attrs={"data-seen": ""}),
        view_box=f"0 0 {picture.width} {picture.height}",
        class_name="yf-canvas-map",
        aria_hidden="true",
        custom_attrs={"data-map": "", "preserveAspectRatio": "none"},
    )
