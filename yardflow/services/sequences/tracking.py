"""How an email tells that it was read: its links and one picture lead through this server.

A link leads where its row says, and the row is there before the email leaves: an address that
someone else makes up leads nowhere. (Where the destination stands in the address itself, phishers
lead through it to wherever they like.) Links to unsubscribe, to book, to write and to call stay as
they are.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.models import TrackedLink
from yardflow.models.tracked_link import LONGEST_URL
from yardflow.services.sequences.templates.html_part import with_links

# A person does not see the first; a program follows it as any other. The second is fetched with
# the pictures of the email.
_HIDDEN_LINK = '<a href="{}" style="display:none" tabindex="-1" aria-hidden="true">&nbsp;</a>'
_PIXEL = '<img src="{}" width="1" height="1" alt="" style="display:block;border:0">'
# Of 96 bits: no two addresses that anyone writes have the same.
_ID_BYTES = 12
LONGEST_ID = 16
_KEEP = text("""
INSERT INTO tracked_link (id, url, created_at)
SELECT id, url, :now FROM unnest(CAST(:ids AS text[]), CAST(:urls AS text[])) l (id, url)
ORDER BY id ON CONFLICT DO NOTHING""")


@dataclass(frozen=True, slots=True)
class TrackedHtml:
    """The HTML of one email, and the address behind each of its links by the link's id."""

    html: str
    links: Mapping[str, str]


def tracked(html: str, place: str, *own: str) -> TrackedHtml:
    """The HTML of an email with its links and the picture leading through ``place``: the address
    that `place_of` gives for its message. Links that are the message's ``own`` stay as they are.
    """
    links: dict[str, str] = {}

    def lead(url: str) -> str:
        if not _is_followed(url, own):
            return url
        number = _id_of(url)
        links[number] = url
        return f"{place}/{number}"

    end = _HIDDEN_LINK.format(escape(f"{place}/more")) + _PIXEL.format(escape(f"{place}/open.gif"))
    return TrackedHtml(with_links(html, lead).replace("</body>", f"{end}</body>"), links)


def place_of(host: str, key: str) -> str:
    """Where everything of one message leads through, by its key."""
    return f"{host}/api/links/{key}"


def keep(session: Session, links: Mapping[str, str]) -> None:
    """Writes down where links lead, by their ids; those that are known stay."""
    if links:
        values = {"ids": [*links], "urls": [*links.values()], "now": clock.now()}
        db.rows(session, _KEEP, values)


def destination(session: Session, link_id: str) -> str | None:
    """Where a link leads; None where there is no such link."""
    if not link_id.isascii() or len(link_id) > LONGEST_ID:
        return None
    link = session.get(TrackedLink, link_id)
    return link.url if link else None


def _is_followed(url: str, own: tuple[str, ...]) -> bool:
    return (
        url.startswith(("http://", "https://"))
        and not url.startswith(own)
        and len(url) <= LONGEST_URL
    )


@lru_cache(maxsize=1_024)  # most emails of a sequence have the same links
def _id_of(url: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(url.encode()).digest()[:_ID_BYTES]).decode()
