"""The dialogs of the mapping: a choice's values, one more field, and new properties in HubSpot."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import field_control, form_error, labeled, search_field
from yardflow.components.kit.switches import switch_row
from yardflow.state.hubspot.mapping_adding import MappingAdding, PropertyItem
from yardflow.state.hubspot.mapping_creating import MappingCreating, NewPropertyItem
from yardflow.state.hubspot.mapping_values import MappingValues, OptionItem, ValueItem

values, adding, creating = MappingValues, MappingAdding, MappingCreating


def values_dialog() -> rx.Component:
    """Which of our values is which of HubSpot's options."""
    return dialog(
        f"{values.field_label} and {values.property_label}",
        rx.el.div(
            rx.el.ul(
                rx.foreach(values.written, _value),
                aria_label="Values here",
                class_name="yf-mapping-values",
            ),
            rx.cond(values.takes & (values.others.length() > 0), _others()),
            rx.cond(values.only_forward, _may_lower()),
            form_error(values.error),
            class_name="flex flex-col gap-4",
        ),
        dialog_actions(
            button("Cancel", on_click=values.close(False)),
            button("Save", kind="primary", on_click=values.save),
        ),
        open=values.is_open,
        on_open_change=values.close,
        description="Which option each value is in HubSpot. A value without one isn't synced.",
        width="560px",
    )


def _value(item: ValueItem) -> rx.Component:
    label = f"{item.ours} in HubSpot"
    return rx.el.li(
        rx.el.span(item.ours),
        rx.icon("equal", size=14, class_name="yf-muted"),
        rx.cond(
            values.options.length() > 0,
            rx.el.select(
                rx.el.option("Not synced", value=""),
                rx.foreach(values.options, lambda pair: rx.el.option(pair[1], value=pair[0])),
                value=item.there,
                on_change=lambda value: values.choose(item.ours, value),
                aria_label=label,
                class_name="yf-input",
            ),
            rx.el.input(
                default_value=item.there,
                on_blur=lambda value: values.choose(item.ours, value),
                aria_label=label,
                max_length=300,
                class_name="yf-input",
            ),
        ),
        key=item.ours,
    )


def _others() -> rx.Component:
    return rx.el.div(
        rx.el.h3("Other options in HubSpot", class_name="yf-label"),
        rx.el.p("What each stands for here.", class_name="yf-hint mb-2"),
        rx.el.ul(
            rx.foreach(values.others, _other),
            aria_label="Other options in HubSpot",
            class_name="yf-mapping-values",
        ),
    )


def _other(item: OptionItem) -> rx.Component:
    return rx.el.li(
        rx.el.span(item.label),
        rx.icon("equal", size=14, class_name="yf-muted"),
        rx.el.select(
            rx.el.option("Nothing", value=""),
            rx.foreach(values.choices, lambda pair: rx.el.option(pair[1], value=pair[0])),
            value=item.ours,
            on_change=lambda value: values.choose_other(item.value, value),
            aria_label=f"{item.label} here",
            class_name="yf-input",
        ),
        key=item.value,
    )


def _may_lower() -> rx.Component:
    return rx.el.div(
        switch_row(
            "May move back",
            "HubSpot only moves this stage forward and ignores an earlier one. Turned on, YardFlow "
            "clears the stage first, so that HubSpot accepts it. Workflows in HubSpot may react to "
            "both changes.",
            values.may_lower,
            values.turn_may_lower,
        ),
        class_name="yf-card",
    )


def adding_dialog() -> rx.Component:
    """One more field, or another property for a mapped one."""
    return dialog(
        rx.cond(adding.row_id > 0, f"Another property for {adding.field_label}", "Add field"),
        rx.el.div(
            rx.cond(adding.row_id > 0, None, _field()),
            search_field(
                "Search properties",
                adding.query,
                adding.search,
                placeholder="Search HubSpot's properties",
            ),
            rx.el.ul(
                rx.foreach(adding.matches, _match),
                rx.cond(
                    adding.matches.length() == 0,
                    rx.el.li("No matching properties", class_name="yf-hint p-2"),
                ),
                rx.cond(adding.own != "", _own()),
                aria_label=f"{adding.record_label}: properties",
                class_name="yf-mapping-matches",
            ),
            rx.cond((adding.chosen != "") & (adding.chosen != adding.own), _direction()),
            form_error(adding.error),
            class_name="flex flex-col gap-3",
        ),
        dialog_actions(
            button("Cancel", on_click=adding.close(False)),
            button(
                rx.cond(
                    (adding.chosen != "") & (adding.chosen == adding.own),
                    "Continue",
                    rx.cond(adding.row_id > 0, "Save", "Add field"),
                ),
                kind="primary",
                on_click=adding.save,
            ),
        ),
        open=adding.is_open,
        on_open_change=adding.close,
        width="560px",
    )


def _field() -> rx.Component:
    options = rx.foreach(adding.fields, lambda pair: rx.el.option(pair[1], value=pair[0]))
    select = rx.el.select(
        options,
        value=adding.field,
        on_change=adding.choose_field,
        **field_control("mapped", "", ""),
    )
    return labeled("Field in YardFlow", "mapped", select, "", "")


def _match(item: PropertyItem) -> rx.Component:
    return rx.el.li(
        _choice(
            item.name,
            rx.el.span(item.label, class_name="font-medium"),
            rx.el.span(
                item.name,
                " · ",
                rx.cond(item.unfit != "", item.unfit, item.type),
                class_name="yf-hint [overflow-wrap:anywhere]",
            ),
            disabled=item.unfit != "",
        ),
        key=item.name,
    )


def _own() -> rx.Component:
    return rx.el.li(
        _choice(
            adding.own,
            rx.el.span("Create a new property", class_name="font-medium"),
            rx.el.span(adding.own, class_name="yf-hint"),
            disabled=False,
        ),
        key="own",
    )


def _choice(
    name: rx.Var[str], *children: rx.Component, disabled: rx.Var[bool] | bool
) -> rx.Component:
    return rx.el.button(
        *children,
        type="button",
        on_click=adding.choose(name),
        disabled=disabled,
        aria_pressed=rx.cond(adding.chosen == name, "true", "false"),
    )


def _direction() -> rx.Component:
    select = rx.el.select(
        rx.foreach(adding.directions, lambda pair: rx.el.option(pair[1], value=pair[0])),
        value=adding.direction,
        on_change=adding.choose_direction,
        **field_control("direction", "", ""),
    )
    return labeled("Direction", "direction", select, "", "")


def creating_dialog() -> rx.Component:
    """What would be created in HubSpot."""
    return dialog(
        "Create in HubSpot?",
        rx.el.ul(rx.foreach(creating.items, _new), class_name="yf-mapping-new"),
        rx.el.div(
            rx.cond(
                creating.refusal != "",
                rx.el.div(callout("circle-alert", "red", creating.refusal), class_name="mt-4"),
            ),
            role="alert",
        ),
        dialog_actions(
            button("Cancel", on_click=creating.close(False)),
            button("Create", kind="primary", busy=creating.busy, on_click=creating.create),
        ),
        open=creating.is_open,
        on_open_change=creating.close,
        description=f"HubSpot gets these properties in the group {creating.group}. They sync from "
        "then on.",
        width="560px",
    )


def _new(item: NewPropertyItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(item.label, class_name="font-medium"),
            rx.el.span(item.type, class_name="yf-muted"),
            class_name="flex flex-wrap justify-between gap-x-3",
        ),
        rx.el.div(f"{item.where}: {item.field} · {item.name}", class_name="yf-hint"),
        rx.cond(item.options != "", rx.el.div("Options: ", item.options, class_name="yf-hint")),
        key=item.name,
    )
