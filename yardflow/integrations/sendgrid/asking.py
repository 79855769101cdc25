"""A question to SendGrid whose answer is needed: what keeps it from us is an error in words."""

from collections.abc import Collection, Mapping

from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.sendgrid import client, refusals
from yardflow.integrations.sendgrid.client import Answer, NoAnswer, NotSent


def ask(
    method: str,
    path: str,
    *,
    body: object = None,
    query: Mapping[str, object] | None = None,
    takes: Collection[int] = (200, 201),
) -> Answer:
    """What SendGrid answers, if with one of the statuses in ``takes``.

    Raises:
        ProviderError: it did not; whether something was changed is open where it went silent.
    """
    try:
        answer = client.request(method, path, body, query=query)
    except NotSent:
        raise refusals.unreachable().error() from None
    except NoAnswer:
        raise TemporaryError("SendGrid did not answer in time.") from None
    if answer.status in takes:
        return answer
    if refusal := refusals.of(answer):
        raise refusal.error()
    raise TemporaryError(f"SendGrid has a problem right now (error {answer.status}).")
