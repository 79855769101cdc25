"""Where HubSpot's APIs are, each with its version: whatever moves, moves here.

The objects of the CRM are asked by HubSpot's own package, which has their paths.
"""

AUTHORIZE = "/oauth/authorize"
TOKEN = "/oauth/2026-03/token"  # noqa: S105 - an address
INTROSPECT = f"{TOKEN}/introspect"
REVOKE = f"{TOKEN}/revoke"
PRIVATE_APP = "/oauth/v2/private-apps/get/access-token-info"
DETAILS = "/account-info/v3/details"
WEBHOOKS = "/webhooks/v3/{app_id}"
# People are sent here; every other address is below the API's own.
APP = "https://app.hubspot.com"
RECORD = "/contacts/{portal}/record/{type}/{id}"
