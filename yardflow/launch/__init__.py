"""What `make run` does: embedded servers, the build, and the processes that make the product.

The product itself imports nothing from here but `child_processes`, with which a process ends with
its parent; the worker also takes from `restart` when a process of its own is started again.
"""
