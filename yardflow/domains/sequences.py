"""Sequences: steps that email people, drafted and published."""

from sqlmodel import col

from yardflow.models import Sequence
from yardflow.registry import (
    LIST,
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    Loop,
    NavigationEntry,
    NavigationGroup,
    Subject,
)
from yardflow.services.meetings.changes import MeetingBooked
from yardflow.services.records.changes import EventMoved
from yardflow.services.sequences import moving, rules
from yardflow.services.sequences.booking import following
from yardflow.services.sequences.enrollments import lists, progress
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.lifecycle.status import SequenceResumed
from yardflow.services.sequences.running import tallies
from yardflow.services.sequences.senders.service import SenderResumed

_STEPS = (
    "add_step",
    "add_test",
    "remove_test",
    "add_way",
    "remove_way",
    "save_step",
    "keep_mine",
    "keep_theirs",
    "move_up",
    "move_down",
    "move_step",
    "copy_step",
    "paste_step",
    "delete_step",
    "undo_edit",
    "redo_edit",
)

DOMAIN = Domain(
    name="sequences",
    routers=(
        "yardflow.api.sequences.routes:router",
        "yardflow.api.sequences.files:router",
        "yardflow.api.sequences.enrollments:router",
        "yardflow.api.sequences.moving:router",
        "yardflow.api.sequences.forecast:router",
        "yardflow.api.sequences.preview:router",
        "yardflow.api.sequences.replay:router",
        "yardflow.api.sequences.event_days:router",
        "yardflow.api.sequences.results:router",
        "yardflow.api.sequences.running:router",
        "yardflow.api.sequences.splits:router",
        "yardflow.api.sequences.holds:router",
        "yardflow.api.sequences.rules:router",
        "yardflow.api.sequences.lists:router",
        "yardflow.api.sequences.webhooks:router",
        "yardflow.api.sequences.unsubscribe:router",
        "yardflow.api.sequences.booking:router",
        "yardflow.api.sequences.links:router",
    ),
    pages=(
        "yardflow.pages.sequences.index",
        "yardflow.pages.sequences.record",
        "yardflow.pages.sequences.overview",
        "yardflow.pages.sequences.preview",
        "yardflow.pages.sequences.forecast",
        "yardflow.pages.sequences.replay",
    ),
    navigation=(NavigationEntry("Sequences", "/sequences/", "mails", NavigationGroup.OUTREACH),),
    stylesheets=(
        "/sequences.css",
        "/canvas.css",
        "/step_panel.css",
        "/overview.css",
        "/forecast.css",
    ),
    handlers=(
        Handlers(
            "yardflow.state.sequences.index.SequencesState",
            member=LIST,
            admin=("ask_new", "add", "ask_import", "open_imported"),
        ),
        Handlers(
            "yardflow.state.sequences.record.SequenceState",
            member=(
                *("load", "follow", "edit_step", "close_step", "show_dates_for", "read_templates"),
                *("ask_pause", "pause", "resume"),
            ),
            admin=(
                "publish",
                "restore_version",
                "archive",
                "restore",
                "clone",
                "ask_delete",
                "delete",
                "ask_settings",
                "save_settings",
                *_STEPS,
            ),
        ),
        Handlers("yardflow.state.sequences.domains.DomainsState", member=("look_up",)),
        Handlers(
            "yardflow.state.sequences.lacking.LackingState", member=("count", "show", "close")
        ),
        Handlers(
            "yardflow.state.sequences.enroll.EnrollState",
            member=(
                "ask_selected",
                "ask_contact",
                "ask_list",
                "close",
                "choose_sequence",
                "choose_sender",
                "turn_by_owner",
                "enroll",
                "look_ahead",
            ),
        ),
        Handlers(
            "yardflow.state.sequences.account_holds.AccountHolds",
            member=("load", "read_again", "ask", "hold", "release"),
        ),
        Handlers(
            "yardflow.state.sequences.lists.ListState", member=("load", "ask", "close", "enroll")
        ),
        Handlers(
            "yardflow.state.sequences.rules.RulesState",
            member=("load", "show", "close", "choose", "next_page", "previous_page"),
            admin=(
                "ask_new",
                "add",
                "ask_senders",
                "close_senders",
                "save_senders",
                "turn",
                "delete",
            ),
        ),
        Handlers(
            "yardflow.state.sequences.enrollments.EnrollmentList",
            member=(
                "load_sequence",
                "load_contact",
                "load_account",
                "read_again",
                "choose_status",
                "next_page",
                "previous_page",
            ),
        ),
        Handlers("yardflow.state.sequences.forecast.ForecastState", member=("load",)),
        Handlers(
            "yardflow.state.sequences.forecasting.ForecastingState",
            member=(
                *("load", "assume_replies", "make", "follow", "choose_view"),
                *("list_group", "close_list", "choose_audience"),
            ),
        ),
        Handlers(
            "yardflow.state.sequences.preview.PreviewState",
            member=(
                *("load", "find_person", "choose_person", "choose_anyone", "choose_version"),
                *("go_to", "assume"),
            ),
        ),
        Handlers(
            "yardflow.state.sequences.replaying.ReplayState", member=("load", "make", "follow")
        ),
        Handlers("yardflow.state.sequences.results.ResultsState", member=("load",)),
        Handlers(
            "yardflow.state.sequences.overview.OverviewState",
            member=("load", "load_days", "follow"),
        ),
        Handlers(
            "yardflow.state.sequences.people.StepPeople",
            member=(
                *("show", "show_step", "show_edge", "close", "next_page", "previous_page"),
                *("send_now", "skip"),
            ),
        ),
        Handlers(
            "yardflow.state.sequences.stuck.StuckState",
            member=(
                *("load", "choose", "next_page", "previous_page", "read_again"),
                *("fix", "give_sender", "ask_skip", "skip", "send_again"),
                *("start_at", "release"),
            ),
        ),
        Handlers(
            "yardflow.state.sequences.publishing.PublishingState",
            member=("close",),
            admin=("ask", "publish", "move"),
        ),
        Handlers(
            "yardflow.state.sequences.splits.SplitsState", member=("load",), admin=("choose",)
        ),
        Handlers(
            "yardflow.state.sequences.moving.MovingState",
            member=("load", "follow"),
            admin=("look", "close", "move"),
        ),
        Handlers("yardflow.state.sequences.brakes.BrakesTray", member=("follow", "mark_read")),
        Handlers(
            "yardflow.state.sequences.why.WhyState",
            member=("show", "close", "ask_hold", "hold", "release", "resume", "ask_end", "end"),
        ),
    ),
    hooks=(
        (MeetingBooked, following.follow),
        (EventMoved, progress.wake_event),
        (SequenceResumed, progress.wake_sequence),
        (SenderResumed, progress.wake_sender),
        (SequenceResumed, notices.end),
        (SenderResumed, notices.end),
    ),
    each_round=(rules.act,),
    each_minute=(lists.purge, tallies.sum_up),
    job_kinds=(
        JobKind(
            "forecast_sequence",
            JobQueue.LONG,
            work="yardflow.services.sequences.forecast.job:run",
            title="Forecast {}",
            title_without_name="Forecast a sequence",
        ),
        JobKind(
            "replay_sequence",
            JobQueue.LONG,
            work="yardflow.services.sequences.replay.job:run",
            title="Replay {}",
            title_without_name="Replay a sequence",
        ),
        JobKind(
            moving.JOB,
            JobQueue.LONG,
            work="yardflow.services.sequences.moving.service:run",
            title="Move the contacts in {} to its newest version",
            title_without_name="Move contacts to a newer version",
        ),
    ),
    undo_actions={
        "undo_stop": "yardflow.state.sequences.undo_actions:undo_stop",
        "undo_enrollment_act": "yardflow.state.sequences.undo_actions:undo_enrollment_act",
        "undo_fix": "yardflow.state.sequences.undo_actions:undo_fix",
    },
    refresh=(("/sequences/*/overview", "yardflow.state.sequences.stuck:StuckState.read_again"),),
    trays=("yardflow.state.sequences.brakes:BrakesTray.follow",),
    # One more than there are cores: while one waits for the provider, the others decide.
    loops=(Loop("sequences", "yardflow.services.sequences.engine.round:Engine", processes=3),),
    subjects=(Subject("sequence", col(Sequence.id), (col(Sequence.name),), "/sequences/{}/"),),
)
