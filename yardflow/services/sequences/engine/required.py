"""What each email must have by law, looked for in the email itself: publishing looks at samples.
What a condition, a wording or a snippet shows to whom is not known then.
"""

from html import escape, unescape

from yardflow.services.records.values.fields import printable
from yardflow.services.sequences.templates.skeletons import KEY, Skeleton, tag, text_tag

_NO_LINK = "The email has no unsubscribe link in its {}. Add one to the template, then send again."
_NO_ADDRESS = (
    "The email doesn't have your postal address in its {}. Add it to the template, then send again."
)


def lacking(skeleton: Skeleton, unsubscribe_url: str, mark: str, address: str) -> str:
    """Why emails of this skeleton must not go out; "" where they may. ``unsubscribe_url`` has the
    tag of the message's key, and all tags begin with ``mark``.
    """
    if f'href="{escape(unsubscribe_url)}"' not in skeleton.html:
        return _NO_LINK.format("HTML")
    if unsubscribe_url.replace(tag(mark, KEY), text_tag(mark, KEY)) not in skeleton.text:
        return _NO_LINK.format("text")
    shown = " ".join(printable(address).split())
    if not shown or shown not in _words(skeleton.html):
        return _NO_ADDRESS.format("HTML")
    if shown not in " ".join(skeleton.text.split()):
        return _NO_ADDRESS.format("text")
    return ""


def _words(html: str) -> str:
    """Of a whole document, in which every ``<`` begins a tag."""
    parts = html.replace("<br>", " ").split("<")
    return " ".join(unescape("".join(part.partition(">")[2] for part in parts)).split())
