"""SendGrid's lists of suppressed addresses over HTTP: read, and taken from."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import body_of, refusal, with_key
from yardflow.sandbox.sendgrid.suppressions import BLOCKS, WINDOW, Suppressions

GLOBAL = "/v3/asm/suppressions/global"
UNSUBSCRIBES = "unsubscribes"
_KEPT = ("bounces", BLOCKS, "invalid_emails", "spam_reports")


def routes(suppressions: Suppressions) -> list[Route]:
    """Each list, and the global one, which is that of those who unsubscribed."""
    unsubscribed = _List(suppressions, UNSUBSCRIBES)
    return [
        *(route for kind in _KEPT for route in _List(suppressions, kind).routes()),
        Route(f"/v3/suppression/{UNSUBSCRIBES}", with_key(unsubscribed.all)),
        Route(GLOBAL, with_key(unsubscribed.add), methods=["POST"]),
        Route(f"{GLOBAL}/{{email}}", with_key(unsubscribed.globally)),
        Route(f"{GLOBAL}/{{email}}", with_key(unsubscribed.remove), methods=["DELETE"]),
    ]


class _List:
    def __init__(self, suppressions: Suppressions, kind: str) -> None:
        self._suppressions, self._kind = suppressions, kind

    def routes(self) -> list[Route]:
        place = f"/v3/suppression/{self._kind}"
        return [
            Route(place, with_key(self.all)),
            Route(place, with_key(self.remove_several), methods=["DELETE"]),
            Route(f"{place}/{{email}}", with_key(self.one)),
            Route(f"{place}/{{email}}", with_key(self.remove), methods=["DELETE"]),
        ]

    async def all(self, request: Request) -> Response:
        given = {name: request.query_params.get(name, str(WINDOW[name])) for name in WINDOW}
        wrong = [name for name, value in given.items() if not (value.isascii() and value.isdigit())]
        if wrong:
            return refusal([(f"{name} must be an integer", name) for name in wrong])
        window = {name: min(int(value[:19]), WINDOW["end_time"]) for name, value in given.items()}
        window["limit"] = min(window["limit"], WINDOW["limit"])
        return JSONResponse(self._suppressions.listed(self._kind, window=window))

    async def one(self, request: Request) -> Response:
        return JSONResponse(self._suppressions.listed(self._kind, request.path_params["email"]))

    async def globally(self, request: Request) -> Response:
        email = request.path_params["email"]
        found = self._suppressions.listed(self._kind, email)
        return JSONResponse({"recipient_email": email} if found else {})

    async def add(self, request: Request) -> Response:
        emails = (await body_of(request) or {}).get("recipient_emails")
        if not isinstance(emails, list) or not all(isinstance(each, str) for each in emails):
            return refusal([("recipient_emails is required", "recipient_emails")])
        for email in emails:
            self._suppressions.add(self._kind, email)
        return JSONResponse({"recipient_emails": emails}, 201)

    async def remove(self, request: Request) -> Response:
        gone = self._suppressions.remove(self._kind, [request.path_params["email"]])
        return Response(status_code=204) if gone else refusal([("email not found", "email")], 404)

    async def remove_several(self, request: Request) -> Response:
        body = await body_of(request) or {}
        emails = body.get("emails")
        if body.get("delete_all") is True:
            self._suppressions.remove(self._kind, None)
        elif isinstance(emails, list) and all(isinstance(each, str) for each in emails):
            self._suppressions.remove(self._kind, emails)
        else:
            return refusal([("emails or delete_all is required", "emails")])
        return Response(status_code=204)
