"""The rows of the review queue: accounts, their fields, and what was suggested for each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yardflow.services.enrichment.claims.review import ReviewGroup, ReviewItem


@dataclass
class ReviewClaim:
    """One suggestion."""

    id: int
    value: str
    percent: int
    source: str
    how: str


@dataclass
class ReviewField:
    """A field of a person or an account; with several claims, they are rivals."""

    key: str
    about: str
    href: str
    label: str
    current: str
    claims: list[ReviewClaim] = field(default_factory=list)


@dataclass
class ReviewAccount:
    """What waits at one account."""

    id: int
    name: str
    href: str
    stage: str
    score: int
    fields: list[ReviewField] = field(default_factory=list)


@dataclass
class Verdict:
    """What became of a suggestion; ``value`` is what a person wrote instead."""

    word: str = ""
    tone: str = "gray"
    value: str = ""


def groups_of(groups: Iterable[ReviewGroup]) -> list[ReviewAccount]:
    """The page of the queue as it is shown."""
    return [_account(one) for one in groups]


def claims_of(groups: Iterable[ReviewAccount], claim_id: int) -> list[ReviewClaim]:
    """The suggestion with its rivals; none when it isn't on the page."""
    return next(
        (
            one.claims
            for group in groups
            for one in group.fields
            if any(claim.id == claim_id for claim in one.claims)
        ),
        [],
    )


def field_of(groups: Iterable[ReviewAccount], claim_id: int) -> ReviewField:
    """The field that a suggestion is for. It has to be on the page."""
    return next(
        one
        for group in groups
        for one in group.fields
        if any(claim.id == claim_id for claim in one.claims)
    )


def _account(group: ReviewGroup) -> ReviewAccount:
    found = ReviewAccount(
        id=group.account_id,
        name=group.account_name,
        href=f"/accounts/{group.account_id}/",
        stage=group.stage.value,
        score=group.score,
    )
    fields: dict[str, ReviewField] = {}
    for item in group.items:
        key = f"{item.contact_id or 'account'}-{item.field}"
        if key not in fields:
            fields[key] = _field(key, item, found)
        fields[key].claims.append(
            ReviewClaim(item.claim_id, item.value, item.percent, item.source, item.how)
        )
    found.fields = list(fields.values())
    return found


def _field(key: str, item: ReviewItem, account: ReviewAccount) -> ReviewField:
    return ReviewField(
        key=f"{account.id}-{key}",
        about=item.about,
        href=f"/contacts/{item.contact_id}/" if item.contact_id else account.href,
        label=item.label,
        current=item.current or "",
    )
