"""The people behind a count of a step, in a drawer; and the counts that open it."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.dialogs import drawer
from yardflow.components.kit.links import text_link
from yardflow.components.kit.table import pager
from yardflow.components.kit.times import moment
from yardflow.state.sequences.overview import CountItem
from yardflow.state.sequences.people import PersonItem, StepPeople

state = StepPeople


def count_buttons(step: rx.Var[str], counts: rx.Var[list[CountItem]], **props: Any) -> rx.Component:
    """The counts of a step, each a button that lists its people."""
    return rx.el.span(
        rx.foreach(
            counts,
            lambda each: rx.el.button(
                each.text,
                type="button",
                class_name="yf-count",
                custom_attrs={"data-count": each.kind},
                on_click=state.show(step, each.kind).stop_propagation,
                key=each.kind,
                **props,
            ),
        ),
        class_name="yf-counts",
    )


def people_drawer() -> rx.Component:
    """The drawer."""
    return drawer(
        state.title,
        rx.cond(
            state.rows.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(state.rows, _person), class_name="yf-rows -mx-5 [&>li]:px-5"),
                rx.cond(
                    state.has_next | state.has_previous,
                    pager(
                        state.summary,
                        has_previous=state.has_previous,
                        has_next=state.has_next,
                        on_previous=state.previous_page,
                        on_next=state.next_page,
                        name="Pages of people",
                    ),
                ),
            ),
            rx.el.p("No one is here anymore.", class_name="yf-muted"),
        ),
        open=state.is_open,
        on_open_change=state.close,
        description=state.step,
    )


def _person(person: PersonItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.cond(person.href != "", text_link(person.name, person.href), person.name),
                class_name="[overflow-wrap:anywhere]",
            ),
            rx.el.div(person.account, class_name="yf-hint yf-truncate"),
            rx.el.div(
                rx.cond(person.note != "", rx.fragment(person.note, " ")),
                moment(person.at),
                class_name="yf-hint [overflow-wrap:anywhere]",
            ),
            class_name="min-w-0 flex-1 basis-[180px]",
        ),
        rx.cond(
            state.waiting,
            rx.el.div(
                rx.cond(
                    person.stuck,
                    rx.fragment(),
                    button(
                        "Send now",
                        size="small",
                        aria_label=f"Send now: {person.name}",
                        on_click=state.send_now(person.id),
                    ),
                ),
                button(
                    "Skip",
                    size="small",
                    aria_label=f"Skip the step: {person.name}",
                    on_click=state.skip(person.id),
                ),
                class_name="flex flex-none gap-2",
            ),
        ),
        key=person.id.to(str),
    )
