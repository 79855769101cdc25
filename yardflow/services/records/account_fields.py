"""The fields of an account."""

from yardflow.models import Account
from yardflow.services.records.resource import Resource, TextField
from yardflow.services.records.values import company_size, fields, web_addresses

ACCOUNT = Resource(
    Account,
    {
        "name": fields.line(200, needed="Enter the account's name."),
        "domain": web_addresses.domain,
    },
    (
        TextField(
            "website",
            "Website",
            300,
            web_addresses.website,
            "website, web site, web, url, site, domain, domain name, website url, homepage, "
            "home page, web page, web address, www, website value, company website, "
            "company domain, company domain name, company url, organization url",
            input="url",
        ),
        TextField(
            "industry",
            "Industry",
            120,
            headers="industry, sector, industry sector, vertical, business sector, "
            "line of business, nature of business, business type",
            filterable=True,
        ),
        TextField(
            "size",
            "Size",
            company_size.LONGEST,
            company_size.size,
            headers="size, company size, employees, employee count, number of employees, "
            "no of employees, num employees, headcount, employee range, staff count",
            filterable=True,
        ),
        TextField(
            "headquarters",
            "Headquarters",
            160,
            headers="headquarters, headquarter, hq, company headquarters, company hq, hq location, "
            "headquarters location, head office, company location, company country, "
            "account country, hq country, headquarters country",
            filterable=True,
        ),
    ),
)
