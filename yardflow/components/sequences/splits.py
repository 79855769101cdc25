"""What the branches of A/B splits came to, with a button that sends everyone one way."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.state.sequences.splits import SplitItem, SplitsState, WayItem

state = SplitsState


def splits_card() -> rx.Component:
    """Nothing without a split; its page has to call `SplitsState.load`."""
    return rx.cond(
        state.splits.length() > 0,
        card(
            rx.foreach(state.splits, _split),
            title="A/B splits",
            class_name="[&_.yf-card-body]:flex [&_.yf-card-body]:flex-col [&_.yf-card-body]:gap-4",
        ),
        rx.fragment(),
    )


def _split(split: SplitItem) -> rx.Component:
    return rx.el.div(
        rx.cond(split.name != "", rx.el.h3(split.name, class_name="yf-muted mb-2")),
        rx.el.ul(
            rx.foreach(split.ways, lambda way: _way(split, way)),
            class_name="flex flex-col gap-3",
            aria_label=rx.cond(split.name != "", f"Branches of {split.name}", "Branches"),
        ),
        rx.foreach(split.notes, lambda note: rx.el.p(note, class_name="yf-hint mt-2")),
        rx.cond(
            state.me.is_admin & split.has_winner,
            button(
                "Split by weight again",
                size="small",
                on_click=state.choose(split.step, -1),
                class_name="mt-2",
            ),
        ),
        key=split.step,
    )


def _way(split: SplitItem, way: WayItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(way.name, class_name="font-medium"),
            rx.cond(
                way.chosen,
                badge("Winner", "green"),
                rx.cond(
                    state.me.is_admin,
                    button(
                        "Send everyone here",
                        size="small",
                        aria_label=rx.Var.create("Send everyone here: ") + way.name,
                        on_click=state.choose(split.step, way.way),
                    ),
                ),
            ),
            class_name="flex items-center justify-between gap-3",
        ),
        rx.el.div(way.opening, class_name="text-[13px] [overflow-wrap:anywhere]"),
        rx.el.div(way.words, class_name="yf-hint yf-num"),
        key=way.way.to(str),
    )
