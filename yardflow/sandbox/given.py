"""What control routes are given, checked before they do anything."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Given = TypeVar("Given", bound=BaseModel)


def taking(
    shape: type[Given], do: Callable[[Request, Given], Response | Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """A control route whose body has this shape; what hasn't is refused with the reason."""

    async def route(request: Request) -> Response:
        try:
            given = shape.model_validate_json(await request.body())
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        done = do(request, given)
        return done if isinstance(done, Response) else await done

    return route
