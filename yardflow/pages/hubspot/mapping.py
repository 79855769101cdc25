"""The mapping: which of our fields is which of HubSpot's properties, and which way it goes."""

import reflex as rx

from yardflow.components.kit.buttons import button, button_link, icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.shell.frame import frame
from yardflow.pages.hubspot.mapping_checked import checked, to_create
from yardflow.pages.hubspot.mapping_dialogs import adding_dialog, creating_dialog, values_dialog
from yardflow.pages.page import Page
from yardflow.state.hubspot.mapping import MappedItem, MappingState, Section
from yardflow.state.hubspot.mapping_adding import MappingAdding
from yardflow.state.hubspot.mapping_creating import MappingCreating
from yardflow.state.hubspot.mapping_values import MappingValues

TITLE = "Field mapping"
SYNC = ("HubSpot", "/hubspot/")
state = MappingState
_ICONS = {"both": "arrow-left-right", "to_hubspot": "arrow-right", "from_hubspot": "arrow-left"}


def mapping() -> rx.Component:
    """How it stands, and a card for each kind of record."""
    content = rx.cond(
        state.connected,
        rx.el.div(
            checked(),
            to_create(),
            rx.foreach(state.sections, _section),
            class_name="flex flex-col gap-4",
        ),
        card(_not_connected()),
    )
    return frame(
        TITLE,
        loaded_or(state.loaded, state.problem, state.load, card(loading_rows(12)), content),
        values_dialog(),
        adding_dialog(),
        creating_dialog(),
        section=SYNC[0],
        back=SYNC,
        actions=rx.cond(
            state.me.is_admin & state.connected,
            button(
                "Read again from HubSpot",
                icon="rotate-cw",
                busy=state.reading,
                on_click=state.read_again,
            ),
        ),
    )


def _not_connected() -> rx.Component:
    return empty_state(
        "unplug",
        "HubSpot isn't connected",
        rx.cond(
            state.me.is_admin,
            "Fields can be mapped once YardFlow is connected to your HubSpot account.",
            "Ask an administrator to connect it. Fields can be mapped then.",
        ).to(str),
        rx.cond(
            state.me.is_admin,
            button_link("Connect HubSpot", "/settings/?tab=hubspot", kind="primary"),
        ),
    )


def _section(section: Section) -> rx.Component:
    return card(
        rx.el.div(
            rx.el.span("Field in YardFlow"),
            rx.el.span("Direction"),
            rx.el.span(section.there),
            rx.el.span("If both changed"),
            class_name="yf-mapping-head",
            aria_hidden="true",
        ),
        rx.el.ul(
            rx.foreach(section.rows, _row),
            aria_label=f"Fields of {section.title.lower()}",
            class_name="yf-mapping",
        ),
        title=section.title,
        actions=rx.cond(
            state.me.is_admin,
            button(
                "Add field",
                icon="plus",
                size="small",
                aria_label=f"Add field to {section.title.lower()}",
                on_click=MappingAdding.ask(section.record),
            ),
        ),
        flush=True,
    )


def _row(item: MappedItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(item.label, class_name="yf-mapping-field"),
        rx.cond(state.me.is_admin, _direction(item), _direction_shown(item)),
        _property(item),
        rx.cond(item.direction == "both", _asks(item)),
        rx.cond(state.me.is_admin, _actions(item)),
        rx.cond(
            item.problems.length() > 0,
            rx.el.ul(
                rx.foreach(item.problems, lambda text: rx.el.li(text)),
                class_name="yf-mapping-problems yf-error",
            ),
        ),
        key=item.id,
        id=f"row-{item.id}",
        tab_index=-1,
        custom_attrs={"data-direction": item.direction},
    )


def _arrow(item: MappedItem) -> rx.Component:
    return rx.match(
        item.direction,
        *[(name, rx.icon(icon, size=15)) for name, icon in _ICONS.items()],
        rx.icon("minus", size=15),
    )


def _direction(item: MappedItem) -> rx.Component:
    return rx.el.div(
        _arrow(item),
        rx.el.select(
            rx.foreach(item.directions, lambda pair: rx.el.option(pair[1], value=pair[0])),
            value=item.direction,
            on_change=lambda value: state.choose_direction(item.id, value),
            aria_label=f"Direction of {item.label}",
            disabled=item.missing & (item.direction == "off"),
            class_name="yf-input",
        ),
        class_name="yf-mapping-direction yf-direction",
    )


def _direction_shown(item: MappedItem) -> rx.Component:
    words = rx.foreach(
        item.directions,
        lambda pair: rx.cond(pair[0] == item.direction, rx.el.span(pair[1])),
    )
    return rx.el.div(_arrow(item), words, class_name="yf-mapping-direction flex items-center gap-2")


def _property(item: MappedItem) -> rx.Component:
    return rx.el.div(
        rx.el.span(item.property_label, title=item.property, class_name="yf-mapping-property"),
        rx.cond(
            item.closed != "",
            rx.el.span(
                rx.icon("lock", size=13),
                rx.el.span(item.closed, class_name="yf-hidden-text"),
                title=item.closed,
                class_name="yf-muted",
            ),
        ),
        rx.cond(
            item.missing,
            rx.cond(
                state.me.is_admin,
                button(
                    "Create",
                    size="small",
                    aria_label=f"Create {item.property} in HubSpot",
                    on_click=MappingCreating.ask(item.id),
                ),
                rx.el.span("Not in HubSpot yet", class_name="yf-hint"),
            ),
        ),
        rx.cond(
            item.values_note != "",
            rx.cond(
                state.me.is_admin,
                button(
                    item.values_note,
                    size="small",
                    aria_label=f"{item.label}: {item.values_note}",
                    on_click=MappingValues.ask(item.id),
                ),
                rx.el.span(item.values_note, class_name="yf-hint"),
            ),
        ),
        class_name="yf-mapping-there",
    )


def _asks(item: MappedItem) -> rx.Component:
    return rx.cond(
        state.me.is_admin,
        rx.el.select(
            rx.el.option("Latest wins", value="latest"),
            rx.el.option("Ask a person", value="ask"),
            value=rx.cond(item.asks, "ask", "latest"),
            on_change=lambda value: state.choose_asks(item.id, value),
            aria_label=f"If both changed {item.label}",
            class_name="yf-input yf-mapping-asks",
        ),
        rx.el.div(rx.cond(item.asks, "Ask a person", "Latest wins"), class_name="yf-mapping-asks"),
    )


def _actions(item: MappedItem) -> rx.Component:
    return rx.el.div(
        rx.cond(
            item.direction == "off",
            icon_button(
                "trash-2",
                f"Remove {item.label} from the mapping",
                size="small",
                on_click=state.remove(item.id),
            ),
        ),
        icon_button(
            "pencil",
            f"Choose another property for {item.label}",
            size="small",
            on_click=MappingAdding.ask_other(item.id),
        ),
        class_name="yf-mapping-actions",
    )


PAGES = (Page("/hubspot/mapping", TITLE, mapping, (MappingState.load,)),)
