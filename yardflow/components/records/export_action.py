"""The formats in which a list's records are exported."""

from typing import Any

import reflex as rx

from yardflow.components.records.selection_bar import BarAction

_FORMATS = (("CSV", "csv"), ("Excel", "xlsx"))


def export_action(state: Any) -> BarAction:
    """Exports what is selected; ``state`` mixes in `yardflow.state.records.exporting.Exporting`."""

    def items() -> list[rx.Component]:
        return [
            rx.dropdown_menu.item(label, on_select=state.export(file_format))
            for label, file_format in _FORMATS
        ]

    return BarAction("Export", items, shown_from="sm")
