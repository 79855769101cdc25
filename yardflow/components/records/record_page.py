"""The page of one record, shared by contacts and accounts: a header, its cards, its neighbors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.kit.badges import Tone
from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import Back, loading_lines, record_or
from yardflow.components.kit.in_place import (
    add_button,
    edit_form,
    editable,
    field_row,
    select_input,
    text_input,
)
from yardflow.components.kit.stepper import stepper
from yardflow.components.kit.times import relative
from yardflow.components.records.neighbors import neighbors, thumb_bar
from yardflow.components.shell.frame import frame
from yardflow.services.records.resource import Resource, TextField
from yardflow.state.editing import focus_id


@dataclass(frozen=True)
class Steps:
    """What a record goes through at an event: a stage or a status, called ``name``.

    ``path`` are its values in order, ``ends`` where it may end before the goal; ``tones`` by value.
    """

    name: str
    path: tuple[str, ...]
    ends: tuple[str, ...]
    labels: Mapping[str, str]
    tones: Mapping[str, Tone]


@dataclass(frozen=True)
class Header:
    """What stands at the top of a record. ``name_inputs`` are the form of the name; ``result`` is
    what came of the actions.
    """

    picture: rx.Component
    name: rx.Var[str]
    name_inputs: tuple[rx.Component, ...]
    subtitle: rx.Component
    actions: tuple[rx.Component, ...]
    steps: Steps
    result: rx.Component | None = None


def record_page(
    title: rx.Var[str],
    noun: str,
    state: Any,
    record: rx.Var[int],
    back: Back,
    *,
    header: Header,
    main: tuple[rx.Component, ...],
    side: tuple[rx.Component, ...],
    at_thumb: tuple[rx.Component, ...] = (),
    delete_warning: str | rx.Var[str],
    dialogs: tuple[rx.Component, ...] = (),
) -> rx.Component:
    """The page of the ``noun`` with the id ``record``.

    ``state`` mixes in `AtEvents`, `Editing`, `Neighbors` and `Loading`; what is done here names the
    record in sight, because the tab may have gone on to the next before that arrives.
    ``main`` and ``side`` are the cards of the two columns, one below the other on a phone, with
    ``at_thumb`` in a bar at its foot. A record has notes.
    """
    content = rx.el.div(
        _header(noun, state, record, header),
        rx.el.div(
            rx.el.div(*main, class_name="flex flex-col gap-4 min-w-0"),
            rx.el.div(*side, class_name="flex flex-col gap-4 min-w-0"),
            class_name="yf-record",
        ),
        thumb_bar(noun.lower(), state, at_thumb),
        class_name="flex flex-col gap-4",
    )
    is_shown = state.loaded & (state.problem == "")
    return frame(
        title,
        # The header has the page's heading; without it, the page is named all the same.
        rx.cond(is_shown, rx.fragment(), rx.el.h1(title, class_name="yf-hidden-text")),
        record_or(state, noun, back, card(loading_lines(8)), content),
        *dialogs,
        confirm_dialog(
            f"Delete {header.name}?",
            delete_warning,
            open=state.confirming_delete,
            on_open_change=state.ask_delete,
            confirm=f"Delete {noun.lower()}",
            on_confirm=state.delete,
        ),
        section=f"{noun}s",
        back=back,
        heading=False,
        actions=neighbors(noun.lower(), state, "header"),
    )


def text_rows(
    resource: Resource,
    values: rx.Var[dict[str, str]],
    state: Any,
    beside: Mapping[str, rx.Component] | None = None,
) -> tuple[rx.Component, ...]:
    """A row of the details for each plain text that the resource declares and the record has;
    `add_row` offers the others.

    ``state`` mixes in `Editing` and `Sourced`; ``beside`` is what stands next to a value, by name.
    """
    others = beside or {}
    return tuple(
        rx.cond(
            _has_row(text, values, state),
            editable(
                text.label,
                text.name,
                values[text.name],
                _input(text, values[text.name]),
                state=state,
                beside=rx.fragment(source_mark(text.name, state), others.get(text.name)),
                below=suggestions(text.name, state),
            ),
        )
        for text in resource.texts
    )


def add_row(resource: Resource, values: rx.Var[dict[str, str]], state: Any) -> rx.Component:
    """A button for each plain text that the record lacks, in place of as many empty rows."""
    buttons = []
    for text in resource.texts:
        lacks = ~_has_row(text, values, state)
        if text.about:
            lacks &= values[text.about] != ""
        buttons.append(rx.cond(lacks, add_button(text.label, text.name, state=state)))
    return field_row("Add", rx.el.div(*buttons, class_name="yf-add-fields"))


def _has_row(text: TextField, values: rx.Var[dict[str, str]], state: Any) -> rx.Var[bool]:
    """Whether there is something to see of a text: a value, suggestions, or its form."""
    is_open = state.editing.contains(text.name)
    return (values[text.name] != "") | state.suggestions.contains(text.name) | is_open


def _input(text: TextField, value: rx.Var[str]) -> rx.Component:
    if text.choices:
        options = [(choice, choice) for choice in text.choices]
        return select_input(text.label, text.name, value, options, every="–")
    return text_input(text.label, text.name, value, input_mode=text.input)


def added_and_updated(record: Any) -> rx.Component:
    """Since when the record is there, and when it was changed last."""
    return rx.el.p(
        "Added ",
        relative(record.created_at),
        " · Updated ",
        relative(record.updated_at),
        class_name="yf-hint pt-3",
    )


def copy_menu(state: Any, *values: tuple[str, rx.Var[str]]) -> rx.Component:
    """Copies a value of the record to the clipboard; ``values`` are labels and texts."""
    filled: rx.Var[bool] = rx.Var.create(False)
    for _, value in values:
        filled = filled | (value != "")
    items = [
        rx.cond(
            value != "",
            rx.dropdown_menu.item(
                label,
                rx.el.span(value, class_name="yf-muted yf-truncate max-w-[220px] ml-auto pl-4"),
                on_select=[rx.set_clipboard(value), state.copied(label)],
            ),
        )
        for label, value in values
    ]
    return rx.cond(
        filled,
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(button("Copy", icon="copy")),
            rx.dropdown_menu.content(*items),
            modal=False,
        ),
    )


def _header(noun: str, state: Any, record: rx.Var[int], header: Header) -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                header.picture,
                rx.el.div(_name(state, header), header.subtitle, class_name="min-w-0 flex-1"),
                class_name="yf-record-who",
            ),
            rx.el.div(
                *header.actions,
                _more(noun, state),
                class_name="yf-record-actions",
            ),
            class_name="yf-record-top",
        ),
        header.result,
        _standing(state, record, header.steps),
        class_name="yf-record-head",
    )


def _name(state: Any, header: Header) -> rx.Component:
    is_open = state.editing.contains("name")
    return rx.fragment(
        rx.el.div(
            rx.el.h1(header.name),
            rx.cond(
                is_open,
                rx.fragment(),
                rx.el.button(
                    rx.icon("pencil", size=13, class_name="yf-pencil"),
                    id=focus_id("name"),
                    type="button",
                    aria_label="Edit name",
                    title="Edit name",
                    on_click=state.edit("name"),
                    class_name="yf-name-edit",
                ),
            ),
            class_name=rx.cond(is_open, "yf-hidden-text", "yf-record-name"),
        ),
        rx.cond(is_open, edit_form("Name", "name", *header.name_inputs, state=state)),
    )


def _more(noun: str, state: Any) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", "More actions")),
        rx.dropdown_menu.content(
            rx.dropdown_menu.item(
                f"Delete {noun.lower()}…", color_scheme="red", on_select=state.ask_delete(True)
            ),
            align="end",
        ),
        modal=False,
    )


def _standing(state: Any, record: rx.Var[int], steps: Steps) -> rx.Component:
    """Where the record stands at the active event, or a button that puts it on that list."""
    event = state.current_event
    return rx.cond(
        event.id != "",
        rx.el.div(
            rx.cond(
                state.at_current != "",
                rx.fragment(
                    rx.el.div(event.name, class_name="yf-record-event yf-truncate"),
                    stepper(
                        f"{steps.name} at {event.name}",
                        state.at_current,
                        {value: steps.labels[value] for value in steps.path},
                        {value: steps.labels[value] for value in steps.ends},
                        steps.tones,
                        lambda value: state.change_at_event(record, event.id, value),
                    ),
                ),
                rx.fragment(
                    rx.el.div(f"Not at {event.name}", class_name="yf-muted"),
                    button(
                        f"Add to {event.name}",
                        icon="calendar-plus",
                        size="small",
                        on_click=state.add_to_event(record, event.id),
                    ),
                ),
            ),
            class_name="yf-record-standing",
        ),
    )
