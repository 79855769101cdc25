"""SendGrid's templates over HTTP."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import Answering, Problem, body_of, refusal, with_key
from yardflow.sandbox.sendgrid.templates import VERSION_FIELDS, Templates

PLACE = "/v3/templates"
LONGEST_NAME, LONGEST_SUBJECT, LONGEST_CONTENT = 100, 255, 1_048_576
MOST = 200
_LONGEST = {
    "name": LONGEST_NAME,
    "subject": LONGEST_SUBJECT,
    "html_content": LONGEST_CONTENT,
    "plain_content": LONGEST_CONTENT,
}


def routes(templates: Templates) -> list[Route]:
    """Templates, their versions, and which of these is active."""
    pages = _Pages(templates)
    one, versions = f"{PLACE}/{{template}}", f"{PLACE}/{{template}}/versions"
    version = f"{versions}/{{version}}"
    return [
        Route(PLACE, with_key(pages.add), methods=["POST"]),
        Route(PLACE, with_key(pages.listed)),
        Route(one, pages.named(pages.get)),
        Route(one, pages.named(pages.rename), methods=["PATCH"]),
        Route(one, pages.named(pages.remove), methods=["DELETE"]),
        Route(versions, pages.named(pages.add_version), methods=["POST"]),
        Route(version, pages.named(pages.get_version)),
        Route(version, pages.named(pages.change_version), methods=["PATCH"]),
        Route(version, pages.named(pages.remove_version), methods=["DELETE"]),
        Route(f"{version}/activate", pages.named(pages.activate), methods=["POST"]),
    ]


class _Pages:
    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def named(self, answer: Answering) -> Answering:
        """A route whose path names a template, and maybe a version of it."""

        async def route(request: Request) -> Response:
            template, version = _place(request)
            if self._templates.get(template) is None:
                return refusal([("template not found", "template_id")], 404)
            if version and self._templates.version(template, version) is None:
                return refusal([("version not found", "version_id")], 404)
            return await answer(request)

        return with_key(route)

    async def add(self, request: Request) -> Response:
        given = await body_of(request) or {}
        if problems := _problems(given, ("name",)):
            return refusal(problems)
        if given.get("generation") != "dynamic":
            return refusal([("only dynamic templates are played here", "generation")])
        return JSONResponse(self._templates.add(given["name"]), 201)

    async def listed(self, request: Request) -> Response:
        size, token = (request.query_params.get(name, "") for name in ("page_size", "page_token"))
        if not (size.isascii() and size.isdigit() and 1 <= int(size[:9]) <= MOST):
            return refusal([("page_size must be between 1 and 200", "page_size")])
        offset = int(token[:9]) if token.isascii() and token.isdigit() else 0
        found = self._templates.listed(int(size) + 1, offset)
        shown = found[: int(size)]
        metadata: dict[str, Any] = {"self": str(request.url), "count": len(shown)}
        if len(found) > len(shown):
            after = request.url.include_query_params(page_token=offset + len(shown))
            metadata["next"] = str(after)
        return JSONResponse({"result": shown, "_metadata": metadata})

    async def get(self, request: Request) -> Response:
        return JSONResponse(self._templates.get(_place(request)[0]))

    async def rename(self, request: Request) -> Response:
        given = await body_of(request) or {}
        if problems := _problems(given, ("name",)):
            return refusal(problems)
        self._templates.rename(_place(request)[0], given["name"])
        return await self.get(request)

    async def remove(self, request: Request) -> Response:
        self._templates.remove(_place(request)[0])
        return Response(status_code=204)

    async def add_version(self, request: Request) -> Response:
        given = await body_of(request) or {}
        if problems := _problems(given, ("name", "subject")):
            return refusal(problems)
        return JSONResponse(self._templates.add_version(_place(request)[0], given), 201)

    async def get_version(self, request: Request) -> Response:
        return JSONResponse(self._templates.version(*_place(request)))

    async def change_version(self, request: Request) -> Response:
        given = await body_of(request) or {}
        if problems := _problems(given, ()):
            return refusal(problems)
        self._templates.change_version(*_place(request), given)
        return await self.get_version(request)

    async def remove_version(self, request: Request) -> Response:
        self._templates.remove_version(*_place(request))
        return Response(status_code=204)

    async def activate(self, request: Request) -> Response:
        self._templates.activate(*_place(request))
        return await self.get_version(request)


def _place(request: Request) -> tuple[str, str]:
    return request.path_params["template"], request.path_params.get("version", "")


def _problems(given: dict[str, Any], needed: tuple[str, ...]) -> list[Problem]:
    missing: list[Problem] = [
        (f"{name} is required", name) for name in needed if not given.get(name)
    ]
    texts = {name: given[name] for name in _LONGEST if given.get(name) is not None}
    wrong: list[Problem] = [
        (f"{name} must be a text of at most {_LONGEST[name]} characters", name)
        for name, text in texts.items()
        if not isinstance(text, str) or len(text) > _LONGEST[name]
    ]
    unknown = given.keys() - VERSION_FIELDS.keys() - {"active", "generation", "template_id"}
    return missing + wrong + [(f"{name} is not known", name) for name in sorted(unknown)]
