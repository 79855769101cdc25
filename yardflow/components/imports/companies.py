"""Which company a file means by a name that several share: one question each."""

import reflex as rx

from yardflow.components.kit.cards import card
from yardflow.components.kit.fields import filter_select
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.view import NamesakeItem


def import_companies() -> rx.Component:
    """The questions that the import waits for."""
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Which company is meant?", class_name="font-semibold"),
                rx.el.p(
                    "Several accounts have these names. The import can start once you have chosen.",
                    class_name="yf-hint",
                ),
            ),
            rx.el.ul(
                rx.foreach(ImportRecord.namesakes, _question),
                class_name="flex flex-col gap-3",
            ),
            class_name="flex flex-col gap-4",
        )
    )


def _question(namesake: rx.Var[NamesakeItem]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(namesake.name, class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(namesake.rows, class_name="yf-hint"),
            class_name="min-w-0 flex-1 basis-[160px]",
        ),
        rx.el.div(
            filter_select(
                f"Account for {namesake.name}",
                namesake.choice,
                namesake.candidates,
                lambda choice: ImportRecord.choose_company(namesake.name_key, choice),
                every="Choose an account",
            ),
            class_name="flex-1 basis-[240px] max-w-[420px] [&>select]:w-full",
        ),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-1",
        key=namesake.name_key,
    )
