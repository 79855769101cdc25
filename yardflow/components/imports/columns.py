"""The columns of a list, and where each of them goes."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.cards import card
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.view import ColumnItem


def import_columns() -> rx.Component:
    """Each with its first value and a choice of where it goes."""
    one = ImportRecord.one
    return card(
        rx.el.p(
            rx.cond(
                one.remembered,
                "Remembered from the last list with these columns. ",
                "Found by their names and what is in them. ",
            ),
            "What you change is kept for the next list like this one.",
            class_name="yf-hint mb-3",
        ),
        rx.el.div(
            rx.cond(
                one.needs != "",
                rx.el.p(
                    one.needs, class_name="yf-callout mb-3", custom_attrs={"data-tone": "orange"}
                ),
            ),
            role="alert",
        ),
        rx.el.ul(
            rx.foreach(ImportRecord.columns, _column),
            class_name="yf-columns",
        ),
        title="Columns",
        actions=rx.cond(
            one.left_out > 0, badge(f"{one.left_out} left out"), badge("All are taken", "green")
        ),
    )


def _column(column: ColumnItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(column.header, class_name="font-medium yf-truncate", title=column.header),
            rx.el.span(
                rx.cond(column.sample != "", column.sample, "–"), class_name="yf-hint yf-truncate"
            ),
            class_name="flex flex-col min-w-0",
        ),
        rx.icon("arrow-right", size=14, class_name="text-(--gray-10) flex-none"),
        rx.el.select(
            rx.el.option("Leave out", value=""),
            rx.foreach(
                ImportRecord.choices, lambda choice: rx.el.option(choice[1], value=choice[0])
            ),
            value=column.field,
            on_change=lambda value: ImportRecord.map_column(column.position, value),
            aria_label=f"Where {column.header} goes",
            class_name="yf-input",
        ),
        key=column.position.to(str),
        custom_attrs={"data-out": rx.cond(column.field == "", "true", "false")},
    )
