"""Writing entries to HubSpot's timeline, in batches and each once.

An entry is noted as on its way before it is sent. Where no answer came, HubSpot is searched for it
first; what is there is written again by its id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yardflow import db
from yardflow.integrations.errors import AccountError, PermanentError, ProviderError
from yardflow.integrations.hubspot import objects, writing
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.writing import Answer, Input, Refused
from yardflow.services.hubspot.timeline import content, entries
from yardflow.services.hubspot.timeline.content import AT, EMAILS, MEETINGS, Content
from yardflow.services.hubspot.timeline.entries import Claimed

_NO_WORDS = "HubSpot did not take it."
_GONE = "OBJECT_NOT_FOUND"


def send(access: Access) -> int:
    """Writes a batch of what waits; how many entries that were.

    Raises:
        ProviderError: HubSpot takes nothing now, or did not answer.
    """
    with db.session() as session:
        claimed = entries.claim(session, writing.MOST)
        contents = content.of(session, claimed)
    left = {each.id: each for each in claimed}
    try:
        claimed = [_looked_up(access, each, contents[each.id]) for each in claimed]
    except ProviderError:
        _release(left)
        raise
    for kind in (EMAILS, MEETINGS):
        for is_new in (True, False):
            some = [
                each
                for each in claimed
                if contents[each.id].kind == kind and (not each.hubspot_id) == is_new
            ]
            _write(access, kind, some, contents, left)
    return len(claimed)


def _looked_up(access: Access, entry: Claimed, said: Content) -> Claimed:
    """With HubSpot's id, where it went out without an answer and arrived: there it has the moment
    that it was sent with, whenever it is by now.
    """
    if entry.hubspot_id or entry.lost_at is None:
        return entry
    sent_as = content.moment(entry.happens_at or said.at)
    filters = [
        {"propertyName": AT, "operator": "EQ", "value": sent_as},
        {"propertyName": "associations.contact", "operator": "EQ", "value": entry.contact_there},
    ]
    ids = [each.hubspot_id for each in objects.search(access, said.kind, filters, [])]
    with db.session() as session:
        known = entries.known(session, ids)
        there = next((each for each in ids if each not in known), "")
        if there:
            entries.note_id(session, entry.id, there)
    return replace(entry, hubspot_id=there)


def _write(
    access: Access,
    kind: str,
    some: Sequence[Claimed],
    contents: Mapping[int, Content],
    left: dict[int, Claimed],
) -> None:
    """Writes these, and takes them off what is ``left``; that is released where it fails. What
    HubSpot refuses as a whole is halved until who is at fault is alone.
    """
    moments = {each.id: contents[each.id].at for each in some}
    with db.session() as session:
        there = entries.note_moments(session, moments)
    some = [each for each in some if each.id in there]
    if not some:
        return
    inputs = [_input(each, contents[each.id]) for each in some]
    write = writing.update if some[0].hubspot_id else writing.create
    try:
        answer = write(access, kind, inputs)
    except ProviderError as error:
        if not isinstance(error, PermanentError) or isinstance(error, AccountError):
            sent = {each.id for each in some} if error.in_doubt else set()
            _release({key: each for key, each in left.items() if key not in sent})
            raise
        if len(some) > 1:
            half = len(some) // 2
            for part in (some[:half], some[half:]):
                _write(access, kind, part, contents, left)
            return
        answer = Answer({}, {inputs[0].trace: Refused(error.message)})
    _note(some, answer, contents)
    for each in some:
        del left[each.id]


def _input(entry: Claimed, said: Content) -> Input:
    values, trace = said.values, str(entry.id)
    if entry.hubspot_id:
        return Input(trace, values, entry.hubspot_id)
    return Input(trace, values, "", entry.company_there, (entry.contact_there,))


def _note(some: Sequence[Claimed], answer: Answer, contents: Mapping[int, Content]) -> None:
    versions = {key: said.version for key, said in contents.items()}
    ids = {int(trace): hubspot_id for trace, hubspot_id in answer.ids.items()}
    with db.session() as session:
        for each in some:
            refusal = answer.refused.get(str(each.id))
            if refusal is not None and refusal.category == _GONE and each.hubspot_id:
                ids[each.id] = each.hubspot_id  # someone deleted it there, and it stays so
            elif refusal is not None:
                problem = refusal.words or _NO_WORDS
                entries.refused(session, each.id, problem, versions[each.id])
        entries.written(session, ids, versions)


def _release(left: Mapping[int, Claimed]) -> None:
    with db.session() as session:
        entries.release(session, left.values())
