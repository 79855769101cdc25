"""The worker: a small supervisor, a process for each queue, and one for scheduler and health."""
