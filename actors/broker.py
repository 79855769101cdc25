"""The broker that actors belong to. Importing it opens no connection."""

import dramatiq

from actors.warm_up import WarmUp
from yardflow import jobs

broker = jobs.broker()
dramatiq.set_broker(broker)

# The whole list of middleware, on purpose without Dramatiq's own:
# - Retries, TimeLimit, AgeLimit: the job row decides, and a second truth in Redis would differ.
# - Results: the row has them. - Prometheus: /api/health and the Jobs page have the figures.
# - ShutdownNotifications, Callbacks, Pipelines, CurrentMessage: nothing uses them.
MIDDLEWARE: tuple[dramatiq.Middleware, ...] = (WarmUp(),)

for middleware in MIDDLEWARE:
    broker.add_middleware(middleware)
