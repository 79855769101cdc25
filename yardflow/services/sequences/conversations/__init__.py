"""What passes between us and a contact: what comes in is stored, read, and placed with whom it is
from.
"""
