"""What companies' own websites said, so that each is asked once for all of its people."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment


class WebsiteStatus(StrEnum):
    """How reading a website went. ``forbidden``: its robots.txt asks us to stay away."""

    READ = "read"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"


class Website(SQLModel, table=True):
    """The front page of a domain as it was at ``read_at``; asked again after ``expires_at``.

    ``facts`` is what its schema.org data says: ``{industry, employees, …}``.
    """

    __tablename__ = "website"

    domain: str = Field(primary_key=True)
    status: WebsiteStatus = choice(WebsiteStatus)
    title: str = ""
    description: str = ""
    facts: dict = document()
    problem: str | None = None
    read_at: datetime = moment()
    expires_at: datetime = moment()
