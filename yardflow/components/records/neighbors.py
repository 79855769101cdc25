"""The way along the list that a record was opened from: in the header, on a phone at its foot."""

from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.buttons import button, explained_end, icon_link
from yardflow.state.records.notes import NEW_NOTE


def thumb_bar(noun: str, state: Any, actions: tuple[rx.Component, ...]) -> rx.Component:
    """What is done with a record at a booth, where the thumb is; on a phone alone.

    ``noun`` is what the record is called, ``state`` mixes in `Neighbors`; a note is always among
    the ``actions``.
    """
    return rx.el.div(
        *actions,
        button("Note", on_click=rx.set_focus(NEW_NOTE)),
        neighbors(noun, state, "foot"),
        class_name="yf-thumb-bar",
    )


def neighbors(noun: str, state: Any, place: Literal["header", "foot"]) -> rx.Component:
    """Where the record stands in its list, with links to those beside it."""
    return rx.cond(
        state.place != "",
        rx.el.nav(
            rx.el.span(state.place, class_name="yf-muted yf-num text-[13px] pr-1"),
            _neighbor(
                *("chevron-left", f"Previous {noun}", "K", place),
                state.previous_record,
                state.no_previous,
            ),
            _neighbor(
                *("chevron-right", f"Next {noun}", "J", place), state.next_record, state.no_next
            ),
            aria_label="Place in the list",
            class_name="yf-neighbors",
            custom_attrs={"data-place": place},
        ),
    )


def _neighbor(
    icon: str, name: str, key: str, place: str, href: rx.Var[str], no_more: rx.Var[str]
) -> rx.Component:
    return rx.cond(
        href != "",
        icon_link(
            icon,
            name,
            href,
            title=f"{name} ({key})",
            custom_attrs={"aria-keyshortcuts": key, "data-walk": key.lower()},
        ),
        explained_end(icon, name, no_more, name=f"walk-{key.lower()}-{place}"),
    )
