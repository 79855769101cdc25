"""Finding out what is missing about contacts and their accounts."""

from sqlmodel import Session, col

from yardflow.models import EnrichmentBulk
from yardflow.registry import (
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    NavigationGroup,
    SettingsTab,
    Subject,
)
from yardflow.services.enrichment import automation
from yardflow.services.enrichment.bulk import lifecycle
from yardflow.services.enrichment.claims import manual_edits
from yardflow.services.imports.changes import ContactsImported
from yardflow.services.records.changes import (
    ContactCreated,
    FieldsEdited,
    RecordsEdited,
    SeniorityRefused,
    TargetsQualified,
)


def _cancel_bulk(session: Session, payload: dict) -> None:
    # The job goes on to its end, because what was asked already has to be taken and paid for.
    lifecycle.cancel(session, int(payload["bulk_id"]))


def _resume_bulk(session: Session, payload: dict) -> None:
    lifecycle.resume(session, int(payload["bulk_id"]))


# Jobs are about records that everybody may see, and whoever asks for what is under way already is
# led to the job that does it, whoever began it.
_JOB_KINDS = (
    JobKind(
        "enrich_contact",
        JobQueue.DEFAULT,
        work="yardflow.services.enrichment.runs.pipeline:enrich",
        title="Enrich {}",
        title_without_name="Enrich a contact",
        readable_by_all=True,
        warm_up="yardflow.services.enrichment.runs.pipeline:warm_up",
    ),
    JobKind(
        lifecycle.LEAD,
        JobQueue.BULK,
        work="yardflow.services.enrichment.bulk.worker:work",
        title="Enrich {}",
        title_without_name="Enrich contacts in bulk",
        readable_by_all=True,
        cancel=_cancel_bulk,
        run_again=_resume_bulk,
    ),
    # The first worker speaks for its bulk; the others only help.
    JobKind(
        lifecycle.WORKER,
        JobQueue.BULK,
        work="yardflow.services.enrichment.bulk.worker:work",
        title="Enrich {}",
        title_without_name="Enrich contacts in bulk",
        readable_by_all=True,
        listed=False,
    ),
)

_HANDLERS = (
    Handlers(
        "yardflow.state.enrichment.enrich_now.EnrichNow",
        member=(
            *("watch", "read_again", "press", "run_anyway", "follow"),
            *("accept", "reject", "add_website"),
        ),
    ),
    Handlers(
        "yardflow.state.enrichment.history.EnrichmentHistory",
        member=("load", "read_again", "show_older", "ask_revert", "close_revert", "revert"),
    ),
    Handlers(
        "yardflow.state.enrichment.review.ReviewState",
        member=(
            "load",
            "read_again",
            "narrow",
            "next_page",
            "accept",
            "reject",
            "edit",
            "stop_editing",
            "correct",
            "undo_last",
            "put_back",
            "ask_above",
            "choose_above",
            "accept_above",
        ),
    ),
    Handlers(
        "yardflow.state.enrichment.bulks.BulksState",
        member=("load", "follow", "show_more"),
    ),
    Handlers(
        "yardflow.state.enrichment.bulk.BulkRecord",
        member=(
            "load",
            "follow",
            "pause",
            "resume",
            "ask_cancel",
            "cancel",
            "next_page",
            "previous_page",
        ),
    ),
    Handlers(
        "yardflow.state.enrichment.new_bulk.NewBulk",
        member=("load", "choose_event", "choose_contacts", "choose_mode", "turn_forced", "start"),
    ),
    Handlers(
        "yardflow.state.enrichment.costs.CostsState",
        member=("load", "narrow", "show_dates"),
        admin=("resolve",),
    ),
    Handlers(
        "yardflow.state.settings.enrichment.EnrichmentSettings",
        admin=(
            "load",
            "type_in",
            "turn_provider",
            "move_provider",
            "turn_trigger",
            "choose_model",
            "turn_mail_hosts",
            "discard",
            "save",
        ),
    ),
)

DOMAIN = Domain(
    name="enrichment",
    routers=(
        "yardflow.api.enrichment.runs:router",
        "yardflow.api.enrichment.bulk_runs:router",
        "yardflow.api.enrichment.review:router",
        "yardflow.api.enrichment.costs:router",
    ),
    pages=(
        "yardflow.pages.enrichment.bulks",
        "yardflow.pages.enrichment.new_bulk",
        "yardflow.pages.enrichment.bulk",
        "yardflow.pages.enrichment.review",
        "yardflow.pages.enrichment.costs",
    ),
    navigation=(NavigationEntry("Enrichment", "/enrichment/", "sparkles", NavigationGroup.DATA),),
    settings_tabs=(
        SettingsTab(
            "enrichment",
            "Enrichment",
            body="yardflow.pages.settings.enrichment:enrichment",
            load=("yardflow.state.settings.enrichment:EnrichmentSettings.load",),
            admin_only=True,
        ),
    ),
    stylesheets=("/bulks.css", "/enrichment.css"),
    scripts=("/review.js",),
    handlers=_HANDLERS,
    job_kinds=_JOB_KINDS,
    subjects=(
        Subject(
            "bulk",
            col(EnrichmentBulk.id),
            (col(EnrichmentBulk.label),),
            page="/enrichment/{}/",
        ),
    ),
    undo_actions={
        "undo_revert": "yardflow.state.enrichment.undo_actions:apply_again",
        "undo_review": "yardflow.state.enrichment.undo_actions:return_to_review",
    },
    refresh=(
        ("/contacts/*", "yardflow.state.enrichment.enrich_now:EnrichNow.read_again"),
        ("/contacts/*", "yardflow.state.enrichment.history:EnrichmentHistory.read_again"),
        ("/enrichment/review", "yardflow.state.enrichment.review:ReviewState.read_again"),
    ),
    hooks=(
        (ContactCreated, automation.contact_created),
        (TargetsQualified, automation.accounts_qualified),
        (ContactsImported, automation.contacts_imported),
        (FieldsEdited, manual_edits.fields_edited),
        (RecordsEdited, manual_edits.records_edited),
        (SeniorityRefused, manual_edits.seniority_refused),
    ),
    each_round=(automation.tick,),
    each_minute=(automation.start_daily,),
)
