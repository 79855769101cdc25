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


def relative(iso: rx.Var[str]) -> rx.Component:
    """An ISO moment as ``3 hours ago``, from a week on as its date; exactly on hover."""
    return _roughly(iso, _RELATIVE)


def until(iso: rx.Var[str]) -> rx.Component:
    """An ISO moment to come as ``in 3 hours``, from a week on as its date, then ``now``."""
    return _roughly(iso, _UNTIL)


def due(iso: rx.Var[str]) -> rx.Component:
    """An ISO moment by which something is to be done, in red once it has passed."""
    late = _script(iso, "at < Date.now() ? 'true' : 'false'")
    shown = rx.cond(late == "true", relative(iso), until(iso))
    return rx.el.span(shown, class_name="yf-due", custom_attrs={"data-late": late})


_RELATIVE = (
    "((minutes) => minutes < 1 ? 'a moment ago' : minutes < 60 ? `${minutes} min ago`"
    " : minutes < 1440 ? `${counted(minutes / 60, 'hour')} ago`"
    " : minutes < 10080 ? `${counted(minutes / 1440, 'day')} ago`"
    " : at.toLocaleString('en-US', {dateStyle: 'medium'}))(Math.floor((Date.now() - at) / 60000))"
)
_UNTIL = (
    "((minutes) => minutes < 1 ? 'now' : minutes < 60 ? `in ${minutes} min`"
    " : minutes < 1440 ? `in ${counted(minutes / 60, 'hour')}`"
    " : minutes < 10080 ? `in ${counted(minutes / 1440, 'day')}`"
    " : at.toLocaleString('en-US', {dateStyle: 'medium'}))(Math.ceil((at - Date.now()) / 60000))"
)
_COUNTED = "(count, unit) => `${Math.floor(count)} ${unit}${count < 2 ? '' : 's'}`"


def exactly(iso: rx.Var[str]) -> rx.Var[str]:
    """An ISO moment as the text ``Nov 22, 2026, 7:52 AM``."""
    return _script(iso, "at.toLocaleString('en-US', {dateStyle: 'medium', timeStyle: 'short'})")


def _roughly(iso: rx.Var[str], script: str) -> rx.Component:
    """What the script says of the moment; the exact one shows on hover."""
    text = _script(iso, f"((counted) => {script})({_COUNTED})")
    shown = rx.el.time(
        text, date_time=iso, title=exactly(iso), class_name="yf-num whitespace-nowrap"
    )
    return rx.cond(iso != "", shown)


def _time(iso: rx.Var[str], style: str) -> rx.Component:
    text = _script(iso, f"at.toLocaleString('en-US', {style})")
    return rx.cond(
        iso != "", rx.el.time(text, date_time=iso, class_name="yf-num whitespace-nowrap")
    )


def _script(iso: rx.Var[str], expression: str) -> rx.Var[str]:
    """The value in the browser of an expression over the moment ``at``."""
    script: rx.Var[str] = rx.Var(f"((at) => {expression})(new Date({iso!s}))", _var_type=str)
    return script._replace(merge_var_data=iso._get_all_var_data())
