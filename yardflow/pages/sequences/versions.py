"""The published versions of a sequence, and what each changed."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.times import relative
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.view import VersionItem

state, sequence = SequenceState, SequenceState.sequence


def versions_card() -> rx.Component:
    """Nothing before it is published."""
    return rx.cond(
        state.versions.length() > 0,
        card(
            rx.el.ol(rx.foreach(state.versions, _a_version), class_name="flex flex-col gap-3"),
            title="Versions",
        ),
    )


def _a_version(version: VersionItem) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(f"Version {version.number}", class_name="font-medium"),
            rx.el.span(
                rx.cond(version.by != "", f" by {version.by}, ", ", "),
                relative(version.at),
                class_name="yf-hint",
            ),
        ),
        rx.cond(
            state.me.is_admin
            & ((version.number != sequence.number) | (state.changes.length() > 0)),
            button(
                "Restore",
                size="small",
                kind="ghost",
                aria_label=f"Restore version {version.number}",
                on_click=state.restore_version(version.number),
            ),
        ),
        rx.foreach(
            version.changes,
            lambda text: rx.el.p(text, class_name="yf-hint [overflow-wrap:anywhere]"),
        ),
        key=version.number.to(str),
    )
