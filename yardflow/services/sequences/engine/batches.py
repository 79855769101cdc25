"""What goes to the provider in one request: the emails of one template by one sender that are alike
but for texts of their own (templates/skeletons.py).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from yardflow.config import settings
from yardflow.models.message import MessageStatus
from yardflow.services.sequences import tracking
from yardflow.services.sequences.conversations import threads
from yardflow.services.sequences.conversations.threads import Thread, Threaded
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.required import lacking
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.senders.identities import OWN_LINK, Identity
from yardflow.services.sequences.templates import attachments
from yardflow.services.sequences.templates.rendering import Refused, Source
from yardflow.services.sequences.templates.skeletons import (
    KEY,
    Letter,
    Skeletons,
    new_mark,
    tag,
)
from yardflow.services.sequences.templates.variables import BOOKING, POSTAL_ADDRESS, UNSUBSCRIBE

# SendGrid takes 1,000 people in a request, and 10,000 bytes of substitutions for each, of which the
# secret of the reply address is one.
LONGEST_SUBSTITUTIONS = 10_000 - 100
REPLY = "reply"


# As SendGrid takes them.
Attachments = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Materials:
    """What messages are made of: templates and their attachments by the id of their version,
    senders, and where each message stands in its conversation. Answers go to ``reply_host``.
    """

    sources: Mapping[int, Source]
    attachments: Mapping[int, Attachments]
    senders: Mapping[int, Identity]
    public_url: str
    tracking_host: str
    reply_host: str = ""
    threads: Mapping[int, Thread] = field(default_factory=dict)

    def thread(self, message: Outgoing) -> Thread:
        """Where the message stands in its conversation."""
        return self.threads.get(message.id) or Thread("")

    def attached(self, message: Outgoing) -> Attachments:
        """What is attached to the message."""
        return self.attachments.get(message.step.template_version_id or 0, ())

    def unsubscribe_url(self, key: str) -> str:
        """Where the reader of the message with this key unsubscribes."""
        return f"{self.public_url}/api/unsubscribe/{key}"

    def booking_url(self, key: str) -> str:
        """Where the reader of that message books a meeting with its sender."""
        return f"{self.public_url}/api/book/{key}"


def materials_of(session: Session, situation: Situation, outgoing: Iterable[Outgoing]) -> Materials:
    """What these messages, which were decided about in this situation, are made of."""
    messages, email = [*outgoing], situation.email
    versions = {message.step.template_version_id or 0 for message in messages}
    # Who got no email of the sequence before has no conversation in it.
    standing = [
        Threaded(
            *(each.id, each.enrollment_id, each.token),
            replies=each.step.threaded and each.enrollment_id in situation.emails,
        )
        for each in messages
    ]
    return Materials(
        sources=situation.sources,
        attachments=attachments.encoded(session, versions),
        senders=situation.identities,
        public_url=settings().url,
        tracking_host=email.tracking_host or settings().url,
        reply_host=email.reply_host,
        threads=threads.of_messages(session, standing),
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages with the email that each of them is; all are of one step, and share a skeleton and a
    sender.
    ``reply_tag`` stands for the secret of each one's reply address.
    """

    sender: Identity
    letters: Sequence[tuple[Outgoing, Letter]]
    attachments: Attachments = ()
    reply_tag: str = ""

    def only(self, ids: set[int]) -> "Batch":
        """Without the messages of other ids."""
        return replace(self, letters=[each for each in self.letters if each[0].id in ids])

    def halves(self) -> tuple["Batch", "Batch"]:
        """The same messages in two batches."""
        middle = len(self.letters) // 2
        return (
            replace(self, letters=self.letters[:middle]),
            replace(self, letters=self.letters[middle:]),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What is begun together: requests, and messages whose template can't be used."""

    batches: Sequence[Batch]
    failed: Sequence[Result] = ()

    @property
    def messages(self) -> list[Outgoing]:
        """All of them."""
        sent = [message for batch in self.batches for message, _ in batch.letters]
        return sent + [result.outgoing for result in self.failed]

    def only(self, ids: set[int]) -> "Part":
        """Without the messages of other ids."""
        left = (each.only(ids) for each in self.batches)
        failed = [result for result in self.failed if result.outgoing.id in ids]
        return Part([batch for batch in left if batch.letters], failed)


@dataclass(frozen=True, slots=True)
class Composed:
    """Messages in batches, what became of those whose template can't be used, and where the links
    lead that stand in the emails, by their ids.
    """

    batches: Sequence[Batch]
    failed: Sequence[Result]
    links: Mapping[str, str]


def compose(outgoing: Sequence[Outgoing], materials: Materials, most: int) -> Composed:
    """The messages in batches of at most ``most``."""
    mark = new_mark()
    unsubscribe_url = materials.unsubscribe_url(tag(mark, KEY))
    booking_url = materials.booking_url(tag(mark, KEY))
    place = tracking.place_of(materials.tracking_host, tag(mark, KEY))
    links: dict[str, str] = {}

    def with_tracking(html: str) -> str:
        tracked = tracking.tracked(html, place, unsubscribe_url, booking_url)
        links.update(tracked.links)
        return tracked.html

    templates: dict[int, Skeletons] = {}
    lacks: dict[tuple[int, str], str] = {}
    alike: dict[Hashable, list[tuple[Outgoing, Letter]]] = defaultdict(list)
    failed = []
    for message in outgoing:
        version_id = message.step.template_version_id or 0
        try:
            if version_id not in templates:
                templates[version_id] = Skeletons(
                    materials.sources[version_id], mark, with_tracking
                )
            letter = templates[version_id].letter(
                _with_links(message.values, unsubscribe_url, booking_url),
                {KEY: message.key},
                message.wording,
            )
        except Refused as problem:
            error = f"The template has an error: {problem}"
            failed.append(Result(message, MessageStatus.FAILED, error=error))
        else:
            address = message.values.get(POSTAL_ADDRESS, "")
            footer = id(letter.skeleton), address
            if footer not in lacks:
                lacks[footer] = lacking(letter.skeleton, unsubscribe_url, mark, address)
            if lacks[footer]:
                failed.append(Result(message, MessageStatus.FAILED, error=lacks[footer]))
                continue
            if subject := materials.thread(message).subject:
                letter = letter._replace(subject=subject)
            which = id(letter.skeleton), message.sender_id, message.categories
            alike[which].append((message, letter))
    batches = [
        Batch(
            materials.senders[letters[0][0].sender_id],
            letters,
            materials.attached(letters[0][0]),
            tag(mark, REPLY),
        )
        for same in alike.values()
        for letters in _portions(same, most)
    ]
    return Composed(batches, failed, links)


def _with_links(
    values: Mapping[str, str], unsubscribe_url: str, booking_url: str
) -> dict[str, str]:
    """A sender's own booking page stays; without that and meeting hours there is no link."""
    booking = {BOOKING: booking_url} if values.get(BOOKING) == OWN_LINK else {}
    return {**values, UNSUBSCRIBE: unsubscribe_url, **booking}


def _portions(
    letters: list[tuple[Outgoing, Letter]], most: int
) -> Iterator[list[tuple[Outgoing, Letter]]]:
    """An address is once in a request: all its emails have one Message-ID, and mailboxes show one
    of those that come with the same. What has too many texts of its own goes alone.
    """
    portions: list[dict[str, tuple[Outgoing, Letter]]] = []
    for message, letter in letters:
        address = message.address.lower()
        if letter.size > LONGEST_SUBSTITUTIONS:
            yield [(message, letter)]
        elif portions and len(portions[-1]) < most and address not in portions[-1]:
            portions[-1][address] = message, letter
        else:
            portions.append({address: (message, letter)})
    yield from (list(portion.values()) for portion in portions)
