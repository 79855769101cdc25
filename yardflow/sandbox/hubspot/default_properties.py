"""The properties that an account has from its beginning, as far as anyone here uses them."""

from typing import Any

STAGES = {
    "subscriber": "Subscriber",
    "lead": "Lead",
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
    "opportunity": "Opportunity",
    "customer": "Customer",
    "evangelist": "Evangelist",
    "other": "Other",
}
_LEAD_STATUSES = (
    *("NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT"),
    *("CONNECTED", "BAD_TIMING"),
)
_INDUSTRIES = (
    *("APPAREL_FASHION", "AUTOMOTIVE", "CONSUMER_GOODS", "FOOD_BEVERAGES", "FOOD_PRODUCTION"),
    *("LOGISTICS_AND_SUPPLY_CHAIN", "MACHINERY", "PACKAGE_FREIGHT_DELIVERY", "RETAIL"),
    *("TRANSPORTATION_TRUCKING_RAILROAD", "WAREHOUSING", "WHOLESALE"),
)
_LEGAL_BASES = (
    "Legitimate interest – prospect/lead",
    "Legitimate interest – existing customer",
    "Legitimate interest - other",
    "Performance of a contract",
    "Freely given consent from contact",
    "Not applicable",
)
_DIRECTIONS = ("EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL")
_EMAIL_STATUSES = ("BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT")
_OUTCOMES = ("SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED")
_DEAL_TYPES = ("newbusiness", "existingbusiness")
# name: label, type, fieldType; a value of a property in READ_ONLY is HubSpot's to set.
_Line = tuple[str, str, str]
_TEXT = ("string", "text")
_STAMPS: dict[str, _Line] = {
    "createdate": ("Create date", "datetime", "date"),
    "hs_object_id": ("Record ID", "number", "number"),
    "hs_merged_object_ids": ("Merged record IDs", "enumeration", "checkbox"),
    "hubspot_owner_id": ("Owner", "enumeration", "select"),
    "lifecyclestage": ("Lifecycle stage", "enumeration", "radio"),
    "hs_lead_status": ("Lead status", "enumeration", "radio"),
}
_OF_ACTIVITIES: dict[str, _Line] = {
    "hs_createdate": ("Create date", "datetime", "date"),
    "hs_lastmodifieddate": ("Last modified date", "datetime", "date"),
    "hs_object_id": ("Record ID", "number", "number"),
    "hubspot_owner_id": ("Activity assigned to", "enumeration", "select"),
    "hs_timestamp": ("Activity date", "datetime", "date"),
}
_LINES: dict[str, dict[str, _Line]] = {
    "contacts": {
        **_STAMPS,
        "lastmodifieddate": ("Last modified date", "datetime", "date"),
        "hs_calculated_merged_vids": ("Merged IDs with timestamps", *_TEXT),
        "hs_additional_emails": ("Additional email addresses", "enumeration", "checkbox"),
        "email": ("Email", *_TEXT),
        "firstname": ("First name", *_TEXT),
        "lastname": ("Last name", *_TEXT),
        "jobtitle": ("Job title", *_TEXT),
        "company": ("Company name", *_TEXT),
        "associatedcompanyid": ("Primary Associated Company ID", "number", "number"),
        "phone": ("Phone number", "string", "phonenumber"),
        "mobilephone": ("Mobile phone number", "string", "phonenumber"),
        "website": ("Website URL", *_TEXT),
        "address": ("Street address", *_TEXT),
        "city": ("City", *_TEXT),
        "state": ("State/Region", *_TEXT),
        "zip": ("Postal code", *_TEXT),
        "country": ("Country/Region", *_TEXT),
        "industry": ("Industry", *_TEXT),
        "hs_linkedin_url": ("LinkedIn URL", *_TEXT),
        "hs_legal_basis": (
            "Legal basis for processing contact's data",
            "enumeration",
            "checkbox",
        ),
        "message": ("Message", "string", "textarea"),
        "date_of_birth": ("Date of birth", *_TEXT),
        "hs_email_optout": ("Unsubscribed from all email", "bool", "booleancheckbox"),
        "notes_last_contacted": ("Last contacted", "datetime", "date"),
        "num_contacted_notes": ("Number of times contacted", "number", "number"),
    },
    "companies": {
        **_STAMPS,
        "hs_lastmodifieddate": ("Last modified date", "datetime", "date"),
        "name": ("Company name", *_TEXT),
        "domain": ("Company domain name", *_TEXT),
        "website": ("Website URL", *_TEXT),
        "phone": ("Phone number", "string", "phonenumber"),
        "address": ("Street address", *_TEXT),
        "city": ("City", *_TEXT),
        "state": ("State/Region", *_TEXT),
        "zip": ("Postal code", *_TEXT),
        "country": ("Country/Region", *_TEXT),
        "industry": ("Industry", "enumeration", "select"),
        "description": ("Description", "string", "textarea"),
        "numberofemployees": ("Number of employees", "number", "number"),
        "annualrevenue": ("Annual revenue", "number", "number"),
        "linkedin_company_page": ("LinkedIn company page", *_TEXT),
        "notes_last_contacted": ("Last contacted", "datetime", "date"),
    },
    "deals": {
        **{name: line for name, line in _STAMPS.items() if name[:4] not in ("life", "hs_l")},
        "hs_lastmodifieddate": ("Last modified date", "datetime", "date"),
        "dealname": ("Deal name", *_TEXT),
        "dealstage": ("Deal stage", "enumeration", "radio"),
        "pipeline": ("Pipeline", "enumeration", "select"),
        "amount": ("Amount", "number", "number"),
        "closedate": ("Close date", "datetime", "date"),
        "dealtype": ("Deal type", "enumeration", "radio"),
        "description": ("Deal description", "string", "textarea"),
        "notes_last_contacted": ("Last contacted", "datetime", "date"),
    },
    "emails": {
        **_OF_ACTIVITIES,
        "hs_email_direction": ("Email direction", "enumeration", "select"),
        "hs_email_status": ("Email send status", "enumeration", "select"),
        "hs_email_subject": ("Email subject", *_TEXT),
        "hs_email_text": ("Text body", "string", "textarea"),
        "hs_email_headers": ("Email headers", "string", "textarea"),
    },
    "meetings": {
        **_OF_ACTIVITIES,
        "hs_meeting_title": ("Meeting name", *_TEXT),
        "hs_meeting_body": ("Meeting description", "string", "html"),
        "hs_internal_meeting_notes": ("Internal meeting notes", "string", "html"),
        "hs_meeting_location": ("Location", *_TEXT),
        "hs_meeting_start_time": ("Meeting start time", "datetime", "date"),
        "hs_meeting_end_time": ("Meeting end time", "datetime", "date"),
        "hs_meeting_outcome": ("Meeting outcome", "enumeration", "select"),
    },
}
READ_ONLY = frozenset(
    {
        *("createdate", "hs_createdate", "hs_object_id", "lastmodifieddate", "hs_lastmodifieddate"),
        *("hs_merged_object_ids", "hs_calculated_merged_vids", "hs_email_optout"),
        *("notes_last_contacted", "num_contacted_notes", "associatedcompanyid"),
    }
)
# Their options are elsewhere: owners, pipelines, or whatever was merged in.
EXTERNAL = frozenset({"hubspot_owner_id", "dealstage", "pipeline"})
_OPTIONS: dict[str, dict[str, str]] = {
    "lifecyclestage": STAGES,
    "hs_lead_status": {name: name.replace("_", " ").capitalize() for name in _LEAD_STATUSES},
    "hs_legal_basis": {name: name for name in _LEGAL_BASES},
    "industry": {name: name.replace("_", " ").title() for name in _INDUSTRIES},
    "dealtype": {name: name for name in _DEAL_TYPES},
    "hs_email_optout": {"true": "Yes", "false": "No"},
    "hs_email_direction": {name: name for name in _DIRECTIONS},
    "hs_email_status": {name: name for name in _EMAIL_STATUSES},
    "hs_meeting_outcome": {name: name for name in _OUTCOMES},
}


def default_properties(kind: str) -> list[dict[str, Any]]:
    """The definitions of a kind, in the shape in which they are asked for."""
    return [
        {
            "name": name,
            "label": label,
            "type": type_,
            "fieldType": field_type,
            "groupName": f"{_SINGULAR[kind]}information",
            "options": _options(_OPTIONS.get(name, {}) if type_ != "string" else {}),
            "externalOptions": name in EXTERNAL,
            "hasUniqueValue": (kind, name) == ("contacts", "email"),
        }
        for name, (label, type_, field_type) in _LINES[kind].items()
    ]


_SINGULAR = {
    "contacts": "contact",
    "companies": "company",
    "deals": "deal",
    "emails": "email",
    "meetings": "meeting",
}


def _options(labels: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": label, "displayOrder": place, "hidden": False}
        for place, (value, label) in enumerate(labels.items())
    ]
