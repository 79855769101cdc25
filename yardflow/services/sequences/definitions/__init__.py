"""What a sequence consists of: its steps, their JSON and words, and the versions published."""

from yardflow.services.sequences.definitions.versions import version

__all__ = ["version"]
