"""Checkboxes that answer at once: they show a click before the server knows of it."""

from typing import Any

import reflex as rx

_LIBRARY = "$/public/ticks.js"


def _ticked(ids: rx.Var[list[int]], on: rx.Var[bool]) -> list[rx.Var]:
    return [ids, on]


class _Tick(rx.Component):
    library = _LIBRARY
    tag = "Tick"
    checked: rx.Var[bool]
    record: rx.Var[int]
    refused: rx.Var[int]
    on_tick: rx.EventHandler[_ticked]  # type: ignore[type-arg, valid-type]


class _ColumnTick(rx.Component):
    library = _LIBRARY
    tag = "ColumnTick"
    list: rx.Var[str]
    column: rx.Var[str]
    shown: rx.Var[bool]


def tick(name: str | rx.Var[str], checked: rx.Var[bool], on_change: Any) -> rx.Component:
    """A checkbox with its words beside it; ``on_change`` takes a bool."""
    return rx.el.label(
        _Tick.create(checked=checked, on_tick=lambda _ids, on: on_change(on), class_name="yf-tick"),
        name,
        class_name="yf-tick-row",
    )


def row_tick(
    name: rx.Var[str], record: rx.Var[int], checked: rx.Var[bool], on_change: Any, refused: Any
) -> rx.Component:
    """Selects a row of a list, with Shift all from the row before on. ``on_change`` takes the ids
    of the rows and a bool; the boxes follow ``checked`` again when ``refused`` changes.
    """
    box = _Tick.create(
        checked=checked,
        record=record,
        refused=refused,
        on_tick=on_change,
        class_name="yf-tick",
        custom_attrs={"aria-label": name},
    )
    return rx.el.label(box, class_name="yf-check")


def page_tick(name: str, checked: rx.Var[bool], on_change: Any, refused: Any) -> rx.Component:
    """Selects all rows that are in sight; ``on_change`` takes a bool."""
    box = _Tick.create(
        checked=checked,
        refused=refused,
        on_tick=lambda _ids, on: on_change(on),
        class_name="yf-tick",
        custom_attrs={"aria-label": name},
    )
    return rx.el.label(box, class_name="yf-check")


def column_tick(label: str, list_name: str, column: str, *, shown: bool) -> rx.Component:
    """Shows or hides a column of a list, which the browser keeps; ``shown``: it does at first."""
    box = _ColumnTick.create(list=list_name, column=column, shown=shown, class_name="yf-tick")
    return rx.el.label(box, label, class_name="yf-tick-row")
