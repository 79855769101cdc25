"""Ann Lee at Acme, as providers are told of her."""

from yardflow.services.enrichment.providers.protocol import ContactSnapshot

ANN = ContactSnapshot(
    contact_id=1,
    account_id=1,
    first_name="Ann",
    last_name="Lee",
    title="",
    seniority="",
    email="",
    country="",
    notes="",
    company="Acme",
    domain="acme.com",
    website="",
    industry="",
    size="",
    headquarters="",
)
