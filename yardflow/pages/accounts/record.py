"""One account: its fields, its contacts and its score."""

import reflex as rx

from yardflow.components.enrichment.enrich_button import enrich_button
from yardflow.components.hubspot.record_card import hubspot_card
from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.buttons import button, button_link, new_tab_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.in_place import editable, editable_fields, field_row, text_input
from yardflow.components.kit.table import Column, data_table, row_link
from yardflow.components.records.badges import STAGE_TONES
from yardflow.components.records.choices import owner_select
from yardflow.components.records.contact_cells import email_with_status, persona_badges
from yardflow.components.records.events_card import events_card
from yardflow.components.records.list_cells import copy_button
from yardflow.components.records.new_contact import new_contact_dialog
from yardflow.components.records.notes_card import notes_card
from yardflow.components.records.record_page import (
    Header,
    Steps,
    add_row,
    added_and_updated,
    copy_menu,
    record_page,
    text_rows,
)
from yardflow.components.sequences.enrollments import account_card
from yardflow.components.sequences.holds import hold_dialog
from yardflow.components.sequences.why import why_dialog
from yardflow.pages.accounts.score import override_dialog, score_card
from yardflow.pages.page import Page, record_title
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.state.accounts.index import AccountsState
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.index import ContactItem
from yardflow.state.hubspot.record import HubspotRecord
from yardflow.state.labels import STAGES
from yardflow.state.sequences.account_holds import AccountHolds
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.why import WhyState

BACK = ("Accounts", AccountsState.list_href)
TITLE = record_title(AccountState.account.name, "Account")


STEPS = Steps(
    "Stage",
    ("Lead", "Qualified", "Booked", "Checked In", "Won"),
    ("No Show", "Lost"),
    STAGES,
    STAGE_TONES,
)


def account() -> rx.Component:
    """The record."""
    return record_page(
        TITLE,
        "Account",
        AccountState,
        AccountState.account.id,
        BACK,
        header=_header(),
        main=(_details(), notes_card(AccountState, AccountState.account.id), _contacts()),
        side=(
            score_card(),
            events_card(AccountState, AccountState.account.id, "Stage", STAGES),
            account_card(),
            hubspot_card(AccountState.account.id),
        ),
        delete_warning=AccountState.delete_warning,
        dialogs=(
            new_contact_dialog(f"New contact at {AccountState.account.name}", AccountState),
            override_dialog(),
            hold_dialog(),
            why_dialog(),
        ),
    )


def _header() -> Header:
    account = AccountState.account
    website, industry, headquarters = (
        account.texts[name] for name in ("website", "industry", "headquarters")
    )
    return Header(
        picture=avatar(account.initials, large=True, square=True),
        name=account.name,
        name_inputs=(text_input("Name", "name", account.name),),
        subtitle=rx.el.p(
            industry,
            rx.cond((industry != "") & (headquarters != ""), " · ", ""),
            headquarters,
            class_name="yf-muted",
        ),
        actions=(
            rx.cond(website != "", new_tab_button("Website", website)),
            copy_menu(AccountState, ("Domain", account.domain), ("Website", website)),
            rx.cond(
                AccountState.enrich_href != "",
                button_link("Enrich contacts", AccountState.enrich_href, icon="sparkles"),
            ),
        ),
        steps=STEPS,
    )


def _details() -> rx.Component:
    account, state = AccountState.account, AccountState
    return card(
        editable_fields(
            editable(
                "Email domain",
                "domain",
                account.domain,
                text_input("Email domain", "domain", account.domain),
                state=state,
            ),
            *text_rows(ACCOUNT, account.texts, state),
            field_row(
                "Owner",
                owner_select(
                    account.owner_id,
                    state.owner_choices,
                    lambda owner: state.assign(account.id, owner),
                    account.unassigned,
                ),
            ),
            add_row(ACCOUNT, account.texts, state),
        ),
        added_and_updated(account),
        title="Details",
    )


def _contacts() -> rx.Component:
    return card(
        rx.cond(
            AccountState.contacts.length() > 0,
            rx.fragment(
                data_table(
                    "Contacts",
                    [
                        Column("Name", _name_and_title, width="50%"),
                        Column("Email and personas", _email, shown_from="md"),
                        Column("Enrichment", lambda row: enrich_button(row.id), shown_from="sm"),
                    ],
                    AccountState.contacts,
                    key=lambda row: row.id.to(str),
                ),
                rx.cond(
                    AccountState.more_contacts != "",
                    rx.el.p(AccountState.more_contacts, class_name="yf-hint p-4"),
                ),
            ),
            empty_state(
                "users",
                "No contacts yet",
                "Add the people you want to meet. They drive most of the ICP score.",
            ),
        ),
        title="Contacts",
        actions=button(
            "Add contact", icon="plus", size="small", on_click=AccountState.ask_new(True)
        ),
        flush=True,
    )


def _name_and_title(row: ContactItem) -> rx.Component:
    return rx.el.div(
        avatar(row.initials),
        rx.el.div(
            row_link(row.name, row.href),
            rx.el.div(row.title, class_name="yf-hint yf-truncate"),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-2.5 w-0 min-w-full",
    )


def _email(row: ContactItem) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            email_with_status(row.email, row.email_status, row.email_shared, href=row.email_href),
            copy_button(AccountState, "Email", row.name, row.email),
            class_name="flex items-center gap-1 min-w-0",
        ),
        persona_badges(row.personas),
        class_name="flex flex-col gap-1 max-w-[280px] text-[13px]",
    )


PAGES = (
    Page(
        "/accounts/[account_id]",
        TITLE,
        account,
        (
            WhyState.close(False),
            AccountState.load,
            EnrollmentList.load_account,
            AccountHolds.load,
            HubspotRecord.load_account,
        ),
    ),
)
