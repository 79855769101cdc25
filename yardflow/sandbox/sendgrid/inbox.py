"""What arrived: for a person as an inbox, for a program as a list that can be counted."""

from collections.abc import Callable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.book import Book
from yardflow.sandbox.sendgrid.mail import substituted

INBOX, MESSAGES = "/inbox", "/messages"
MOST = 1_000
SHOWN = 100
# No script runs, and nothing is fetched, in what somebody mailed.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self';"
    " img-src data:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent) }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }}
h1 {{ font-size: 1.25rem }} a {{ color: inherit }} pre {{ white-space: pre-wrap }}
li a {{ display: block; padding: .75rem 0; min-height: 44px; text-decoration: none }}
ul {{ list-style: none; padding: 0 }} li {{ border-bottom: 1px solid var(--line) }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }}
dd {{ margin: 0; overflow-wrap: anywhere }} dt, small {{ opacity: .7 }}
iframe {{ width: 100%; height: 30rem; border: 1px solid var(--line); background: #fff }}
</style><main>{main}</main></html>"""


def routes(book: Book, forget_all: Callable[[], None]) -> list[Route]:
    """Beside the providers: the inbox and the list of messages, which is emptied with all else."""

    async def inbox(request: Request) -> Response:
        to = request.query_params.get("to", "")
        messages = [_whole(book, each["id"]) for each in book.find(to=to, limit=SHOWN)]
        lines = "".join(
            f'<li><a href="{INBOX}/{each["id"]}"><strong>{escape(each["subject"])}</strong><br>'
            f"{escape(each['recipient'])} <small>{_state(each)}</small></a></li>"
            for each in messages
        )
        title = f"Messages to {to}" if to else "Sandbox inbox"
        total = sum(book.count(to=to).values())
        shown = f"The latest {SHOWN} of {total:,}." if total > SHOWN else f"{total:,} in all."
        return _page(title, f"<p><small>{shown}</small></p><ul>{lines}</ul>")

    async def message(request: Request) -> Response:
        found = _whole(book, request.path_params["number"])
        if found is None:
            return _page("No such message", f'<p><a href="{INBOX}">Back to the inbox</a></p>', 404)
        return _page(found["subject"], _read(found, book))

    async def listed(request: Request) -> Response:
        """``to``, ``arg`` and ``value`` (a custom argument), ``after`` (an id), ``limit``."""
        query = request.query_params
        narrowed: dict[str, Any] = {
            "to": query.get("to", ""),
            "arg": (query.get("arg", ""), query.get("value", "")),
            "after": int(query.get("after", 0)),
        }
        limit = min(int(query.get("limit", SHOWN)), MOST)
        states = book.count(**narrowed)
        return JSONResponse(
            {
                "items": book.find(**narrowed, limit=limit),
                "states": states,
                "total": sum(states.values()),
            }
        )

    async def one(request: Request) -> Response:
        found = _whole(book, request.path_params["number"])
        return JSONResponse(found, 200 if found else 404)

    async def repeated(request: Request) -> Response:
        """How many values of ``arg`` came more than once to the same address."""
        return JSONResponse({"repeated": book.repeated(request.query_params["arg"])})

    async def forget(request: Request) -> Response:
        forget_all()
        return Response(status_code=204)

    return [
        Route(INBOX, inbox),
        Route(f"{INBOX}/{{number:int}}", message),
        Route(MESSAGES, listed, methods=["GET"]),
        Route(MESSAGES, forget, methods=["DELETE"]),
        Route(f"{MESSAGES}/repeated", repeated),
        Route(f"{MESSAGES}/{{number:int}}", one),
    ]


def _whole(book: Book, number: int) -> Any:
    """A message as its recipient has it: subject, headers, text and HTML of their own."""
    found = book.message(number)
    if found is None:
        return None
    body = found.pop("body")
    person = body["personalizations"][found.pop("place")]
    parts = {part["type"]: substituted(part["value"], person) for part in body.get("content") or ()}
    reply_to = (body.get("reply_to") or {}).get("email", "")
    return found | {
        "subject": substituted(person.get("subject") or body.get("subject") or "", person),
        "reply_to": substituted(reply_to, person),
        "headers": {**(body.get("headers") or {}), **(person.get("headers") or {})},
        "categories": body.get("categories") or [],
        "text": parts.get("text/plain", ""),
        "html": parts.get("text/html", ""),
        "attachments": [each["filename"] for each in body.get("attachments") or ()],
    }


def _read(found: dict[str, Any], book: Book) -> str:
    facts = {
        "To": found["recipient"],
        "From": found["sender"],
        "Reply-To": found["reply_to"],
        "State": _state(found),
        **found["headers"],
        **found["args"],
        "Attachments": ", ".join(found["attachments"]),
    }
    shown = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>"
        for name, value in facts.items()
        if value
    )
    framed = (
        f'<iframe sandbox title="The message" srcdoc="{escape(found["html"])}"></iframe>'
        if found["html"]
        else ""
    )
    text = f"<h2>Text</h2><pre>{escape(found['text'])}</pre>" if found["text"] else ""
    others = [each for each in book.find(to=found["recipient"]) if each["id"] != found["id"]]
    more = "".join(
        f'<li><a href="{INBOX}/{each["id"]}">'
        f"{escape(_whole(book, each['id'])['subject'])} <small>{_state(each)}</small></a></li>"
        for each in others
    )
    thread = f"<h2>Others to {escape(found['recipient'])}</h2><ul>{more}</ul>" if more else ""
    back = f'<p><a href="{INBOX}">Back to the inbox</a></p>'
    return f"{back}<dl>{shown}</dl>{framed}{text}{thread}"


def _state(message: dict[str, Any]) -> str:
    return escape(str(message["state"]))


def _page(title: str, main: str, status: int = 200) -> Response:
    whole = _PAGE.format(title=escape(title), main=f"<h1>{escape(title)}</h1>{main}")
    return HTMLResponse(whole, status, headers=_HEADERS)
