"""The fields of a contact."""

from yardflow.models import Contact, Persona, Seniority
from yardflow.services.records import fields
from yardflow.services.records.resource import Resource, TextField

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
            "phone phonenumber telephone tel telefon directphone directdial workphone "
            "businessphone",
            input="tel",
        ),
        TextField(
            "mobile",
            "Mobile",
            60,
            fields.phone,
            "mobile mobilephone mobilenumber cell cellphone handy mobil portable gsm",
            input="tel",
        ),
        TextField(
            "linkedin_url",
            "LinkedIn",
            300,
            fields.linkedin,
            "linkedin linkedinurl linkedinprofile linkedinprofileurl personlinkedinurl",
            input="url",
        ),
        TextField(
            "country",
            "Country",
            80,
            headers="country countryregion land pays pais nation",
            filterable=True,
        ),
    ),
    followers=("personas_origin", "seniority_origin"),
    personal=True,
)
