"""The free provider: a company's own way of forming addresses."""

from collections.abc import Callable

from yardflow.integrations.dns import mail_hosts
from yardflow.services.enrichment.providers.email_pattern import patterns as email_patterns
from yardflow.services.enrichment.providers.email_pattern.patterns import Guess
from yardflow.services.enrichment.providers.protocol import (
    ContactSnapshot,
    ProviderAnswer,
    ProviderClaim,
    Question,
)

NO_DOMAIN = "Add the company's website to guess an email"

# Where most people write from another domain than the company's own, as an agency's people at a
# customer do, a guess is no surer than by a single address.
AT_ANOTHER_DOMAIN = email_patterns.OF_ONE


class ByPattern:
    """Guesses an address from the real ones of the same company; costs nothing.

    Asks nobody, unless an ADMIN wants to know first whether the domain takes mail at all.
    """

    name = "email_pattern"

    def __init__(self, takes_mail: Callable[[str], bool | None] = mail_hosts.takes_mail) -> None:
        """``takes_mail`` says of a domain whether it does; None where that is not known."""
        self._takes_mail = takes_mail

    def ready(self) -> bool:
        """Always."""
        return True

    def ask(self, question: Question) -> ProviderAnswer:
        """The likeliest addresses, if one is asked for; and the patterns behind them.

        Where there is none, the note says what a person could do about it.
        """
        contact = question.contact
        domain = contact.mail_domain
        if not domain:
            return ProviderAnswer(note=NO_DOMAIN if "email" in question.fields else "")
        patterns = tuple(email_patterns.learn(domain, contact.addresses, contact.bounced))
        if "email" not in question.fields:
            return ProviderAnswer(patterns=patterns)
        bounced = {address.email for address in contact.bounced}
        guesses = email_patterns.guess(
            contact.first_name, contact.last_name, domain, patterns, contact.taken | bounced
        )
        if guesses and question.options.check_mail_hosts and self._takes_mail(domain) is False:
            return ProviderAnswer(patterns=patterns, note=f"{domain} does not accept email")
        if not patterns:
            return ProviderAnswer(note=f"No known address at {domain} to learn from")
        note = "" if guesses else "No pattern there fits this name"
        return ProviderAnswer(
            tuple(self._claim(guess, contact) for guess in guesses), patterns, note=note
        )

    def _claim(self, guess: Guess, contact: ContactSnapshot) -> ProviderClaim:
        pattern, confidence = guess.pattern, guess.confidence
        count = f"{pattern.agreeing} of {pattern.samples}"
        if pattern.samples > 1 and pattern.agreeing == pattern.samples:
            count = f"All {pattern.samples}"
        how = f"{count} known addresses at {contact.mail_domain} use the pattern {pattern.name}@"
        if pattern.bounced:
            how += f"; {pattern.bounced} like it bounced"
        if contact.other_domain:
            confidence = min(confidence, AT_ANOTHER_DOMAIN)
            how += f"; most people are at {contact.other_domain}, not at {contact.domain}"
        return ProviderClaim("email", guess.email, confidence, self.name, how)
