"""Deleting what is selected in a list: the action in its bar, and the confirmation before it."""

from typing import Any

import reflex as rx

from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.records.selection_bar import BarAction


def delete_selected_action(state: Any) -> BarAction:
    """Opens the confirmation. ``state`` mixes in `yardflow.state.records.deleting.Deleting`."""
    return BarAction("Delete", on_select=state.ask_delete_selected(True), danger=True)


def delete_selected_dialog(state: Any) -> rx.Component:
    """Says what goes, and for how long it can be restored."""
    return confirm_dialog(
        state.delete_selected_title,
        state.delete_selected_text,
        open=state.confirming_delete_selected,
        on_open_change=state.ask_delete_selected,
        confirm="Delete",
        on_confirm=state.delete_selected,
    )
