"""One account: what it is, who is there, and how well it fits."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.enrichment.provenance import source_mark, suggestions
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.choices import STAGES, owner_select
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines
from yardflow.components.kit.field_list import facts
from yardflow.components.kit.fields import filter_select, form_error, text_area_field, text_field
from yardflow.components.kit.in_place import (
    editable,
    editable_facts,
    filled,
    prose_input,
    text_input,
)
from yardflow.components.kit.links import outside_link
from yardflow.components.kit.table import Column, data_table, row_link
from yardflow.components.kit.times import moment
from yardflow.components.records.contact_cells import address, persona_badges
from yardflow.components.records.score import score_parts, score_ring
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.accounts.record import AccountState, ScoreStep
from yardflow.state.contacts.index import ContactItem

BACK = ("Accounts", "/accounts/")


def account() -> rx.Component:
    """The record."""
    return frame(
        rx.cond(AccountState.account.name != "", AccountState.account.name, "Account"),
        loaded_or(
            AccountState.loaded,
            AccountState.problem,
            AccountState.load,
            card(loading_lines(8)),
            _record(),
            gone=AccountState.gone,
            back=BACK,
        ),
        _new_contact(),
        _override(),
        confirm_dialog(
            f"Delete {AccountState.account.name}?",
            f"Its contacts ({AccountState.account.people}) are deleted with it. "
            "This can't be undone.",
            open=AccountState.asking_delete,
            on_open_change=AccountState.ask_delete,
            confirm="Delete account",
            on_confirm=AccountState.delete,
        ),
        section="Accounts",
        back=BACK,
        actions=rx.cond(
            AccountState.account.id > 0,
            icon_button("trash-2", "Delete account", on_click=AccountState.ask_delete(True)),
        ),
    )


def _record() -> rx.Component:
    return rx.el.div(
        rx.el.div(_head(), _details(), _people(), class_name="flex flex-col gap-4 min-w-0"),
        rx.el.div(_standing(), _score(), _history(), class_name="flex flex-col gap-4 min-w-0"),
        class_name="yf-record",
    )


def _head() -> rx.Component:
    one = AccountState.account
    return card(
        rx.el.div(
            avatar(one.initials, large=True, square=True),
            rx.el.div(
                rx.el.h2(one.name, class_name="text-[17px] leading-6 font-semibold"),
                rx.el.p(one.industry, class_name="yf-muted"),
                class_name="flex-[1_1_200px] min-w-0",
            ),
            rx.cond(one.website != "", outside_link(one.domain, one.website), rx.fragment()),
            class_name="flex flex-wrap items-center gap-3",
        ),
    )


def _details() -> rx.Component:
    one = AccountState.account
    return card(
        editable_facts(
            _line("Name", "name", one.name),
            _line("Website", "website", one.website),
            _line("Email domain", "domain", one.domain),
            _found("Industry", "industry", one.industry),
            _found("Size", "size", one.size),
            _line("Headquarters", "headquarters", one.headquarters),
            editable(
                "Notes",
                "notes",
                filled(one.notes != "", rx.el.span(one.notes, class_name="whitespace-pre-wrap")),
                prose_input("Notes", "notes", one.notes),
                state=AccountState,
            ),
        ),
        title="Details",
    )


def _line(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    return editable(label, name, value, text_input(label, name, value), state=AccountState)


def _found(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    """A field that enrichment may fill."""
    return editable(
        label,
        name,
        value,
        text_input(label, name, value),
        state=AccountState,
        beside=source_mark(name, AccountState),
        below=suggestions(name, AccountState),
    )


def _people() -> rx.Component:
    return card(
        rx.cond(
            AccountState.people.length() > 0,
            rx.fragment(
                data_table(
                    "Contacts of the account",
                    [
                        Column("Name", _person),
                        Column("Email and personas", _email, shown_from="md"),
                        Column("Enrichment", lambda row: enrich_button(row.id), shown_from="sm"),
                    ],
                    AccountState.people,
                    key=lambda row: row.id.to(str),
                ),
                rx.cond(
                    AccountState.more_people != "",
                    rx.el.p(AccountState.more_people, class_name="yf-hint p-4"),
                ),
            ),
            empty_state(
                "users",
                "Nobody here yet",
                "Add the people you want to meet; they make up most of the ICP score.",
            ),
        ),
        title="Contacts",
        actions=button(
            "Add contact", icon="plus", size="small", on_click=AccountState.ask_new(True)
        ),
        flush=True,
    )


def _person(row: ContactItem) -> rx.Component:
    return rx.el.div(
        avatar(row.initials),
        rx.el.div(
            row_link(row.name, row.href),
            rx.el.div(row.title, class_name="yf-hint yf-truncate"),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-2.5 min-w-0 max-w-[230px]",
    )


def _email(row: ContactItem) -> rx.Component:
    return rx.el.div(
        address(row.email, row.email_status),
        persona_badges(row.personas),
        class_name="flex flex-col gap-1 max-w-[250px] text-[13px]",
    )


def _standing() -> rx.Component:
    one = AccountState.account
    return card(
        facts(
            ("Stage", filter_select("Stage", one.stage, STAGES, AccountState.change_stage)),
            ("Owner", owner_select(one.owner_id, AccountState.owner_choices, AccountState.assign)),
            ("Added", moment(one.created_at)),
            ("Changed", moment(one.updated_at)),
        ),
    )


def _score() -> rx.Component:
    one = AccountState.account
    return card(
        rx.el.div(
            score_ring(one.score),
            rx.el.div(
                rx.cond(
                    one.by_hand,
                    rx.fragment(
                        badge("Set by hand", "violet"),
                        rx.el.p(one.reason, class_name="[overflow-wrap:anywhere]"),
                        rx.el.p(f"The rules say {one.calculated}.", class_name="yf-hint yf-num"),
                        button("Use the rules again", size="small", on_click=AccountState.release),
                    ),
                    rx.fragment(
                        rx.el.p("From the people and facts below.", class_name="yf-muted"),
                        button(
                            "Set by hand",
                            icon="hand",
                            size="small",
                            on_click=AccountState.ask_override(True),
                        ),
                    ),
                ),
                class_name="flex flex-col items-start gap-2 min-w-0",
            ),
            class_name="flex items-center gap-4 mb-5",
        ),
        score_parts(AccountState.parts),
        title="ICP score",
    )


def _history() -> rx.Component:
    return card(
        rx.cond(
            AccountState.history.length() > 0,
            rx.el.ol(rx.foreach(AccountState.history, _step), class_name="flex flex-col gap-3"),
            rx.el.p("The score has not changed yet.", class_name="yf-muted"),
        ),
        title="History of the score",
    )


def _step(step: ScoreStep) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            step.old,
            rx.icon("arrow-right", size=12, class_name="inline mx-1", aria_label="to"),
            rx.el.strong(step.new, class_name="font-semibold"),
            class_name="yf-num whitespace-nowrap w-[72px] flex-none",
        ),
        rx.el.div(
            rx.el.div(step.why, class_name="[overflow-wrap:anywhere]"),
            rx.el.div(
                rx.cond(step.who != "", f"{step.who} · ", ""),
                moment(step.at),
                class_name="yf-hint",
            ),
            class_name="min-w-0",
        ),
        key=step.number.to(str),
        class_name="flex gap-3",
    )


def _new_contact() -> rx.Component:
    return dialog(
        f"New contact at {AccountState.account.name}",
        rx.form(
            rx.el.div(
                form_error(AccountState.errors.get("form", "").to(str)),
                rx.el.div(
                    _text("First name", "first_name", auto_focus=True),
                    _text("Last name", "last_name"),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                _text("Job title", "title", hint="Personas and seniority are told from it."),
                rx.el.div(
                    _text("Email", "email", input_mode="email"),
                    _text("Phone", "phone", type="tel"),
                    class_name="grid sm:grid-cols-2 gap-4",
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=AccountState.ask_new(False)), submit("Add contact")
            ),
            on_submit=AccountState.add,
        ),
        open=AccountState.adding,
        on_open_change=AccountState.ask_new,
        width="520px",
    )


def _override() -> rx.Component:
    error = AccountState.errors.get("reason", "").to(str)
    return dialog(
        "Set the score by hand",
        rx.form(
            rx.el.div(
                form_error(AccountState.errors.get("form", "").to(str)),
                _text(
                    "Score",
                    "score",
                    type="number",
                    min=0,
                    max=100,
                    step=1,
                    required=True,
                    auto_focus=True,
                    default_value=AccountState.account.score.to(str),
                ),
                text_area_field("Reason", "reason", error=error, required=True),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=AccountState.ask_override(False)), submit("Set score")
            ),
            on_submit=AccountState.override,
        ),
        open=AccountState.overriding,
        on_open_change=AccountState.ask_override,
        description="It counts instead of the calculated one until somebody takes it back.",
    )


def _text(label: str, name: str, **props: object) -> rx.Component:
    error = AccountState.errors.get(name, "").to(str)
    return text_field(label, name, error=error, **props)


PAGES = (Page("/accounts/[account_id]", "Account", account, (AccountState.load,)),)
