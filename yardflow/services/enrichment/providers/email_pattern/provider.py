"""The free provider: a company's own way of forming addresses."""

from collections.abc import Callable

from yardflow.integrations.dns import mail_hosts
from yardflow.services.enrichment.providers.email_pattern import patterns as email_patterns
from yardflow.services.enrichment.providers.email_pattern.patterns import Guess
from yardflow.services.enrichment.providers.protocol import Finding, Outcome, Question

NO_DOMAIN = "The account's email domain is not known"


class ByPattern:
    """Guesses an address from the real ones of the same company; costs nothing.

    Asks nobody, unless an ADMIN wants to know first whether the domain takes mail at all.
    """

    name = "email_pattern"
    label = "Email pattern"
    fields = frozenset({"email"})

    def __init__(self, takes_mail: Callable[[str], bool | None] = mail_hosts.takes_mail) -> None:
        """``takes_mail`` says of a domain whether it does; None where that is not known."""
        self._takes_mail = takes_mail

    def ready(self) -> bool:
        """Always."""
        return True

    def find(self, question: Question) -> Outcome:
        """The likeliest addresses, if one is asked for; and the patterns behind them.

        Where there is none, the note says what a person could do about it.
        """
        subject = question.subject
        domain = subject.mail_domain
        if not domain:
            return Outcome(note=NO_DOMAIN if "email" in question.fields else "")
        patterns = tuple(email_patterns.learn(domain, subject.addresses, subject.bounced))
        if "email" not in question.fields:
            return Outcome(patterns=patterns)
        tried = {one.email for one in subject.bounced}
        guesses = email_patterns.guess(
            subject.first_name, subject.last_name, domain, patterns, subject.taken | tried
        )
        if guesses and question.choices.check_mail_hosts and self._takes_mail(domain) is False:
            return Outcome(patterns=patterns, note=f"{domain} takes no mail")
        if not patterns:
            return Outcome(note=f"No address at {domain} is known to go by")
        note = "" if guesses else "No pattern there gives this name an address"
        return Outcome(tuple(self._finding(each, domain) for each in guesses), patterns, note=note)

    def _finding(self, found: Guess, domain: str) -> Finding:
        pattern = found.pattern
        how = (
            f"{pattern.agreeing} of {pattern.samples} known addresses at {domain} "
            f"are formed like {pattern.name}"
        )
        if pattern.bounced:
            how += f"; {pattern.bounced} like it bounced"
        return Finding("email", found.email, found.confidence, self.name, how)
