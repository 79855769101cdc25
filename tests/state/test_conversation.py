"""What a contact's page says of the conversation with them."""

from datetime import UTC, datetime

from yardflow.services.sequences.conversations.history import Entry
from yardflow.state.sequences import conversation

AT = datetime(2027, 5, 3, tzinfo=UTC)


def entry(number: int, subject: str) -> Entry:
    return Entry("reply", number, AT, "Ann", subject, "", "", "", "human", "", "", 0)


def test_a_subject_stands_where_it_begins_and_above_the_latest():
    subjects = ["The map", "Re: The map", "AW: The map", "A quote", *["Re: A quote"] * 8]
    items = conversation._items([entry(*each) for each in enumerate(subjects)])
    shown = {place: item.subject for place, item in enumerate(items) if item.subject}
    assert shown == {0: "The map", 3: "A quote", 12 - conversation.LATEST: "Re: A quote"}
