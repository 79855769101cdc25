"""Routes that take JSON from programs and forms from our own pages."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ValidationError, WithJsonSchema

from yardflow.api.guard import FORMS
from yardflow.auth import cookies
from yardflow.auth.address import client_ip
from yardflow.auth.event_validation import is_storable
from yardflow.auth.sign_in import Browser

Body = TypeVar("Body", bound=BaseModel)
Answer = TypeVar("Answer", bound=Response)
_MOST_FIELDS = 30


def described_text(maxLength: int, **shape: Any) -> WithJsonSchema:
    """What the description says of a text that is checked later: a browser that sent a form is
    then led back to it, and would show an answer in JSON as it is.
    """
    return WithJsonSchema({"type": "string", "maxLength": maxLength, **shape})


async def read(request: Request, body: type[Body]) -> tuple[Body, bool]:
    """The body, and whether a form sent it. A form's empty fields are empty texts, and fields that
    the browser adds are ignored. Nothing is stripped: a password may end in a space.

    Raises:
        RequestValidationError: JSON that doesn't fit.
    """
    by_form = request.headers.get("content-type", "").lower().startswith(FORMS)
    if by_form:
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        needed = (name for name, field in body.model_fields.items() if field.is_required())
        values: Any = dict.fromkeys(needed, "") | dict(form)
    else:
        try:
            values = await request.json()
        except (ValueError, RecursionError):
            raise RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]) from None
        if not is_storable(values):  # a field that is not stripped is not looked into
            raise RequestValidationError([{"type": "string_unicode", "loc": ("body",)}])
    try:
        return body.model_validate(values, extra="ignore" if by_form else None), by_form
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False, include_context=False)
        raise RequestValidationError(problems) from None


def described(body: type[BaseModel]) -> dict[str, Any]:
    """What the documentation says of a route that takes both."""
    shape = {"schema": body.model_json_schema(by_alias=True)}
    content = {"application/json": shape, FORMS[0]: shape}
    return {"requestBody": {"required": True, "content": content}}


def go_to(path: str, *set_cookies: str, **query: str) -> RedirectResponse:
    """Redirects the browser to a page, with a GET."""
    present = {name: value for name, value in query.items() if value}
    separator = "&" if "?" in path else "?"
    address = f"{path}{separator}{urlencode(present)}" if present else path
    return with_cookies(RedirectResponse(address, 303, {"Cache-Control": "no-store"}), *set_cookies)


def with_cookies(answer: Answer, *set_cookies: str) -> Answer:
    for header in set_cookies:
        answer.headers.append("Set-Cookie", header)
    return answer


def browser_of(request: Request) -> Browser:
    """Where a sign-in comes from."""
    cookie = request.headers.get("cookie", "")
    return Browser(
        ip=client_ip(request.scope),
        user_agent=request.headers.get("user-agent", ""),
        former=cookies.token_of(cookie),
        cookies=cookie,
    )
