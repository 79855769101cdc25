"""What makes the emails to a person one conversation: the ids that they name each other by, the
subject of the first, and the secret address that each is answered to.

An id is made from the message's own number and a part of a hash of its secret, so that it is known
again without being kept, and no one can make one up. SendGrid may replace it by one of its own, and
reports that; then both are named, so that mail programs find the conversation by either.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db

ADDRESS = "reply+"
# A line of a header has 998 characters at most (RFC 5322, 2.1.1). SendGrid makes the lines: a value
# in its API has none, as a break in one could begin another header.
_LONGEST_REFERENCES = 998 - len("References: ")
# A longer id is named by no one; one of ours has 50 or so.
_LONGEST_ID = 250
_PREFIX = "Re: "
_CHECK = 16
_TOKEN = 32
# What went out to them before, by itself or from one of us, and what they wrote, in order.
_BEFORE = text("""
SELECT m.enrollment_id, m.id, m.reply_token, false AS is_answer, m.threaded, m.subject,
    s.address AS sender, m.mail_id, m.sent_at AS at
FROM message m LEFT JOIN sender s ON s.id = m.sender_id
WHERE m.enrollment_id = ANY(CAST(:enrollments AS bigint[])) AND m.sent_at IS NOT NULL
UNION ALL
SELECT m.enrollment_id, a.id, m.reply_token, true, true, a.subject, s.address, '', a.sent_at
FROM message m JOIN answer a ON a.contact_id = m.contact_id AND a.message_id = m.id
LEFT JOIN sender s ON s.id = a.sender_id
WHERE m.enrollment_id = ANY(CAST(:enrollments AS bigint[])) AND a.sent_at IS NOT NULL
UNION ALL
SELECT r.enrollment_id, r.id, '', false, true, '', '', r.mail_id, r.received_at
FROM reply r WHERE r.enrollment_id = ANY(CAST(:enrollments AS bigint[]))
    AND r.kind = 'human' AND r.mail_id <> ''
ORDER BY at""")


class Thread(NamedTuple):
    """Where a message stands in a conversation: ``references`` are the ids before it, the latest
    last; ``subject`` is that of the first with "Re:", empty where it begins a conversation.
    """

    token: str
    references: tuple[str, ...] = ()
    subject: str = ""


class Threaded(NamedTuple):
    """A message that is to be sent, with its secret; ``replies``: in the conversation with the
    emails before.
    """

    message_id: int
    enrollment_id: int
    token: str
    replies: bool


def of_messages(session: Session, messages: Iterable[Threaded]) -> dict[int, Thread]:
    """Where each of these messages stands, by its number."""
    listed = [*messages]
    replying = [each.enrollment_id for each in listed if each.replies]
    chains = _chains(session, replying) if replying else {}
    return {
        each.message_id: _thread(
            each.token,
            chains.get(each.enrollment_id, []) if each.replies else [],
        )
        for each in listed
    }


def _chains(session: Session, enrollments: list[int]) -> Mapping[int, list[Any]]:
    """Of each enrollment what belongs to its latest conversation."""
    chains: dict[int, list[Any]] = {}
    for row in db.rows(session, _BEFORE, {"enrollments": db.ids_of(enrollments)}):
        if not row.threaded:
            chains[row.enrollment_id] = []
        chains.setdefault(row.enrollment_id, []).append(row)
    return chains


def _thread(token: str, chain: list[Any]) -> Thread:
    ours = [row for row in chain if row.reply_token]
    if not ours:
        return Thread(token)
    return Thread(token, tuple(_ids(chain)), answer_to(ours[0].subject))


def _ids(rows: Iterable[Any]) -> Iterator[str]:
    """The ids that emails of a conversation are named by, in order."""
    for row in rows:
        if row.reply_token:
            secret = of_answer(row.reply_token) if row.is_answer else row.reply_token
            yield mail_id(row.id, secret, row.sender or "")
        if row.mail_id:
            yield row.mail_id


def answer_to(subject: str) -> str:
    """The subject of an answer, whatever stands before it already."""
    bare = subject
    while bare[: len(_PREFIX)].lower() == _PREFIX.lower():
        bare = bare[len(_PREFIX) :].lstrip()
    return f"{_PREFIX}{bare}"


def of_answer(token: str) -> str:
    """The secret of an answer in the conversation of the message with this one. Its number may be
    that of a message, too.
    """
    return f"answer {token}"


def mail_id(message_id: int, token: str, sender: str) -> str:
    """The Message-ID of a message or an answer of ours."""
    domain = sender.partition("@")[2] or "localhost"
    return f"<{message_id}.{_check(token)}@{domain}>"


def made_from(mail_id: str) -> tuple[int, str] | None:
    """The number that an id may be made from, with what proves that it is ours."""
    number, _, check = mail_id.strip("<>").partition("@")[0].partition(".")
    if number.isascii() and number.isdigit() and len(number) < 19 and len(check) == _CHECK:
        return int(number), check
    return None


def proves(token: str, check: str) -> bool:
    """Whether an id with this part is of the message or the answer with this secret."""
    return _check(token) == check


def headers(thread: Thread, own_id: str) -> dict[str, str]:
    """What the email says of its conversation. Of a very long one the first and the last; an id of
    someone else's that a header can't hold is left out.
    """
    named = {"Message-ID": own_id}
    references = [each for each in thread.references if _fits(each)]
    if references:
        named |= {"In-Reply-To": references[-1], "References": _line(references)}
    return named


def address(token: str, host: str) -> str:
    """The address that answers to one message go to."""
    return f"{ADDRESS}{token}@{host}"


def token_in(recipients: Iterable[str]) -> str:
    """The secret in the addresses of a message; empty for none. Mailboxes change capitals."""
    for each in recipients:
        local = each.lower().partition("@")[0]
        if local.startswith(ADDRESS) and len(local) == len(ADDRESS) + _TOKEN:
            return local.removeprefix(ADDRESS)
    return ""


def _line(references: list[str]) -> str:
    """The first, which mail programs show the conversation by, and as many of the last as fit."""
    room = _LONGEST_REFERENCES - len(references[0])
    rest: list[str] = []
    for each in reversed(references[1:]):
        room -= len(each) + 1
        if room < 0:
            break
        rest.insert(0, each)
    return " ".join([references[0], *rest])


def _fits(mail_id: str) -> bool:
    return len(mail_id) <= _LONGEST_ID and mail_id.isascii() and mail_id.isprintable()


def _check(token: str) -> str:
    return hashlib.sha256(f"Message-ID {token}".encode()).hexdigest()[:_CHECK]
