"""What `make run` does: embedded servers, the build, and the processes that make the product.

Nothing in the product imports this package; it only starts things.
"""
