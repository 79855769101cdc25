"""The fields of an account."""

from yardflow.models import Account
from yardflow.services.records import company_size, fields
from yardflow.services.records.resource import Resource, TextField

ACCOUNT = Resource(
    Account,
    {
        "name": fields.line(200, needed="Enter the account's name."),
        "domain": fields.domain,
    },
    (
        TextField(
            "website",
            "Website",
            300,
            fields.website,
            "website url web site domain companywebsite companydomain companyurl homepage webpage "
            "websiteurl webadresse",
            input="url",
        ),
        TextField(
            "industry",
            "Industry",
            120,
            headers="industry sector vertical companyindustry branche secteur",
            filterable=True,
        ),
        TextField(
            "size",
            "Size",
            company_size.LONGEST,
            company_size.size,
            headers="size companysize employees employeecount numberofemployees headcount "
            "noofemployees",
            filterable=True,
        ),
        TextField(
            "headquarters",
            "Headquarters",
            160,
            headers="headquarters hq headquarter companyheadquarters hqlocation headoffice",
            filterable=True,
        ),
    ),
)
