"""OpenAI, HubSpot, SendGrid and companies' websites over loopback HTTP: for demo, tests and faults.

    python -m yardflow.sandbox --port 8090

Each provider answers under a path of its own (``/openai/v1``, ``/hubspot``, ``/sendgrid``,
``/websites``) and checks requests as the real one would, so that the real client packages can talk
to it. What it received is listed at ``GET /received``; ``POST /control`` makes it fail on purpose,
and ``PUT /control/clock`` sets its clock forward. The messages that SendGrid took are at
``GET /messages`` for programs and at ``/inbox`` for people. HubSpot's account is laid and read
under ``/control/hubspot``.
Everything is kept in memory, bounded, and gone at the end, but for those messages and that account
where a folder is given. The only key it takes is ``sandbox``.
"""
