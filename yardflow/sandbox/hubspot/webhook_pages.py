"""The routes by which an app says what it wants to hear of, and where."""

from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.portal import APP_ID
from yardflow.sandbox.hubspot.refusals import Refusal, not_there
from yardflow.sandbox.hubspot.routing import Call, Routing
from yardflow.sandbox.hubspot.subscriptions import Subscriptions

LONGEST_URL = 1_000
# HubSpot takes only the first; the others are a product on this machine.
_ADDRESSES = ("https://", "http://127.0.0.1:", "http://localhost:")


class WebhookPages:
    """The handlers of subscriptions and of their settings."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/webhooks/v3``."""
        app = "/webhooks/v3/{app:int}"
        listed, one = f"{app}/subscriptions", f"{app}/subscriptions/{{id:int}}"
        handlers = [
            (f"{app}/settings", self._settings, "GET"),
            (f"{app}/settings", self._set_settings, "PUT"),
            (f"{app}/settings", self._no_settings, "DELETE"),
            (listed, self._all, "GET"),
            (listed, self._create, "POST"),
            (f"{listed}/batch/update", self._update_many, "POST"),
            (one, self._one, "GET"),
            (one, self._update, "PATCH"),
            (one, self._delete, "DELETE"),
        ]
        return [
            routing.route(path, handler, method, of_app=True) for path, handler, method in handlers
        ]

    def _settings(self, call: Call) -> Response:
        _check_app(call)
        if (settings := self._subscriptions.settings()) is None:
            raise not_there()
        return JSONResponse(settings)

    def _set_settings(self, call: Call) -> Response:
        _check_app(call)
        url, throttling = call.fields().get("targetUrl"), call.fields().get("throttling")
        if not isinstance(url, str) or len(url) > LONGEST_URL or not _is_address(url):
            raise Refusal(400, "targetUrl must be an address that begins with https://.")
        most = throttling.get("maxConcurrentRequests") if isinstance(throttling, dict) else None
        if type(most) is not int or most < 1:
            raise Refusal(400, "throttling needs maxConcurrentRequests.")
        moment = iso(self._subscriptions.now())
        before = self._subscriptions.settings() or {"createdAt": moment}
        settings = {
            "targetUrl": url,
            "throttling": {"maxConcurrentRequests": most},
            "createdAt": before["createdAt"],
            "updatedAt": moment,
        }
        self._subscriptions.set_settings(settings)
        return JSONResponse(settings)

    def _no_settings(self, call: Call) -> Response:
        _check_app(call)
        self._subscriptions.set_settings(None)
        return Response(status_code=204)

    def _all(self, call: Call) -> Response:
        _check_app(call)
        return JSONResponse({"results": self._subscriptions.all()})

    def _create(self, call: Call) -> Response:
        _check_app(call)
        return JSONResponse(self._subscriptions.create(call.fields()), 201)

    def _one(self, call: Call) -> Response:
        return JSONResponse(self._subscriptions.one(_number(call)))

    def _update(self, call: Call) -> Response:
        return JSONResponse(self._set_active(_number(call), call.fields()))

    def _update_many(self, call: Call) -> Response:
        _check_app(call)
        results = [self._set_active(_id(each), each) for each in call.inputs()]
        moment = iso(self._subscriptions.now())
        stamps = {"startedAt": moment, "completedAt": moment}
        return JSONResponse({"status": "COMPLETE", "results": results, **stamps})

    def _delete(self, call: Call) -> Response:
        number = _number(call)
        self._subscriptions.one(number)
        self._subscriptions.delete(number)
        return Response(status_code=204)

    def _set_active(self, number: int, given: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(given.get("active"), bool):
            raise Refusal(400, "active must be true or false.")
        return self._subscriptions.set_active(number, given["active"])


def _is_address(url: str) -> bool:
    try:
        return url.startswith(_ADDRESSES) and bool(httpx.URL(url).host and urlsplit(url).netloc)
    except (httpx.InvalidURL, ValueError):
        return False


def _check_app(call: Call) -> None:
    if int(call.path["app"]) != APP_ID:
        raise not_there()


def _number(call: Call) -> int:
    _check_app(call)
    return _id(call.path)


def _id(given: dict[str, Any]) -> int:
    text = str(given.get("id"))
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise not_there()
    return int(text)
