"""What a message is, by rules: headers first, then its subject, then how it begins.

Only what the writer wrote themselves is read. Whoever has written a few words that ask for nothing
but to stop is taken at their word; whatever is longer, or doubtful, a person reads.
https://www.rfc-editor.org/rfc/rfc3834
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yardflow.models.message import Bounce
from yardflow.models.reply import ReplyKind
from yardflow.services.sequences.replies.absences import has_number, is_absence, until
from yardflow.services.sequences.replies.clauses import asks, clauses
from yardflow.services.sequences.replies.composed import asks_for_proof, says_registered
from yardflow.services.sequences.replies.departures import is_departure, says_left
from yardflow.services.sequences.replies.likeness import likeness_of
from yardflow.services.sequences.replies.mail import Mail
from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.readings import (
    OPENING,
    Reading,
    evidence_of,
    names_receipt,
    speaks,
    submitted,
)
from yardflow.services.sequences.replies.reports import STATUS, Report, Reported, ids_in
from yardflow.services.sequences.replies.successors import ADDRESS, Successor, successor_of
from yardflow.services.sequences.replies.tokens import tokens
from yardflow.services.sequences.replies.wishes import Wish, wish_of

_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon")
_LISTS = ("list-id", "list-post")
_SAID = (("bounce_full", "5.2.2"), ("bounce_unknown", "5.1.1"))
# As like other receipts, where the subject may be one's, and where nothing else says so.
_LIKELY, _RECEIVED = 0.6, 0.85


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is. ``until`` is the day that an absence lasts to, where one is named.
    ``unsure``: a person wrote it, and may want no more emails. ``said`` is what the rules read, and
    ``returned`` are the ids of messages that it reports about.
    """

    kind: ReplyKind
    said: str = ""
    until: date | None = None
    successor: Successor | None = None
    bounce: Bounce | None = None
    unsure: bool = False
    returned: tuple[str, ...] = ()


def judge(reading: Reading, own: Collection[str], received: date) -> Verdict:
    """What a message is that came in on this day; ``own`` are addresses that we send from."""
    mail, said = reading.mail, reading.written
    if mail.sender in own:
        return Verdict(ReplyKind.OWN, said)
    report = mail.report or _informal_report(reading)
    if report is not None:
        return _reported(report, said)
    if _is_list(mail):
        return Verdict(ReplyKind.LIST, said)
    if _is_challenge(reading):
        return Verdict(ReplyKind.CHALLENGE, said)
    if _unsubscribes(reading):
        return Verdict(ReplyKind.STOP, said or mail.subject)
    evidence = evidence_of(reading)
    person = _by_a_person(reading) if evidence == 0 else None
    if person and asks(reading.written):
        return person
    if person and person.kind is ReplyKind.STOP and not is_departure(reading, evidence):
        return person
    return _automatic(reading, evidence, received) or person or _by_a_person(reading)


def _reported(report: Report, said: str) -> Verdict:
    if report.what is Reported.FAILED:
        bounce, returned = report.bounce, report.message_ids
        return Verdict(ReplyKind.BOUNCE, said, bounce=bounce, returned=returned)
    return Verdict(ReplyKind.ACKNOWLEDGEMENT, said, returned=report.message_ids)


def _informal_report(reading: Reading) -> Report | None:
    """A report that is only a text, as old servers write it."""
    local = reading.mail.sender.partition("@")[0]
    from_daemon = local in _DAEMONS or local.startswith("mailer-daemon")
    names_failure = phrases("bounce_subject").are_in(reading.subject)
    text = reading.mail.text[:20_000]
    certain = reading.mail.return_path == "" or STATUS.search(text) is not None
    if not from_daemon and not (names_failure and certain):
        return None
    status = _status_in(text)
    if phrases("delayed").are_in(reading.subject) or (
        not status and phrases("delayed").are_in(reading.opening)
    ):
        return Report(Reported.DELAYED)
    failed = names_failure or phrases("bounce").are_in(tokens(text)) or status.startswith("5")
    if not failed:
        return Report(Reported.OTHER)
    addresses = ADDRESS.findall(text)
    recipient = addresses[0].lower() if addresses else ""
    ids = tuple(ids_in(reading.mail.text))
    return Report(Reported.FAILED, status, recipient, ids)


def _status_in(text: str) -> str:
    """The status by what a server said in words: its number is often a rule's (``5.7.1 No such
    user``), or has no detail. "" where it said nothing of it.
    """
    words = tokens(text)
    for section, status in _SAID:
        if phrases(section).are_in(words):
            return status
    match = STATUS.search(text)
    return match[0] if match else ""


def _is_list(mail: Mail) -> bool:
    headers = mail.headers
    if submitted(mail) == "auto-replied":
        return False
    if any(name in headers for name in _LISTS) or headers.get("precedence", "").lower() == "list":
        return True
    is_bulk = headers.get("precedence", "").lower() in ("bulk", "junk")
    answers = bool(mail.references)
    return "list-unsubscribe" in headers and (is_bulk or not answers)


def _is_challenge(reading: Reading) -> bool:
    in_subject = phrases("challenge_subject").longest(reading.subject) > 0
    has_link = "http://" in reading.text[:4_000] or "https://" in reading.text[:4_000]
    if not has_link or not (in_subject or evidence_of(reading) > 0):
        return False
    return phrases("challenge").are_in(reading.opening) or asks_for_proof(reading.opening)


def _unsubscribes(reading: Reading) -> bool:
    """Whether a mail program wrote it because someone pressed its button to unsubscribe."""
    by_program = evidence_of(reading) == 2 or phrases("automatic").are_in(reading.opening)
    subject = () if reading.answers else reading.subject
    return by_program and wish_of(reading.mail, "", subject) == Wish.STOP


def _automatic(reading: Reading, evidence: int, received: date) -> Verdict | None:
    if is_departure(reading, evidence):
        successor = successor_of(reading, is_any=True)
        return Verdict(ReplyKind.LEFT, reading.written, successor=successor)
    if is_absence(reading, evidence, received):
        return Verdict(
            ReplyKind.OUT_OF_OFFICE,
            reading.written,
            until=until(reading, received),
            successor=successor_of(reading, is_any=evidence == 2),
        )
    if evidence == 2 or (evidence == 1 and _confirms(reading)) or _is_receipt(reading):
        return Verdict(ReplyKind.ACKNOWLEDGEMENT, reading.written)
    return None


def _confirms(reading: Reading) -> bool:
    """Whether the text itself says that a program wrote it."""
    if phrases("automatic").are_in(reading.opening):
        return True
    if likeness_of(reading.written).received >= _LIKELY:
        return True
    numbered = phrases("received").are_in(reading.opening) and has_number(reading)
    promises = phrases("queue").are_in(reading.opening) and names_receipt(reading)
    return (numbered or promises) and not speaks(reading)


def _is_receipt(reading: Reading) -> bool:
    """Whether no one but a program writes so: that something came in, and into which queue or under
    which number.
    """
    if speaks(reading) or reading.quoted:
        return False
    sections = ("received", "queue", "ticket")
    is_all = all(phrases(section).are_in(reading.opening) for section in sections)
    is_all = is_all or likeness_of(reading.written).received >= _RECEIVED
    accepts = any(map(says_registered, clauses(reading.written[:OPENING])))
    return is_all or (accepts and has_number(reading))


def _by_a_person(reading: Reading) -> Verdict:
    subject = () if reading.answers else reading.subject
    wish = wish_of(reading.mail, reading.written, subject)
    if wish == Wish.STOP:
        said = reading.written or reading.mail.subject
        return Verdict(ReplyKind.STOP, said)
    # Who moved to another task may name who follows.
    successor = successor_of(reading) if says_left(reading, 0) else None
    return Verdict(
        ReplyKind.HUMAN, reading.written, successor=successor, unsure=wish == Wish.UNSURE
    )
