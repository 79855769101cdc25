"""What `make run` does: embedded servers, the build, and the processes that make the product.

The product itself imports nothing from here but `tether`, with which a process ends together
with its parent.
"""
