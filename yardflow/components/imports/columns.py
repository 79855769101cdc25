"""The columns of a file, and the field that each is imported into."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.cards import card
from yardflow.components.kit.switches import switch
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.view import ColumnItem


def import_columns() -> rx.Component:
    """What each row is; each column with some of its values, a choice of field, and whether it
    overwrites what records have there; those without a field come last.
    """
    detail = ImportRecord.detail
    return card(
        _kind(),
        rx.el.p(
            rx.cond(
                detail.remembered,
                "Same mapping as your last file with these columns. ",
                "Matched by name and content. ",
            ),
            "Your changes are remembered for similar files.",
            class_name="yf-hint mb-3",
        ),
        rx.cond(
            detail.can_overwrite,
            rx.el.label(
                switch(
                    "Overwrite existing values in all columns",
                    detail.overwrites_all,
                    ImportRecord.overwrite_all,
                ),
                rx.el.span("Overwrite existing values in all columns"),
                class_name="yf-overwrite-all",
            ),
        ),
        rx.el.div(
            rx.cond(
                detail.needs != "",
                rx.el.p(
                    detail.needs,
                    class_name="yf-callout mb-3",
                    custom_attrs={"data-tone": "orange"},
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
            detail.skipped_columns > 0,
            badge(f"{detail.skipped_columns} skipped"),
            badge("All mapped", "green"),
        ),
    )


def _kind() -> rx.Component:
    return rx.el.div(
        rx.el.label("Each row is a", html_for="kind", class_name="yf-label"),
        rx.el.select(
            rx.el.option("Contact", value="contacts"),
            rx.el.option("Account", value="accounts"),
            id="kind",
            value=ImportRecord.detail.kind,
            on_change=ImportRecord.change_kind,
            class_name="yf-input w-auto!",
        ),
        class_name="flex flex-wrap items-center gap-x-3 gap-y-1 mb-3",
    )


def _column(column: ColumnItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(column.header, class_name="font-medium yf-truncate", title=column.header),
            rx.el.span(
                rx.cond(column.samples != "", column.samples, "–"),
                class_name="yf-hint yf-truncate",
                title=column.samples,
            ),
            class_name="yf-column-name",
        ),
        rx.icon("arrow-right", size=14, class_name="text-(--gray-10) flex-none"),
        rx.el.select(
            rx.el.option("Don't import", value=""),
            rx.foreach(
                ImportRecord.choices, lambda choice: rx.el.option(choice[1], value=choice[0])
            ),
            value=column.field,
            on_change=lambda value: ImportRecord.map_column(column.position, value),
            aria_label=f"Import {column.header} as",
            class_name="yf-input",
        ),
        rx.cond(
            column.can_overwrite,
            rx.el.label(
                switch(
                    f"Overwrite existing values in {column.header}",
                    column.overwrites,
                    lambda on: ImportRecord.overwrite(column.field, on),
                ),
                rx.el.span("Overwrite"),
                class_name="yf-overwrite",
            ),
        ),
        key=column.position.to(str),
        custom_attrs={"data-out": rx.cond(column.field == "", "true", "false")},
    )
