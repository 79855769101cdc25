"""The rows of the review queue: accounts, their fields, and the suggestions for each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yardflow.services.enrichment.claims.review import ReviewGroup, ReviewItem


@dataclass
class ReviewClaim:
    id: int
    value: str
    percent: int
    source: str
    how: str


@dataclass
class ReviewField:
    """A field of a contact or an account; several claims compete for it."""

    key: str
    about: str
    href: str
    label: str
    current: str
    claims: list[ReviewClaim] = field(default_factory=list)


@dataclass
class ReviewAccount:
    """An account with the fields that have suggestions."""

    id: int
    name: str
    href: str
    stage: str
    score: int
    fields: list[ReviewField] = field(default_factory=list)


@dataclass
class Verdict:
    """The decision about a suggestion; ``value`` is what a person wrote instead."""

    label: str = ""
    tone: str = "gray"
    value: str = ""


def groups_of(groups: Iterable[ReviewGroup]) -> list[ReviewAccount]:
    return [_account(group) for group in groups]


def claims_of(groups: Iterable[ReviewAccount], claim_id: int) -> list[ReviewClaim]:
    """The suggestion with those that compete with it; none when it isn't on the page."""
    return next(
        (
            review_field.claims
            for group in groups
            for review_field in group.fields
            if any(claim.id == claim_id for claim in review_field.claims)
        ),
        [],
    )


def field_of(groups: Iterable[ReviewAccount], claim_id: int) -> ReviewField:
    """The field that a suggestion is for. It has to be on the page."""
    return next(
        review_field
        for group in groups
        for review_field in group.fields
        if any(claim.id == claim_id for claim in review_field.claims)
    )


def _account(group: ReviewGroup) -> ReviewAccount:
    account = ReviewAccount(
        id=group.account_id,
        name=group.account_name,
        href=f"/accounts/{group.account_id}/",
        stage=group.stage.value if group.stage else "",
        score=group.score,
    )
    fields: dict[str, ReviewField] = {}
    for item in group.items:
        key = f"{item.contact_id or 'account'}-{item.field}"
        if key not in fields:
            fields[key] = _field(key, item, account)
        fields[key].claims.append(
            ReviewClaim(item.claim_id, item.value, item.percent, item.source, item.how)
        )
    account.fields = list(fields.values())
    return account


def _field(key: str, item: ReviewItem, account: ReviewAccount) -> ReviewField:
    return ReviewField(
        key=f"{account.id}-{key}",
        about=item.about,
        href=f"/contacts/{item.contact_id}/" if item.contact_id else account.href,
        label=item.label,
        current=item.current or "",
    )
