"""What arrived: for a person as an inbox, for a program as a list that can be counted."""

import base64
import hashlib
from collections.abc import Callable
from html import escape
from typing import Any

import httpx
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid import links
from yardflow.sandbox.sendgrid.book import MESSAGE_ID, Book, headers_of
from yardflow.sandbox.sendgrid.inbound import Answering, Enclosed
from yardflow.sandbox.sendgrid.inbound_post import Inbound
from yardflow.sandbox.sendgrid.mail import is_on
from yardflow.sandbox.sendgrid.personalizations import substituted
from yardflow.sandbox.sendgrid.reports import Reports
from yardflow.sandbox.sendgrid.templates import Templates, filled

INBOX, MESSAGES = "/inbox", "/messages"
MOST = 1_000
SHOWN = 100
# No script runs in what somebody mailed, and pictures alone are fetched, as by a mail program.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self';"
    " img-src data: http: https:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_BACK = f'<p><a href="{INBOX}">Back to the inbox</a></p>'
# A link opens as if it had been clicked in a mail program.
_NEW_TAB = '<base target="_blank">'
_FRAME = """<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The message"
 srcdoc="{}"></iframe>"""
_OWN = ("same-origin", "none")
_KINDS = {
    "human": "An answer",
    "out_of_office": "Out of office",
    "left": "Left the company",
    "stop": "No more emails, please",
    "unsure": "Perhaps no more emails",
    "bounce": "A bounce",
    "acknowledgement": "A confirmation of receipt",
    "challenge": "A question whether a person wrote",
    "list": "A newsletter",
    "own": "A copy of the message",
}
_CHOICES = "".join(f'<option value="{kind}">{label}</option>' for kind, label in _KINDS.items())
_REPLY = (
    """<h2>Reply</h2><form method="post" action="{place}" enctype="multipart/form-data">
<p><label>Kind <select name="kind">"""
    + _CHOICES
    + """</select></label></p>
<p><label>Text <textarea name="text" rows="4" placeholder="Empty for what such replies say">\
</textarea></label></p><p><label>Files <input type="file" name="files" multiple></label></p>
<p><button>Send reply</button></p></form>"""
)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent) }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }}
h1 {{ font-size: 1.25rem }} h2 {{ font-size: 1rem }} a {{ color: inherit }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}
li a {{ display: block; padding: .75rem 0; min-height: 44px; text-decoration: none }}
ul {{ list-style: none; padding: 0 }} li {{ border-bottom: 1px solid var(--line) }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }}
dd {{ margin: 0; overflow-wrap: anywhere }} dt, small {{ opacity: .7 }}
textarea, select, button {{ font: inherit; min-height: 44px; width: 100%; max-width: 40rem }}
label {{ display: block }}
iframe {{ width: 100%; height: 30rem; border: 1px solid var(--line); background: #fff }}
</style><main>{main}</main></html>"""


class Inbox:
    """Beside the providers: the inbox, where reading, clicking and answering is noted, and the list
    of messages, which is emptied with all else.
    """

    def __init__(
        self,
        book: Book,
        templates: Templates,
        reports: Reports,
        inbound: Inbound,
        forget_all: Callable[[], None],
    ) -> None:
        self._book, self._templates = book, templates
        self._reports, self._inbound, self._forget_all = reports, inbound, forget_all

    def routes(self) -> list[Route]:
        """Where all of it is reached."""
        return [
            Route(INBOX, self.page),
            Route(f"{INBOX}/{{number:int}}", self.message_page),
            Route(f"{INBOX}/{{number:int}}/reply", self.reply, methods=["POST"]),
            Route(f"{INBOX}/{{number:int}}/links/{{link:int}}", self.follow),
            Route(MESSAGES, self.listed, methods=["GET"]),
            Route(MESSAGES, self.forget, methods=["DELETE"]),
            Route(f"{MESSAGES}/repeated", self.repeated),
            Route(f"{MESSAGES}/{{number:int}}", self.message),
        ]

    async def page(self, request: Request) -> Response:
        to = request.query_params.get("to", "")
        total = sum(self._book.count(to=to).values())
        shown = f"The latest {SHOWN} of {total:,}." if total > SHOWN else f"{total:,} in all."
        shown = shown if total else "Nothing was sent yet."
        title = f"Messages to {to}" if to else "Sandbox inbox"
        found = [self.read(each["id"]) for each in self._book.find(to=to, limit=SHOWN)]
        lines = _lines([each for each in found if each])
        return _page(title, f"<p><small>{shown}</small></p><ul>{lines}</ul>")

    async def message_page(self, request: Request) -> Response:
        found = self.read(request.path_params["number"])
        if found is None:
            return _page("No such message", _BACK, 404)
        if found["opens_tracked"] and request.method == "GET":
            self._reports.note(found, "open")
        to = found["recipient"]
        everything = [self.read(each["id"]) for each in self._book.find(to=to)]
        thread = [each for each in everything if each and _of_one_thread(each, found)]
        others = [each for each in everything if each and not _of_one_thread(each, found)]
        main = _shown(found) + _REPLY.format(place=f"{INBOX}/{found['id']}/reply")
        if len(thread) > 1:
            main += f"<h2>This thread</h2><ul>{_lines(thread[::-1])}</ul>"
        if others:
            main += f"<h2>Others to {escape(to)}</h2><ul>{_lines(others)}</ul>"
        return _page(found["subject"], main)

    async def reply(self, request: Request) -> Response:
        """Answers a message as its recipient, from the form on its page."""
        found = self.read(request.path_params["number"])
        if found is None or request.headers.get("sec-fetch-site", "none") not in _OWN:
            return _page("No such message", _BACK, 404)
        form = await request.form(max_files=20, max_fields=5)
        try:
            given = {"message": found["id"], "kind": form.get("kind"), "text": form.get("text")}
            answering = Answering.model_validate(given | {"files": await _files_of(form)})
            answers = await self._inbound.answer(found, answering)
        except (ValueError, LookupError, httpx.HTTPError) as error:
            return _page("The reply did not go out", f"<p>{escape(str(error))}</p>{_BACK}", 502)
        said = "Reply sent" if answers == [200] else f"The product answered {answers}"
        back = f'<p><a href="{INBOX}/{found["id"]}">Back to the message</a></p>'
        return _page(said, back)

    async def follow(self, request: Request) -> Response:
        """Where a link of a message leads, which counts as a click."""
        number, link = request.path_params["number"], request.path_params["link"]
        found = self.read(number)
        leads_to = found and links.address(found["html"], link, _unsubscribe(found))
        if not found or not leads_to or not found["clicks_tracked"]:
            return _page("No such link", _BACK, 404)
        if request.method == "GET":
            self._reports.note(found, "click", leads_to)
        return RedirectResponse(leads_to, 302, headers={"Referrer-Policy": "no-referrer"})

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
        found = self.read(request.path_params["number"])
        return JSONResponse(found, 200 if found else 404)

    async def repeated(self, request: Request) -> Response:
        """How many values of ``arg`` came more than once to the same address."""
        return JSONResponse({"repeated": self._book.repeated(request.query_params["arg"])})

    async def forget(self, request: Request) -> Response:
        self._forget_all()
        return Response(status_code=204)

    def read(self, number: int) -> dict[str, Any] | None:
        """A message as its recipient has it: subject, headers, text and HTML of their own."""
        found = self._book.message(number)
        if found is None:
            return None
        headers = headers_of(found)
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
            "headers": headers,
            "categories": body.get("categories") or [],
            "text": substituted(parts.get("text/plain", ""), person),
            "html": substituted(parts.get("text/html", ""), person),
            "attachments": [_attachment(each) for each in body.get("attachments") or ()],
            "opens_tracked": is_on(body, "tracking_settings", "open_tracking"),
            "clicks_tracked": is_on(body, "tracking_settings", "click_tracking"),
        }


async def _files_of(form: FormData) -> list[Enclosed]:
    """The files of a form; a browser sends an empty one where none is chosen."""
    chosen = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
    return [
        Enclosed(
            name=each.filename,
            type=each.content_type or "application/octet-stream",
            content=base64.b64encode(await each.read()),
        )
        for each in chosen
        if each.filename
    ]


def _lines(messages: list[dict[str, Any]]) -> str:
    return "".join(
        f'<li><a href="{INBOX}/{each["id"]}"><strong>{escape(each["subject"])}</strong><br>'
        f"{escape(each['recipient'])} <small>{_state(each)}</small></a></li>"
        for each in messages
    )


def _of_one_thread(message: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a mail program shows both as one conversation: they name a message in common."""
    return message["id"] == other["id"] or bool(_named_by(message) & _named_by(other))


def _named_by(message: dict[str, Any]) -> set[str]:
    headers = message["headers"]
    return {*str(headers.get("References", "")).split(), *str(headers.get(MESSAGE_ID, "")).split()}


def _attachment(given: dict[str, Any]) -> dict[str, Any]:
    """A file that came with a message; its content is known by its hash."""
    content = base64.b64decode(given["content"])
    named = {name: str(given.get(name, "")) for name in ("filename", "type")}
    return named | {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _shown(found: dict[str, Any]) -> str:
    facts = {
        "To": found["recipient"],
        "From": found["sender"],
        "Reply-To": found["reply_to"],
        "State": str(found["state"]).capitalize(),
        **found["headers"],
        **found["args"],
        "Attachments": ", ".join(
            f"{each['filename']} ({each['type']}, {each['size']:,} bytes)"
            for each in found["attachments"]
        ),
    }
    shown = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>"
        for name, value in facts.items()
        if value
    )
    html, text = found["html"], escape(found["text"])
    if found["clicks_tracked"]:
        html = links.leading_through(html, f"{INBOX}/{found['id']}/links", _unsubscribe(found))
    framed = _FRAME.format(escape(_NEW_TAB + html)) if html else ""
    plain = f"<h2>Text</h2><pre>{text}</pre>" if text else ""
    return f"{_BACK}<dl>{shown}</dl>{framed}{plain}"


def _unsubscribe(message: dict[str, Any]) -> str:
    headers = {name.lower(): str(value) for name, value in message["headers"].items()}
    return headers.get("list-unsubscribe", "")


def _state(message: dict[str, Any]) -> str:
    return escape(str(message["state"]).capitalize())


def _page(title: str, main: str, status: int = 200) -> Response:
    whole = _PAGE.format(title=escape(title), main=f"<h1>{escape(title)}</h1>{main}")
    return HTMLResponse(whole, status, headers=_HEADERS)
