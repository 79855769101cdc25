"""The pages behind a sender's booking link: who has the link meets the sender, without signing in.

Opening them does nothing, because scanners and previews open every link; only forms act. They say
nothing of the contact whom the link was sent to, because links are passed on.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from yardflow import clock, db
from yardflow.api.sequences import booking_page as parts
from yardflow.api.sequences.recipient_page import recipient_page
from yardflow.counts import counted
from yardflow.errors import Conflict, Contradictory, Invalid, NotFound
from yardflow.services.meetings import calendar_file
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records.values.fields import timezones
from yardflow.services.sequences.booking import service
from yardflow.services.sequences.booking.service import Offer

router = APIRouter(prefix="/api/book", include_in_schema=False)

_MOST_FIELDS = 10
_AT = "%Y-%m-%dT%H:%MZ"
_LONGEST = 40
_CANCEL = ("cancel", "Cancel the meeting", False)
_OF_A_TEST = (
    "This was a test email",
    "In the real email this link leads to the sender's free times.",
)
_UNKNOWN = (
    "This link doesn't work",
    "It may be incomplete. Open it from the email again, or answer the email and say when you can "
    "meet.",
)
_BEGUN = "It can't be changed here anymore. Answer the email if there is something to say."


@router.get("/{key}", response_class=HTMLResponse)
async def show_booking(key: str, request: Request) -> Response:
    """The free times, the form of one of them, or the meeting that was booked by this link."""
    if key == service.TEST_KEY:
        return recipient_page(*_OF_A_TEST)
    query = request.query_params
    try:
        if query.get("file"):
            return _file(await db.run(service.booked, key))
        offer = await db.run(service.offer, key)
    except NotFound:
        return recipient_page(*_UNKNOWN, status=404)
    zone = _zone(query.get("zone", "")) or offer.zone
    at = _moment(query.get("at", ""))
    if at is not None:
        return _asked(offer, at, zone)
    if offer.meeting is not None and not query.get("zone"):
        return _booked(offer.meeting)
    return _times(offer, zone)


@router.post("/{key}", response_class=HTMLResponse)
async def book(key: str, request: Request) -> Response:
    """Books the time of the form, moves what is booked, or cancels it."""
    if key == service.TEST_KEY:
        return recipient_page(*_OF_A_TEST)
    sent = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    form = {name: str(value) for name, value in sent.items()}
    at, zone = _moment(form.get("at", "")), _zone(form.get("zone", ""))
    try:
        if request.query_params.get("do") == _CANCEL[0]:
            return _cancelled(await db.run(service.cancel, key))
        if at is None or zone is None:
            return recipient_page(*_UNKNOWN, status=422)
        guest = {f"guest_{name}": form.get(name, "") for name in ("name", "address", "note")}
        return _booked(await db.run(service.book, key, at, zone, guest), new=True)
    except NotFound:
        return recipient_page(*_UNKNOWN, status=404)
    except Contradictory as problem:
        offer = await db.run(service.offer, key)
        more = parts.times(offer, zone or offer.zone)
        return recipient_page("Choose another time", problem.message, status=409, more=more)
    except Invalid as problem:
        more = parts.form(at, zone, moves=False) if at and zone else ""
        return recipient_page("Please check this", problem.message, status=422, more=more)
    except Conflict as problem:
        return recipient_page("This can't be changed", problem.message, status=409)


def _times(offer: Offer, zone: ZoneInfo) -> HTMLResponse:
    if not offer.minutes:
        return recipient_page(
            f"Meet {offer.sender_name}", "Answer the email and say when you can meet."
        )
    title = f"Meet {offer.sender_name}"
    if offer.meeting is not None:
        title = f"Move your meeting with {offer.sender_name}"
    return recipient_page(title, parts.what(offer), more=parts.times(offer, zone))


def _asked(offer: Offer, at: datetime, zone: ZoneInfo) -> HTMLResponse:
    if at not in offer.free:
        return recipient_page(
            "Choose another time",
            "This time was just taken.",
            status=409,
            more=parts.times(offer, zone),
        )
    moves = offer.meeting is not None
    return recipient_page(
        f"Meet {offer.sender_name}",
        f"{parts.time_words(at, zone)} · {parts.what(offer)}",
        more=parts.form(at, zone, moves=moves),
    )


def _booked(meeting: MeetingRow, *, new: bool = False) -> HTMLResponse:
    zone = ZoneInfo(meeting.timezone)
    when = parts.time_words(meeting.starts_at, zone)
    place = f" · {meeting.location}" if meeting.location else ""
    text = f"{when} · {counted(meeting.minutes, 'minute')}{place}"
    if meeting.starts_at <= clock.now():
        return recipient_page("Your meeting", f"{text}. {_BEGUN}")
    move = parts.times_link(zone)
    title = "You're booked" if new else "Your meeting is booked"
    return recipient_page(title, text, (_CANCEL,), more=parts.file_link() + move)


def _cancelled(meeting: MeetingRow) -> HTMLResponse:
    when = parts.time_words(meeting.starts_at, ZoneInfo(meeting.timezone))
    again = '<a class=link href="?">Book another time</a>'
    text = f"The meeting on {when} won't take place."
    return recipient_page("Your meeting is canceled", text, more=parts.file_link() + again)


def _file(meeting: MeetingRow) -> Response:
    named = f'attachment; filename="{calendar_file.filename(meeting)}"'
    return Response(
        calendar_file.file_of(meeting, for_guest=True),
        media_type=calendar_file.MEDIA_TYPE,
        headers={"Content-Disposition": named, "Cache-Control": "no-store"},
    )


def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if len(name) <= _LONGEST and name in timezones() else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:_LONGEST], _AT).replace(tzinfo=UTC)
    except ValueError:
        return None
