"""Whatever runs find and people do, in any order: a person's word stays, and every value that is
shown has one explanation.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from tests.fixtures.claims import settled_together
from tests.fixtures.examples import examples
from yardflow import db
from yardflow.errors import Conflict
from yardflow.models import Account, Claim, ClaimStatus, Contact, Origin
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import revert, review
from yardflow.services.enrichment.providers.protocol import FIELDS, OF_ACCOUNT, ProviderClaim
from yardflow.services.records import accounts, contacts
from yardflow.services.records.values.same_value import same
from yardflow.services.records.values.seniority import seniority_of

pytestmark = pytest.mark.usefixtures("database")
APPLIED, REVIEW, REJECTED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.REJECTED

WORDS = {
    "title": ("COO", "coo", "CFO", "Warehouse Manager"),
    "email": ("zoe@acme.com", "z.quinn@acme.com", "quinn@acme.com"),
    "seniority": ("C-Level", "VP", "Manager"),
    "industry": ("Freight", "freight", "Retail"),
    "size": ("11-50", "51-200"),
}
SURE = ("0.15", "0.45", "0.60", "0.75", "0.80", "0.95")

claims = st.sampled_from([*FIELDS]).flatmap(
    lambda name: st.builds(
        ProviderClaim,
        st.just(name),
        st.sampled_from(WORDS[name]),
        st.sampled_from(SURE).map(Decimal),
        st.sampled_from(("openai", "website", "email_pattern")),
        st.just("somehow"),
    )
)
several = st.lists(claims, min_size=1, max_size=6)
edits = st.sampled_from([*FIELDS]).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(("", *WORDS[name])))
)
whom = st.integers(0, 1)
which = st.integers(0, 10**6)


class Place(NamedTuple):
    """One field of one record."""

    kind: str
    id: int
    field: str


@dataclass
class Word:
    """What the model knows of a field. ``refused`` and ``taken_back`` are by claim; ``confirmed``
    are all claims that a person ever accepted.
    """

    typed: str = ""
    typed_at: int = 0  # the claim that was corrected by it, where one was
    accepted: int = 0
    confirmed: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    taken_back: set[int] = field(default_factory=set)

    def accept(self, claim_id: int | None) -> None:
        self.accepted = int(claim_id or 0)
        self.confirmed.add(self.accepted)

    def refuse(self, *claims: Claim) -> None:
        for claim in claims:
            self.refused[int(claim.id or 0)] = same(claim.value)

    def take_back(self, claim: Claim) -> None:
        self.refuse(claim)
        self.taken_back.add(int(claim.id or 0))
        if self.accepted == claim.id:
            self.accepted = 0


class AnySequence(RuleBasedStateMachine):
    """Two people at one company, three sources, and a person who changes their mind."""

    principal: Principal

    @initialize(title=st.sampled_from(("", "Yard Planner")))
    def begin(self, title: str) -> None:
        """The second of them has what a list said."""
        with db.session() as session:
            account = Account(name="Acme", name_key="acme")
            session.add(account)
            session.flush()
            values = {"account_id": account.id}
            zoe = Contact(first_name="Zoë", name_key="zoe", **values)
            ann = Contact(first_name="Ann", name_key="ann", title=title, **values)
            ann.seniority = seniority_of(title)
            session.add_all([zoe, ann])
            session.flush()
            self.account, self.people = int(account.id or 0), [int(zoe.id or 0), int(ann.id or 0)]
        self.words: dict[Place, Word] = {}
        if title:
            self.word(Place("contact", self.people[1], "title")).typed = title

    def teardown(self) -> None:
        """Leaves nothing behind."""
        with db.session() as session:
            if hasattr(self, "account"):
                session.delete(session.get_one(Account, self.account))

    # What happens

    @rule(answers=st.tuples(several, several), both=st.booleans())
    def runs_find(
        self, answers: tuple[list[ProviderClaim], list[ProviderClaim]], both: bool
    ) -> None:
        """One run, or a slice of two."""
        before, records = self.shown(), self.records()
        settled_together(dict(zip(self.people[: 2 if both else 1], answers, strict=False)))
        after = self.shown()
        for place, value in after.items():
            if value == before[place]:
                continue
            word = self.word(place)
            assert not word.typed and not word.accepted, f"{place}: a person's word was overwritten"
            assert same(value) not in word.refused.values(), f"{place}: {value} came back"
            empty = place.field != "seniority" and not before[place]
            assert not (empty and word.taken_back), f"{place} was filled after it was emptied"
        for key, (values, version) in self.records().items():
            assert (version > records[key][1]) is (values != records[key][0])

    @rule(who=whom, edit=edits)
    def a_person_edits(self, who: int, edit: tuple[str, str]) -> None:
        """Types a value on the record, or empties the field."""
        name, value = edit
        place = self.place(who, name)
        claims, shown = self.standing(place), self.shown()[place]
        origin = self.origin(place)
        try:
            self.do(
                accounts.update if name in OF_ACCOUNT else contacts.update,
                place.id,
                None,
                {name: value or None if name == "seniority" else value},
            )
        except Conflict:
            return
        chosen = name == "seniority" and (origin == Origin.PERSON) is not bool(value)
        if (value != shown and not (name == "seniority" and not value and not shown)) or chosen:
            handed_back = name == "seniority" and not value and self.shown()[place] == shown
            if not handed_back or chosen:
                self.edited(place, value, claims)

    @rule(number=which, any_claim=st.booleans())
    def a_person_accepts(self, number: int, any_claim: bool) -> None:
        """Mostly what waits; now and then what somebody decided about long ago."""
        claim = self.pick(number, None if any_claim else REVIEW)
        if claim is None:
            return
        place = self.place_of(claim)
        rivals = self.standing(place)
        if self.tried(review.accept, claim, REVIEW):
            word = self.word(place)
            word.accept(claim.id)
            word.refuse(
                *(
                    row
                    for row in rivals
                    if row.status == REVIEW and same(row.value) != same(claim.value)
                )
            )

    @rule(number=which, any_claim=st.booleans())
    def a_person_rejects(self, number: int, any_claim: bool) -> None:
        claim = self.pick(number, None if any_claim else REVIEW)
        if claim is not None and self.tried(review.reject, claim, REVIEW):
            self.word(self.place_of(claim)).refuse(claim)

    @rule(number=which, choice=which)
    def a_person_corrects(self, number: int, choice: int) -> None:
        claim = self.pick(number, REVIEW)
        if claim is None:
            return
        place = self.place_of(claim)
        value = WORDS[claim.field][choice % len(WORDS[claim.field])]
        claims = self.standing(place)
        if self.tried(review.correct, claim, REVIEW, value):
            self.edited(place, value, claims, by=int(claim.id or 0))

    @rule(number=which, any_claim=st.booleans())
    def a_person_reverts(self, number: int, any_claim: bool) -> None:
        claim = self.pick(number, None if any_claim else APPLIED)
        if claim is not None and self.tried(revert.revert_claim, claim, APPLIED):
            place = self.place_of(claim)
            self.word(place).take_back(claim)
            self.came_back_rightly(place)

    @rule(number=which)
    def a_person_reverts_a_run(self, number: int) -> None:
        with db.session() as session:
            runs = sorted({claim.run_id for claim in self.claims(session)})
        if not runs:
            return
        run_id = runs[number % len(runs)]
        with db.session() as session:
            claims = [claim for claim in self.claims(session) if claim.run_id == run_id]
        try:
            self.do(revert.revert_run, run_id)
        except Conflict:
            return
        for row in claims:
            if row.status == APPLIED:
                self.word(self.place_of(row)).take_back(row)
            elif row.status == REVIEW:
                self.word(self.place_of(row)).refuse(row)
        for row in claims:
            if row.status == APPLIED:
                self.came_back_rightly(self.place_of(row))

    @rule(number=which)
    def a_person_undoes_a_revert(self, number: int) -> None:
        claim = self.pick(number, REJECTED)
        if claim is not None and self.tried(revert.apply_again, claim, REJECTED):
            assert claim.applied_at is not None
            word = self.word(self.place_of(claim))
            assert not word.typed
            word.accept(claim.id)
            word.refused.pop(word.accepted, None)
            word.taken_back.discard(word.accepted)

    @rule(number=which)
    def a_person_undoes_a_decision(self, number: int) -> None:
        claim = self.pick(number)
        if claim is None:
            return
        place = self.place_of(claim)
        before = {claim.id: claim for claim in self.all_on(place)}
        try:
            self.do(review.undo_review, [claim.id])
        except Conflict:
            assert {claim.id: claim.status for claim in self.all_on(place)} == {
                key: claim.status for key, claim in before.items()
            }
            return
        if claim.status == REVIEW:
            return
        word = self.word(place)
        if word.typed_at in before and word.typed_at == claim.id:
            word.typed, word.typed_at = "", 0
        for row in self.all_on(place):
            if row.status == before[row.id].status and row.settled_by == before[row.id].settled_by:
                continue
            word.refused.pop(int(row.id or 0), None)
            word.taken_back.discard(int(row.id or 0))
            if word.accepted == row.id:
                word.accepted = 0
            if row.status == APPLIED and row.settled_by is not None:
                word.accept(row.id)

    # What must hold

    @invariant()
    def every_value_has_one_explanation(self) -> None:
        """An applied claim, or what a person or a list wrote, or for a seniority the title."""
        if not hasattr(self, "account"):
            return
        shown = self.shown()
        with db.session() as session:
            applied: dict[Place, list[Claim]] = {}
            for claim in self.claims(session):
                if claim.status == APPLIED:
                    applied.setdefault(self.place_of(claim), []).append(claim)
        for place, value in shown.items():
            claims, word = applied.get(place, []), self.word(place)
            assert len(claims) <= 1
            if claims:
                assert same(claims[0].value) == same(value) and value, f"{place}: another is shown"
                assert not word.typed, f"{place}: a claim stands for what a person wrote"
            assert word.accepted == (
                claims[0].id if claims and claims[0].settled_by is not None else 0
            ), f"{place}: what was accepted is gone"
            if word.typed:
                assert value == word.typed, f"{place}: a person's value was changed"
            if value and not claims and not word.typed:
                title = shown[place._replace(field="title")] if place.kind == "contact" else ""
                assert place.field == "seniority", f"{place}: nobody said {value}"
                assert value == (seniority_of(title) or "")

    @invariant()
    def a_question_waits_and_says_other_than_its_field(self) -> None:
        if not hasattr(self, "account"):
            return
        shown = self.shown()
        with db.session() as session:
            for claim in self.claims(session):
                other = same(claim.value) != same(shown[self.place_of(claim)])
                assert claim.is_question is (claim.status == REVIEW and other)

    # How the model sees it

    def edited(self, place: Place, value: str, claims: list[Claim], by: int = 0) -> None:
        """What a person's edit means for the claims that stood on the field."""
        word = self.word(place)
        word.typed, word.typed_at = "", 0
        shown = [claim for claim in claims if claim.status == APPLIED]
        right = [claim for claim in claims if value and same(claim.value) == same(value)]
        accepted = next((claim for claim in right if claim in shown), right[0] if right else None)
        for row in shown:
            if row is not accepted:
                word.take_back(row)
        if value:
            word.refuse(*(claim for claim in claims if claim not in shown and claim not in right))
            if accepted is None:
                word.typed, word.typed_at = value, by
        word.accept(accepted.id if accepted else 0)

    def came_back_rightly(self, place: Place) -> None:
        """What a revert brings back nobody has refused; what was accepted then, is again."""
        word, value = self.word(place), self.shown()[place]
        if value and place.field != "seniority" and not word.typed:
            assert same(value) not in word.refused.values(), f"{place}: {value}"
        for claim in self.all_on(place):
            if claim.status == APPLIED and claim.settled_by is not None:
                assert claim.id in word.confirmed
                word.accept(claim.id)

    def word(self, place: Place) -> Word:
        return self.words.setdefault(place, Word())

    def place(self, who: int, name: str) -> Place:
        if name in OF_ACCOUNT:
            return Place("account", self.account, name)
        return Place("contact", self.people[who], name)

    def place_of(self, claim: Claim) -> Place:
        if claim.account_id is not None:
            return Place("account", claim.account_id, claim.field)
        return Place("contact", int(claim.contact_id or 0), claim.field)

    def do(self, what: Any, *args: Any) -> None:
        with db.session() as session:
            what(session, self.principal, *args)

    def tried(self, what: Any, claim: Claim, expected: ClaimStatus, *more: Any) -> bool:
        """Whether it was done; what is refused changes nothing."""
        place = self.place_of(claim)
        before = self.shown(), [(claim.id, claim.status) for claim in self.all_on(place)]
        try:
            self.do(what, int(claim.id or 0), *more)
        except Conflict:
            assert before == (
                self.shown(),
                [(claim.id, claim.status) for claim in self.all_on(place)],
            )
            return False
        assert claim.status == expected, "decided about twice"
        return True

    def pick(self, number: int, status: ClaimStatus | None = None) -> Claim | None:
        with db.session() as session:
            matches = [claim for claim in self.claims(session) if status in (None, claim.status)]
        return matches[number % len(matches)] if matches else None

    def standing(self, place: Place) -> list[Claim]:
        """Shown or waiting, the surest first."""
        matches = [claim for claim in self.all_on(place) if claim.status in (APPLIED, REVIEW)]
        return sorted(matches, key=lambda claim: (-claim.confidence, claim.id))

    def all_on(self, place: Place) -> list[Claim]:
        with db.session() as session:
            return [claim for claim in self.claims(session) if self.place_of(claim) == place]

    def claims(self, session: Any) -> list[Claim]:
        rows = select(Claim).where(
            col(Claim.contact_id).in_(self.people) | (col(Claim.account_id) == self.account)
        )
        return list(session.exec(rows.order_by(col(Claim.id))).all())

    def origin(self, place: Place) -> Origin | None:
        if place.field != "seniority":
            return None
        with db.session() as session:
            return session.get_one(Contact, place.id).seniority_origin

    def records(self) -> dict[tuple[str, int], tuple[tuple[str, ...], int]]:
        """The fields and the version of each."""
        with db.session() as session:
            account = session.get_one(Account, self.account)
            expected: dict[tuple[str, int], tuple[tuple[str, ...], int]] = {
                ("account", self.account): (self.values(account), account.version)
            }
            for key in self.people:
                contact = session.get_one(Contact, key)
                expected[("contact", key)] = (self.values(contact), contact.version)
            return expected

    def values(self, record: Contact | Account) -> tuple[str, ...]:
        names = [field for field in FIELDS if (field in OF_ACCOUNT) is isinstance(record, Account)]
        return tuple(str(getattr(record, name) or "") for name in names)

    def shown(self) -> dict[Place, str]:
        expected = {}
        for (kind, key), (values, _) in self.records().items():
            names = [field for field in FIELDS if (field in OF_ACCOUNT) is (kind == "account")]
            for name, value in zip(names, values, strict=True):
                expected[Place(kind, key, name)] = value
        return expected


@pytest.mark.heavy
def test_any_sequence_leaves_a_person_s_word_and_one_explanation_for_each_value(bob):
    AnySequence.principal = bob
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=25,
        ),
    )
