"""The paid provider: what a language model knows of the person's role and company."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from yardflow.integrations.connections import connection
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai import warmup
from yardflow.integrations.openai.limits import MOST_OUTPUT_TOKENS, WITH_MORE_ROOM
from yardflow.prices import Usage
from yardflow.services.enrichment.budget.estimates import LIKELY_OUTPUT_TOKENS, most_usd
from yardflow.services.enrichment.providers.openai import form as openai_form
from yardflow.services.enrichment.providers.openai.form import Said
from yardflow.services.enrichment.providers.protocol import (
    Finding,
    Outcome,
    Question,
    Quote,
    Subject,
)

# A model's own word is never as good as a fact that somebody checked.
MOST_CONFIDENCE = Decimal("0.95")
BYTES_A_TOKEN = 4
_CENT = Decimal("0.01")


class ByOpenAI:
    """Asks the model that was chosen; one question a contact, about the wanted fields alone."""

    name = "openai"
    label = "OpenAI"
    fields = openai_form.FIELDS

    def ready(self) -> bool:
        """Whether there is a key."""
        return connection(self.name).usable

    def quote(self, question: Question) -> Quote:
        """What asking would cost at most; asks nobody.

        Raises:
            KeyError: no price is known for the model.
        """
        body = self.request(question)
        sent = openai_answers.size_of(body)
        model = str(body["model"])
        likely = MOST_OUTPUT_TOKENS if question.more_room else LIKELY_OUTPUT_TOKENS
        return Quote(
            model=model,
            most_usd=most_usd(model, sent, most_output(question.more_room)),
            tokens=sent // BYTES_A_TOKEN + likely,
            fingerprint=fingerprint(model, question.subject),
        )

    def find(self, question: Question) -> Outcome:
        """What the model says, as far as it is fit to be stored.

        Raises:
            ProviderError: as `openai_answers.ask`.
        """
        fields = question.fields & self.fields
        if not fields:
            return Outcome()
        answer = openai_answers.send(self.request(question), openai_form.form_of(fields))
        return self._outcome(answer.value, answer.usage, fields)

    def request(self, question: Question) -> dict[str, Any]:
        """The body of the request, as it is sent at once or as a line of a batch."""
        fields = question.fields & self.fields
        return openai_answers.request(
            question.choices.model_in_use,
            openai_form.form_of(fields),
            openai_form.instructions_for(fields),
            openai_form.record_of(question.subject, question.site),
            most_output(question.more_room),
        )

    def read(
        self,
        body: Any,
        model: str,
        more_room: bool,
        fields: frozenset[str] = openai_form.FIELDS,
    ) -> Outcome:
        """What a line of a batch says, long after it was asked; only about ``fields``.
        ``more_room`` as it was asked.

        Raises:
            ProviderError: as `openai_answers.read_body`.
        """
        answer = openai_answers.read_body(
            body, model, openai_form.any_form(), most_output=most_output(more_room)
        )
        return self._outcome(answer.value, answer.usage, fields & self.fields)

    def _outcome(self, form: BaseModel, usage: Usage, fields: Iterable[str]) -> Outcome:
        said = {field: getattr(form, field) for field in sorted(fields)}
        found = [finding(field, one) for field, one in said.items() if one is not None]
        return Outcome(tuple(one for one in found if one is not None), usage=usage)


def most_output(more_room: bool) -> int:
    """How many tokens an answer may have."""
    return WITH_MORE_ROOM if more_room else MOST_OUTPUT_TOKENS


def warm_up() -> None:
    """Loads and builds what the first question would otherwise wait for; asks nobody."""
    warmup.warm_up(openai_form.form_of(openai_form.FIELDS))


def finding(field: str, said: Said) -> Finding | None:
    """A part of the answer as a finding; None where it is not fit to be stored."""
    value = openai_form.fit(field, said.value)
    if not value or not 0 <= said.confidence <= 1:
        return None
    confidence = min(Decimal(str(said.confidence)).quantize(_CENT), MOST_CONFIDENCE)
    return Finding(field, value, confidence, ByOpenAI.name, openai_form.reason(said.reason))


def fingerprint(model: str, subject: Subject) -> str:
    """Equal when a model would be told the same by people and lists: the model, the kind of
    question, the record.

    Which fields are asked for is no part of it, nor whether the company's website had its say:
    both change with our own answers, and a record that has not changed is not paid for twice.
    """
    shown = json.dumps([model, openai_form.VERSION, openai_form.record_of(subject)], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()
