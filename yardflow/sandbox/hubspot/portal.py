"""The one account that the sandbox's HubSpot has, and the one app that is installed in it."""

from yardflow.config import SANDBOX_KEY

PORTAL_ID = 24_000_001
APP_ID = 4_000_001
CLIENT_SECRET = SANDBOX_KEY
