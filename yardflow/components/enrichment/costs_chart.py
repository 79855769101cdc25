"""Cost and accepted fields per day: two rows of bars over the same days, and a table behind them.

Plain elements with Radix colors, so that dark mode follows and no chart library is loaded.
"""

import reflex as rx

from yardflow.components.kit.cards import card
from yardflow.state.enrichment.costs import CostsState, DayBar


def costs_chart() -> rx.Component:
    return card(
        rx.el.figure(
            rx.el.div(
                _row("Spent", CostsState.most_spent, "cost"),
                _row("Accepted fields", CostsState.most_accepted, "accepted"),
                rx.el.div(
                    rx.foreach(CostsState.bars, _tick),
                    class_name="yf-ticks",
                    custom_attrs={"data-centered": CostsState.centered},
                ),
                aria_hidden="true",
            ),
            rx.el.figcaption(_table(), class_name="mt-3"),
        ),
        title="By day",
    )


def _row(name: str, peak: rx.Var[str], figure: str) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(name, class_name="font-medium"),
            rx.el.span("peak ", peak, class_name="yf-muted yf-num"),
            class_name="flex justify-between gap-3 text-[12px] mb-1.5",
        ),
        rx.el.div(
            rx.foreach(CostsState.bars, lambda bar: _bar(bar, figure)),
            class_name="yf-bars",
            custom_attrs={"data-of": figure},
        ),
        class_name="mb-4",
    )


def _bar(bar: DayBar, figure: str) -> rx.Component:
    share = bar.cost_share if figure == "cost" else bar.accepted_share
    return rx.el.div(
        rx.el.div(style={"height": f"{share}%"}, custom_attrs={"data-empty": share == 0}),
        key=bar.day,
        class_name="yf-bar",
        custom_attrs={"data-caption": bar.caption, "data-late": bar.late},
    )


def _tick(bar: DayBar) -> rx.Component:
    return rx.el.span(rx.el.span(bar.tick), key=bar.day)


def _table() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Show as table", class_name="yf-link cursor-pointer text-[13px]"),
        rx.el.div(
            rx.el.table(
                rx.el.caption("Cost and accepted fields by day", class_name="yf-hidden-text"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Day (UTC)", scope="col"),
                        rx.el.th("Cost", scope="col", custom_attrs={"data-align": "right"}),
                        rx.el.th("Accepted", scope="col", custom_attrs={"data-align": "right"}),
                    )
                ),
                rx.el.tbody(
                    rx.foreach(
                        CostsState.bars,
                        lambda bar: rx.el.tr(
                            rx.el.th(bar.day, scope="row", class_name="yf-num"),
                            rx.el.td(bar.cost, custom_attrs={"data-align": "right"}),
                            rx.el.td(bar.accepted, custom_attrs={"data-align": "right"}),
                            key=bar.day,
                        ),
                    )
                ),
                class_name="yf-table",
            ),
            class_name="max-h-[320px] overflow-y-auto mt-2",
            tab_index=0,
            role="region",
            aria_label="Cost and accepted fields by day",
        ),
    )
