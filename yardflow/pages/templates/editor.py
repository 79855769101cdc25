"""The parts of a template as they are written."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.fields import form_error, text_area_field, text_field
from yardflow.services.sequences.templates.variables import VARIABLES
from yardflow.state.templates.record import TemplateState

_FALLBACK = ("contact.first_name", 'contact.first_name | default: "there"')
_GROUPS = {
    "contact": "Contact",
    "account": "Account",
    "event": "Event",
    "sender": "Sender",
    "workplace": "Every email",
    "unsubscribe_url": "Every email",
}


def editor(then: Sequence[Any] = ()) -> rx.Component:
    """The form of the open template; ``then`` are handlers that follow a save."""
    saved = TemplateState.template
    return card(
        rx.form(
            rx.el.input(type="hidden", name="template", default_value=saved.id),
            rx.el.div(
                form_error(TemplateState.errors.get("form", "").to(str)),
                text_field(
                    "Name",
                    "name",
                    error=TemplateState.errors.get("name", "").to(str),
                    default_value=saved.name,
                    required=True,
                ),
                _line("Subject", "subject", saved.subject),
                _line(
                    "Preheader",
                    "preheader",
                    saved.preheader,
                    hint="The line that inboxes show after the subject.",
                ),
                _area("Text", "text", saved.text, rows=12),
                _area(
                    "HTML",
                    "html",
                    saved.html,
                    rows=12,
                    hint="Optional. If you leave one of the two empty, it's made from the other.",
                    spell_check=False,
                ),
                class_name="flex flex-col gap-4",
            ),
            rx.el.div(
                rx.cond(TemplateState.unsaved, _unsaved()),
                submit("Save"),
                class_name="flex items-center justify-end gap-3 mt-5",
            ),
            on_submit=[TemplateState.save, *then],
            key=f"{saved.id} {TemplateState.filled}",
            custom_attrs={"data-kept": "template"},
        ),
        title="Template",
        actions=_variables(),
    )


def _unsaved() -> rx.Component:
    return rx.fragment(
        rx.el.span("Not saved yet", class_name="yf-hint mr-auto"),
        button("Discard", on_click=TemplateState.discard),
    )


def _variables() -> rx.Component:
    """Inserts a variable where the cursor was last (assets/templates.js)."""
    sections = []
    for label, group in groupby(VARIABLES, key=lambda each: _GROUPS[each.group]):
        names = [(each.label, dict([_FALLBACK]).get(each.name, each.name)) for each in group]
        sections.append(
            rx.dropdown_menu.sub(
                rx.dropdown_menu.sub_trigger(label),
                rx.dropdown_menu.sub_content(
                    *[
                        rx.dropdown_menu.item(
                            text, custom_attrs={"data-insert": f"{{{{ {name} }}}}"}
                        )
                        for text, name in names
                    ]
                ),
            )
        )
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(button("Insert variable", icon="braces", size="small")),
        rx.dropdown_menu.content(*sections, align="end"),
        modal=False,
    )


def _line(label: str, name: str, value: rx.Var[str], hint: str = "") -> rx.Component:
    return text_field(
        label,
        name,
        error=TemplateState.errors.get(name, "").to(str),
        hint=hint,
        default_value=value,
        on_change=lambda text: TemplateState.write(name, text).debounce(300),
        auto_complete="off",
        custom_attrs={"data-takes-variables": ""},
    )


def _area(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    return text_area_field(
        label,
        name,
        error=TemplateState.errors.get(name, "").to(str),
        default_value=value,
        on_change=lambda text: TemplateState.write(name, text).debounce(300),
        custom_attrs={"data-takes-variables": "", "data-code": "true"},
        **props,
    )
