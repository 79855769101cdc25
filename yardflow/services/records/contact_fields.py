"""The fields of a contact."""

from yardflow.models import Contact, LawfulBasis, Persona, Seniority
from yardflow.services.records.resource import Resource, TextField
from yardflow.services.records.values import fields, lawful_basis, web_addresses

# None for personas or seniority hands the choice back to the rules over the title.
CONTACT = Resource(
    Contact,
    {
        "account_id": fields.key,
        "first_name": fields.line(100),
        "last_name": fields.line(100),
        "title": fields.line(200),
        "personas": fields.some_of(Persona, or_none=True),
        "seniority": fields.one_of(Seniority, or_none=True),
        "email": fields.email,
    },
    (
        TextField(
            "phone",
            "Phone",
            60,
            fields.phone,
            "phone, phone number, phone no, phone value, telephone, telephone number, tel, "
            "tel no, direct phone, direct phone number, direct dial, direct line, direct number, "
            "landline, landline phone, contact number, contact no, work number, office number, "
            "direct, ph",
            input="tel",
        ),
        TextField(
            "mobile",
            "Mobile",
            60,
            fields.phone,
            "mobile, mobile phone, mobile number, mobile phone number, mobile no, cell, "
            "cell phone, cell number, cell phone number, cellular, phone mobile, mob, WhatsApp, "
            "WhatsApp number",
            input="tel",
        ),
        TextField(
            "linkedin_url",
            "LinkedIn",
            300,
            web_addresses.linkedin,
            "LinkedIn, LinkedIn URL, LinkedIn profile, LinkedIn profile URL, LinkedIn link, "
            "person LinkedIn URL",
            input="url",
        ),
        TextField(
            "country",
            "Country",
            80,
            headers="country, country region, country name, country of residence, address country, "
            "nation",
            filterable=True,
        ),
        TextField(
            "lawful_basis",
            "Lawful basis",
            lawful_basis.LONGEST,
            lawful_basis.lawful_basis,
            "lawful basis, legal basis, legal basis for processing, "
            "legal basis for processing contact's data, GDPR basis, GDPR legal basis, consent, "
            "email consent, consent status, marketing consent",
            filterable=True,
            choices=tuple(LawfulBasis),
        ),
        TextField(
            "lawful_basis_source",
            "Lawful basis source",
            200,
            headers="lawful basis source, legal basis source, consent source, source of consent",
            about="lawful_basis",
        ),
        TextField(
            "lawful_basis_date",
            "Lawful basis since",
            lawful_basis.LONGEST,
            lawful_basis.since,
            "lawful basis since, lawful basis date, legal basis date, consent date, "
            "date of consent, consent given on",
            about="lawful_basis",
        ),
    ),
    followers=("personas_origin", "seniority_origin"),
    personal=True,
)
