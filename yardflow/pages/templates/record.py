"""One email template: written on the left, and seen on the right as a person gets it."""

from itertools import groupby

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loading_lines, record_or
from yardflow.components.kit.fields import form_error, text_area_field, text_field
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.pages.templates.attachments import attachments_card
from yardflow.pages.templates.links import links_card
from yardflow.pages.templates.preview import preview_card, problems_card, versions_card
from yardflow.pages.templates.sendgrid import sendgrid_card
from yardflow.pages.templates.test_email import test_email_button, test_email_dialog
from yardflow.services.sequences.templates.variables import VARIABLES
from yardflow.state.templates.index import TemplatesState
from yardflow.state.templates.links import LinksState
from yardflow.state.templates.record import TemplateState
from yardflow.state.templates.sendgrid import SendGridState

BACK = ("Templates", TemplatesState.list_href)
TITLE = record_title(TemplateState.template.name, "Template")
_FALLBACK = ("contact.first_name", 'contact.first_name | default: "there"')
_GROUPS = {
    "contact": "Contact",
    "account": "Account",
    "event": "Event",
    "sender": "Sender",
    "workplace": "Every email",
    "unsubscribe_url": "Every email",
}


def template() -> rx.Component:
    """The record."""
    content = rx.el.div(
        rx.el.div(
            _editor(), attachments_card(), problems_card(), class_name="flex flex-col gap-4 min-w-0"
        ),
        rx.el.div(
            preview_card(),
            links_card(),
            sendgrid_card(),
            versions_card(),
            class_name="flex flex-col gap-4 min-w-0",
        ),
        class_name="yf-template",
    )
    return frame(
        TITLE,
        record_or(TemplateState, "Template", BACK, card(loading_lines(8)), content),
        section="Templates",
        back=BACK,
        actions=rx.cond(TemplateState.template.id > 0, _actions()),
    )


def _actions() -> rx.Component:
    archived = TemplateState.template.archived
    return rx.fragment(
        rx.cond(archived, badge("Archived", "gray")),
        test_email_button(),
        test_email_dialog(),
        button("Copy", icon="copy", on_click=TemplateState.copy),
        rx.cond(
            archived,
            button("Unarchive", icon="archive-restore", on_click=TemplateState.archive(False)),
            button("Archive", icon="archive", on_click=TemplateState.archive(True)),
        ),
    )


def _editor() -> rx.Component:
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
            rx.el.div(submit("Save"), class_name="flex justify-end mt-5"),
            on_submit=TemplateState.save,
            key=f"{saved.id} {TemplateState.versions[0].number}",
            custom_attrs={"data-kept": "template"},
        ),
        title="Template",
        actions=_variables(),
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


PAGES = (
    Page(
        "/templates/[template_id]",
        TITLE,
        template,
        (TemplateState.load, LinksState.load, SendGridState.load),
    ),
)
