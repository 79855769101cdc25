"""What arrived: for a person as an inbox, for a program as a list that can be counted."""

from collections.abc import Callable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.book import Book
from yardflow.sandbox.sendgrid.mail import substituted
from yardflow.sandbox.sendgrid.templates import Templates, filled

INBOX, MESSAGES = "/inbox", "/messages"
MOST = 1_000
SHOWN = 100
# No script runs, and nothing is fetched, in what somebody mailed.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self';"
    " img-src data:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
# A link opens as if it had been clicked in a mail program.
_NEW_TAB = '<base target="_blank">'
_FRAME = """<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The message"
 srcdoc="{}"></iframe>"""
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


def routes(book: Book, templates: Templates, forget_all: Callable[[], None]) -> list[Route]:
    """Beside the providers: the inbox and the list of messages, which is emptied with all else."""
    inbox = _Inbox(book, templates, forget_all)
    return [
        Route(INBOX, inbox.page),
        Route(f"{INBOX}/{{number:int}}", inbox.message_page),
        Route(MESSAGES, inbox.listed, methods=["GET"]),
        Route(MESSAGES, inbox.forget, methods=["DELETE"]),
        Route(f"{MESSAGES}/repeated", inbox.repeated),
        Route(f"{MESSAGES}/{{number:int}}", inbox.message),
    ]


class _Inbox:
    def __init__(self, book: Book, templates: Templates, forget_all: Callable[[], None]) -> None:
        self._book, self._templates, self._forget_all = book, templates, forget_all

    async def page(self, request: Request) -> Response:
        to = request.query_params.get("to", "")
        total = sum(self._book.count(to=to).values())
        shown = f"The latest {SHOWN} of {total:,}." if total > SHOWN else f"{total:,} in all."
        shown = shown if total else "Nothing was sent yet."
        title = f"Messages to {to}" if to else "Sandbox inbox"
        lines = self._lines(self._book.find(to=to, limit=SHOWN))
        return _page(title, f"<p><small>{shown}</small></p><ul>{lines}</ul>")

    async def message_page(self, request: Request) -> Response:
        found = self._read(request.path_params["number"])
        if found is None:
            return _page("No such message", f'<p><a href="{INBOX}">Back to the inbox</a></p>', 404)
        to = found["recipient"]
        others = [each for each in self._book.find(to=to) if each["id"] != found["id"]]
        thread = f"<h2>Others to {escape(to)}</h2><ul>{self._lines(others)}</ul>"
        return _page(found["subject"], _shown(found) + (thread if others else ""))

    async def listed(self, request: Request) -> Response:
        """``to``, ``arg`` and ``value`` (a custom argument), ``after`` (an id), ``limit``."""
        query = request.query_params
        narrowed: dict[str, Any] = {
            "to": query.get("to", ""),
            "arg": (query.get("arg", ""), query.get("value", "")),
            "after": int(query.get("after", 0)),
        }
        states = self._book.count(**narrowed)
        items = self._book.find(**narrowed, limit=min(int(query.get("limit", SHOWN)), MOST))
        return JSONResponse({"items": items, "states": states, "total": sum(states.values())})

    async def message(self, request: Request) -> Response:
        found = self._read(request.path_params["number"])
        return JSONResponse(found, 200 if found else 404)

    async def repeated(self, request: Request) -> Response:
        """How many values of ``arg`` came more than once to the same address."""
        return JSONResponse({"repeated": self._book.repeated(request.query_params["arg"])})

    async def forget(self, request: Request) -> Response:
        self._forget_all()
        return Response(status_code=204)

    def _lines(self, messages: list[dict[str, Any]]) -> str:
        whole = [found for each in messages if (found := self._read(each["id"]))]
        return "".join(
            f'<li><a href="{INBOX}/{each["id"]}"><strong>{escape(each["subject"])}</strong><br>'
            f"{escape(each['recipient'])} <small>{_state(each)}</small></a></li>"
            for each in whole
        )

    def _read(self, number: int) -> dict[str, Any] | None:
        """A message as its recipient has it: subject, headers, text and HTML of their own."""
        found = self._book.message(number)
        if found is None:
            return None
        body = found.pop("body")
        person = body["personalizations"][found.pop("place")]
        subject = person.get("subject") or body.get("subject") or ""
        parts = {part["type"]: part["value"] for part in body.get("content") or ()}
        if template := self._templates.active(body.get("template_id")):
            data = person.get("dynamic_template_data") or {}
            subject = filled(template["subject"], data) or subject
            parts["text/plain"] = filled(template["plain_content"], data)
            parts["text/html"] = filled(template["html_content"], data)
        reply_to = (body.get("reply_to") or {}).get("email", "")
        return found | {
            "subject": substituted(subject, person),
            "reply_to": substituted(reply_to, person),
            "headers": {**(body.get("headers") or {}), **(person.get("headers") or {})},
            "categories": body.get("categories") or [],
            "text": substituted(parts.get("text/plain", ""), person),
            "html": substituted(parts.get("text/html", ""), person),
            "attachments": [each["filename"] for each in body.get("attachments") or ()],
        }


def _shown(found: dict[str, Any]) -> str:
    facts = {
        "To": found["recipient"],
        "From": found["sender"],
        "Reply-To": found["reply_to"],
        "State": str(found["state"]).capitalize(),
        **found["headers"],
        **found["args"],
        "Attachments": ", ".join(found["attachments"]),
    }
    shown = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>"
        for name, value in facts.items()
        if value
    )
    html, text = escape(found["html"]), escape(found["text"])
    framed = _FRAME.format(escape(_NEW_TAB) + html) if html else ""
    plain = f"<h2>Text</h2><pre>{text}</pre>" if text else ""
    return f'<p><a href="{INBOX}">Back to the inbox</a></p><dl>{shown}</dl>{framed}{plain}'


def _state(message: dict[str, Any]) -> str:
    return escape(str(message["state"]).capitalize())


def _page(title: str, main: str, status: int = 200) -> Response:
    whole = _PAGE.format(title=escape(title), main=f"<h1>{escape(title)}</h1>{main}")
    return HTMLResponse(whole, status, headers=_HEADERS)
