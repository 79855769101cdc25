"""A stepper: how far something has come along its steps, each a button that moves it there."""

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx

from yardflow.components.kit.badges import Tone


def stepper(
    name: str | rx.Var[str],
    value: rx.Var[str],
    path: Mapping[str, str],
    ends: Mapping[str, str],
    tones: Mapping[str, Tone],
    on_choose: Callable[[str], Any],
) -> rx.Component:
    """The steps of ``path`` in their order, then ``ends``, where the path may end before its goal.

    Both are labels by value, ``tones`` the color of each value while it is the current one. The
    arrow keys go from step to step (assets/record.js).
    """
    order = list(path)

    def step(key: str, label: str, *, behind: list[str], at_end: bool) -> rx.Component:
        passed = rx.Var.create(behind).contains(value)
        return rx.el.button(
            rx.el.span(label),
            type="button",
            aria_pressed=rx.cond(value == key, "true", "false"),
            on_click=on_choose(key),
            class_name="yf-step",
            custom_attrs={
                "data-tone": tones.get(key, "gray"),
                "data-passed": rx.cond(passed, "true", "false"),
                "data-end": "true" if at_end else "false",
            },
        )

    return rx.el.div(
        rx.el.div(
            *[
                step(key, label, behind=order[place + 1 :], at_end=False)
                for place, (key, label) in enumerate(path.items())
            ],
            class_name="yf-steps-path",
        ),
        rx.el.div(
            *[step(key, label, behind=[], at_end=True) for key, label in ends.items()],
            class_name="yf-steps-ends",
        ),
        role="group",
        aria_label=name,
        class_name="yf-stepper",
    )
