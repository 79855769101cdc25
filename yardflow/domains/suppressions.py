"""Addresses and domains that must not be mailed."""

from sqlmodel import col

from yardflow.models import Suppression, SuppressionImport
from yardflow.registry import (
    LIST,
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    NavigationGroup,
    Subject,
)
from yardflow.services.sequences.suppressions import imports

DOMAIN = Domain(
    name="suppressions",
    routers=(
        "yardflow.api.suppressions.routes:router",
        "yardflow.api.suppressions.imports:router",
    ),
    pages=("yardflow.pages.suppressions.index",),
    navigation=(
        NavigationEntry("Suppressions", "/suppressions/", "mail-x", NavigationGroup.OUTREACH),
    ),
    handlers=(
        Handlers(
            "yardflow.state.suppressions.index.SuppressionsState",
            member=(
                *LIST,
                "show_form",
                "add",
                "show_upload",
                "close_result",
                "follow_import",
                "undo_import",
                "ask_remove",
                "close_remove",
                "remove",
            ),
        ),
    ),
    subjects=(
        Subject(
            "suppression", col(Suppression.id), (col(Suppression.value),), page="/suppressions/"
        ),
        Subject(
            "suppression_import",
            col(SuppressionImport.id),
            (col(SuppressionImport.label),),
            page="/suppressions/?file={}",
        ),
    ),
    job_kinds=(
        JobKind(
            imports.JOB,
            JobQueue.LONG,
            work="yardflow.services.sequences.suppressions.imports:run",
            title="Suppress what is in {}",
            title_without_name="Import suppressions",
            can_undo=imports.undoable_jobs,
            undo=imports.undo_job,
        ),
    ),
    each_minute=(imports.purge,),
    undo_actions={
        "undo_suppression": "yardflow.state.suppressions.undo_actions:undo_add",
        "undo_suppression_removal": "yardflow.state.suppressions.undo_actions:restore",
        "undo_suppression_import": "yardflow.state.suppressions.undo_actions:undo_import",
    },
    refresh=(("/suppressions", "yardflow.state.suppressions.index:SuppressionsState.load"),),
)
