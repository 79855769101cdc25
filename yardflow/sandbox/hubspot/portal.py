"""The one account that the sandbox's HubSpot has, and the one app that is installed in it."""

from yardflow.config import SANDBOX_APP_ID, SANDBOX_KEY

PORTAL_ID = 24_000_001
APP_ID = SANDBOX_APP_ID
CLIENT_SECRET = SANDBOX_KEY
