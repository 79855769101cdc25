"""The free provider: a company's own way of forming addresses."""

from collections.abc import Sequence

from yardflow.services.enrichment import email_patterns
from yardflow.services.enrichment.claims import Finding, Outcome, Subject
from yardflow.services.enrichment.email_patterns import Guess


class ByPattern:
    """Guesses an address from the real ones of the same company; costs nothing, asks nobody."""

    name = "email_pattern"
    label = "Email pattern"

    def ready(self) -> bool:
        """Always."""
        return True

    def find(self, subject: Subject, known: Sequence[Finding]) -> Outcome:
        """The likeliest addresses, unless the contact has one; and the patterns behind them."""
        if not subject.mail_domain:
            return Outcome()
        patterns = email_patterns.learn(subject.mail_domain, subject.addresses)
        if subject.email:
            return Outcome(patterns=tuple(patterns))
        guesses = email_patterns.guess(
            subject.first_name, subject.last_name, subject.mail_domain, patterns, subject.taken
        )
        found = tuple(self._finding(each, subject.mail_domain) for each in guesses)
        return Outcome(found, tuple(patterns))

    def _finding(self, found: Guess, domain: str) -> Finding:
        pattern = found.pattern
        how = (
            f"{pattern.agreeing} of {pattern.samples} known addresses at {domain} "
            f"are formed like {pattern.name}"
        )
        return Finding("email", found.email, found.confidence, self.name, how)
