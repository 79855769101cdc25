"""The worker: a small master, a process for each queue, and one for scheduler and health."""
