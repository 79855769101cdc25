"""How HubSpot refuses: raised anywhere below a route, and all that the request did is undone."""

import json
from typing import Any

from yardflow.sandbox import errors
from yardflow.sandbox.hubspot.portal import PORTAL_ID

Detail = dict[str, Any]


class Refusal(Exception):
    """An answer that is an error; ``details`` are its ``errors``."""

    def __init__(
        self,
        status: int,
        message: str,
        category: str = "VALIDATION_ERROR",
        details: list[Detail] | None = None,
        context: dict[str, list[str]] | None = None,
        policy: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.category = status, message, category
        self.details, self.context, self.policy = details or [], context or {}, policy

    def body(self) -> dict[str, Any]:
        """As the answer of a whole request."""
        body = errors.hubspot(self.message, self.category, self.policy)
        body |= {"errors": self.details} if self.details else {}
        return body | ({"context": self.context} if self.context else {})

    def entry(self, trace_id: str | None = None) -> dict[str, Any]:
        """As one of the errors of a batch that was carried out in part."""
        traced = {"objectWriteTraceId": [trace_id]} if trace_id else {}
        return {
            "status": "error",
            "category": self.category,
            "message": self.message,
            "context": self.context | traced,
            "errors": self.details,
            "links": {},
        }


def invalid(problems: list[tuple[str, str, str]]) -> Refusal:
    """Values that can't be stored: of each the property, HubSpot's code and the message."""
    listed = [
        {
            "isValid": False,
            "message": message,
            "error": code,
            "name": name,
            "localizedErrorMessage": message,
            "portalId": PORTAL_ID,
        }
        for name, code, message in problems
    ]
    details = [
        {"message": message, "code": code, "context": {"propertyName": [name]}}
        for name, code, message in problems
    ]
    return Refusal(400, f"Property values were not valid: {json.dumps(listed)}", details=details)


def missing(kind: str, ids: list[str]) -> Refusal:
    """Records that are not there."""
    message = (
        f"Could not get some {kind.upper()} objects, they may be deleted or not exist. "
        "Check that ids are valid."
    )
    return Refusal(404, message, "OBJECT_NOT_FOUND", context={"ids": ids})


def not_there() -> Refusal:
    """A record or another thing with an id that is not there."""
    return Refusal(404, "resource not found", "OBJECT_NOT_FOUND")
