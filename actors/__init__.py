"""What is done out of band, and by the clock: ``python -m actors`` runs it all.

There is an actor for each kind of job that a domain declares (`kinds`); it looks job N up and does
its work. Importing this package opens no connection.
"""
