"""A menu of the formats in which a list's records are exported."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import Size, button

_FORMATS = (("CSV", "csv"), ("Excel", "xlsx"))


def export_menu(state: Any, *, size: Size = "small") -> rx.Component:
    """Exports what is selected, or without a selection all that the filters leave.

    ``state`` mixes in `yardflow.state.records.exporting.Exporting`.
    """
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(button("Export", icon="download", size=size)),
        rx.dropdown_menu.content(
            *[
                rx.dropdown_menu.item(label, on_select=state.export(file_format))
                for label, file_format in _FORMATS
            ],
        ),
        modal=False,
    )
