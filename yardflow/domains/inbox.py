"""Inbox, tasks and outbox: what a person does about the emails of sequences."""

from yardflow.registry import (
    LIST,
    Domain,
    Handlers,
    JobKind,
    JobQueue,
    NavigationEntry,
    NavigationGroup,
)
from yardflow.services.sequences.conversations import answering, storing

DOMAIN = Domain(
    name="inbox",
    routers=(
        "yardflow.api.sequences.replies:router",
        "yardflow.api.sequences.tasks:router",
        "yardflow.api.sequences.messages:router",
    ),
    pages=(
        "yardflow.pages.sequences.inbox",
        "yardflow.pages.sequences.tasks",
        "yardflow.pages.sequences.outbox",
    ),
    navigation=(
        NavigationEntry("Inbox", "/inbox/", "inbox", NavigationGroup.OUTREACH),
        NavigationEntry("Tasks", "/tasks/", "clipboard-check", NavigationGroup.OUTREACH),
        NavigationEntry("Outbox", "/outbox/", "send", NavigationGroup.OUTREACH),
    ),
    scripts=("/inbox.js",),
    handlers=(
        Handlers(
            "yardflow.state.sequences.inbox.InboxState",
            member=(
                *LIST,
                *("follow", "done", "stop", "ask_place", "close_place", "place", "add_successor"),
                *("ask_hold", "close_hold", "change_hold", "end_hold"),
            ),
        ),
        Handlers(
            "yardflow.state.sequences.conversation.ConversationState",
            member=("load", "follow", "answer"),
        ),
        Handlers("yardflow.state.sequences.tasks.TasksState", member=(*LIST, "done")),
        Handlers(
            "yardflow.state.sequences.outbox.OutboxState",
            member=(*LIST, "mark_sent", "send_again", "close_doubt", "send_doubtful"),
        ),
    ),
    each_minute=(storing.purge,),
    job_kinds=(
        JobKind(
            answering.JOB,
            JobQueue.DEFAULT,
            work="yardflow.services.sequences.conversations.answering:run",
            title="Send an answer to {}",
            title_without_name="Send an answer",
        ),
    ),
)
