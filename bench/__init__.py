"""Figures of the product, each beside its bare floor in the same run.

``make bench`` runs every module here that has a ``measure()``; ``ONLY=health`` runs one. A module
returns a list of `bench.figures.Figure`; ``bench/results.json`` keeps them as
``{name, value, unit, floor, ratio, goal, ok}``.
"""
