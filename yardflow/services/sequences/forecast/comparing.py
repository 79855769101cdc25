"""What a change would bring, in a sentence."""

from collections.abc import Iterator

from yardflow.counts import counted, listed
from yardflow.day_times import span
from yardflow.services.sequences.forecast.question import Question
from yardflow.services.sequences.forecast.result import Result


def comparison(question: Question, before: Result, after: Result) -> str:
    """``With 1 more sender, 412 of 436 contacts are reached before the event instead of 380.``"""
    changes = listed([*_changes(question)])
    return f"With {changes}, {_reached(before, after)}{_ends(before, after)}."


def _changes(question: Question) -> Iterator[str]:
    if question.more_senders:
        yield counted(question.more_senders, "more sender")
    if question.daily_cap:
        yield f"a daily limit of {question.daily_cap:,}"
    if question.opens and question.closes:
        yield f"sending hours {span(question.opens, question.closes)}"
    if question.starts_on:
        yield f"the event from {question.starts_on:%b} {question.starts_on.day}"


def _reached(before: Result, after: Result) -> str:
    people = counted(after.people, "contact")
    if after.show_on is None:
        emails = counted(after.emails, "email")
        return f"{emails} {'goes' if after.emails == 1 else 'go'} out to {people}"
    reached, was = after.before_event, before.before_event
    verb = "is" if reached == 1 else "are"
    than = "as now" if reached == was else f"instead of {was:,}"
    return f"{reached:,} of {people} {verb} reached before the event, {than}"


def _ends(before: Result, after: Result) -> str:
    """When the last email goes out, where that is another day."""
    if after.last_at is None or before.last_at is None:
        return ""
    if after.last_at.date() == before.last_at.date():
        return ""
    last, was = after.last_at, before.last_at
    return f". The last email goes out on {last:%b} {last.day} instead of {was:%b} {was.day}"
