"""Dates and times in the reader's time zone."""

import reflex as rx


def moment(iso: rx.Var[str], *, date_only: bool = False) -> rx.Component:
    """An ISO moment as ``Nov 22, 2026, 7:52 AM``; nothing while it is empty."""
    return _time(
        iso, "{dateStyle:'medium'}" if date_only else "{dateStyle:'medium', timeStyle:'short'}"
    )


def clock_time(iso: rx.Var[str]) -> rx.Component:
    """An ISO moment as ``7:52 AM``; nothing while it is empty."""
    return _time(iso, "{timeStyle:'short'}")


def _time(iso: rx.Var[str], style: str) -> rx.Component:
    text: rx.Var[str] = rx.Var(f"new Date({iso!s}).toLocaleString('en-US', {style})", _var_type=str)
    text = text._replace(merge_var_data=iso._get_all_var_data())
    return rx.cond(
        iso != "", rx.el.time(text, date_time=iso, class_name="yf-num whitespace-nowrap")
    )
