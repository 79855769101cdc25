"""Where people see a record in HubSpot."""

from yardflow.integrations.hubspot import paths
from yardflow.integrations.hubspot.app import base_url, is_sandbox


def record(portal_id: int, type_id: str, hubspot_id: str) -> str:
    """The page of a record of the account; HubSpot leads on to the account's data center. The kind
    of records is known by HubSpot's ``type_id``.
    """
    place = base_url() if is_sandbox() else paths.APP
    return place + paths.RECORD.format(portal=portal_id, type=type_id, id=hubspot_id)
