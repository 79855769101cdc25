"""The paid provider: what a language model knows of the person's role and company."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from yardflow.integrations.connections import connection
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai.limits import MOST_OUTPUT_TOKENS, WITH_MORE_ROOM
from yardflow.prices import PRICES, Usage
from yardflow.services.enrichment.providers.openai import form as openai_form
from yardflow.services.enrichment.providers.openai.form import (
    LIKELY_OUTPUT_TOKENS,
    Part,
    most_usd,
    no_price,
)
from yardflow.services.enrichment.providers.protocol import (
    ContactSnapshot,
    NoPrice,
    ProviderAnswer,
    ProviderClaim,
    Question,
    Quote,
)

# A model's own word is never as good as a fact that somebody checked.
MOST_CONFIDENCE = Decimal("0.95")
BYTES_A_TOKEN = 4
_CENT = Decimal("0.01")


class ByOpenAI:
    """Asks the model that was chosen; one question a contact, about the wanted fields alone."""

    name = "openai"
    fields = openai_form.FIELDS

    def ready(self) -> bool:
        """Whether there is a key."""
        return connection(self.name).usable

    def quote(self, question: Question) -> Quote:
        """What asking would cost at most; asks nobody.

        Raises:
            NoPrice: none is known for the model.
        """
        if question.options.model not in PRICES:
            raise NoPrice(no_price(question.options.model))
        body = self.request(question)
        sent = openai_answers.size_of(body)
        model = str(body["model"])
        likely = MOST_OUTPUT_TOKENS if question.more_room else LIKELY_OUTPUT_TOKENS
        return Quote(
            model=model,
            most_usd=most_usd(model, sent, most_output(question.more_room)),
            tokens=sent // BYTES_A_TOKEN + likely,
            fingerprint=fingerprint(model, question.contact),
        )

    def ask(self, question: Question) -> ProviderAnswer:
        """What the model says, as far as it is fit to be stored.

        Raises:
            ProviderError: as `openai_answers.ask`.
        """
        fields = question.fields & self.fields
        if not fields:
            return ProviderAnswer()
        answer = openai_answers.send(self.request(question), openai_form.form_of(fields))
        return self._answer(answer.value, answer.usage, fields)

    def request(self, question: Question) -> dict[str, Any]:
        """The body of the request, as it is sent at once or as a line of a batch."""
        fields = question.fields & self.fields
        return openai_answers.request(
            question.options.model,
            openai_form.form_of(fields),
            openai_form.instructions_for(fields),
            openai_form.record_of(question.contact, question.site),
            most_output(question.more_room),
        )

    def read(
        self,
        body: Any,
        model: str,
        more_room: bool,
        fields: frozenset[str] = openai_form.FIELDS,
    ) -> ProviderAnswer:
        """What a line of a batch says, long after it was asked; only about ``fields``.
        ``more_room`` as it was asked.

        Raises:
            ProviderError: as `openai_answers.read_body`.
        """
        answer = openai_answers.read_body(
            body, model, openai_form.any_form(), most_output=most_output(more_room)
        )
        return self._answer(answer.value, answer.usage, fields & self.fields)

    def _answer(self, form: BaseModel, usage: Usage, fields: Iterable[str]) -> ProviderAnswer:
        parts = {field: getattr(form, field) for field in sorted(fields)}
        claims = [claim_of(field, part) for field, part in parts.items() if part is not None]
        return ProviderAnswer(tuple(claim for claim in claims if claim is not None), usage=usage)


def most_output(more_room: bool) -> int:
    """How many tokens an answer may have."""
    return WITH_MORE_ROOM if more_room else MOST_OUTPUT_TOKENS


def warm_up() -> None:
    """Makes what the first question would otherwise wait for; asks nobody."""
    openai_answers.warm_up(openai_form.form_of(openai_form.FIELDS))


def claim_of(field: str, part: Part) -> ProviderClaim | None:
    """A part of the answer as a claim; None where it is not fit to be stored."""
    value = openai_form.fit(field, part.value)
    if not value or not 0 <= part.confidence <= 1:
        return None
    confidence = min(Decimal(str(part.confidence)).quantize(_CENT), MOST_CONFIDENCE)
    return ProviderClaim(field, value, confidence, ByOpenAI.name, openai_form.reason(part.reason))


def fingerprint(model: str, contact: ContactSnapshot) -> str:
    """Equal when a model would be shown the same by people and lists: the model, the kind of
    question, the record.

    Which fields are asked for is no part of it, nor whether the company's website had its say:
    both change with our own answers, and a record that has not changed is not paid for twice. Nor
    are the notes: each event and each list adds some about the same person.
    """
    record = openai_form.record_of(replace(contact, notes=""))
    shown = json.dumps([model, openai_form.VERSION, record], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()
