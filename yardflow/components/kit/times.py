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
    """An ISO moment as ``3 h ago``, from a week on as its date; the exact one shows on hover."""
    return _roughly(iso, _RELATIVE)


def until(iso: rx.Var[str]) -> rx.Component:
    """An ISO moment to come as ``in 3 h``, from a week on as its date; ``now`` once it is there."""
    return _roughly(iso, _UNTIL)


def due(iso: rx.Var[str]) -> rx.Component:
    """An ISO moment by which something is to be done, in red once it has passed."""
    late = _script(iso, "at < Date.now() ? 'true' : 'false'")
    shown = rx.cond(late == "true", relative(iso), until(iso))
    return rx.el.span(shown, class_name="yf-due", custom_attrs={"data-late": late})


_RELATIVE = (
    "((minutes) => minutes < 1 ? 'a moment ago' : minutes < 60 ? `${minutes} min ago`"
    " : minutes < 1440 ? `${Math.floor(minutes / 60)} h ago`"
    " : minutes < 10080 ? `${Math.floor(minutes / 1440)} d ago`"
    " : at.toLocaleString('en-US', {dateStyle: 'medium'}))(Math.floor((Date.now() - at) / 60000))"
)


_UNTIL = (
    "((minutes) => minutes < 1 ? 'now' : minutes < 60 ? `in ${minutes} min`"
    " : minutes < 1440 ? `in ${Math.floor(minutes / 60)} h`"
    " : minutes < 10080 ? `in ${Math.floor(minutes / 1440)} d`"
    " : at.toLocaleString('en-US', {dateStyle: 'medium'}))(Math.ceil((at - Date.now()) / 60000))"
)


def _roughly(iso: rx.Var[str], script: str) -> rx.Component:
    """What the script says of the moment; the exact one shows on hover."""
    text = _script(iso, script)
    exact = _script(iso, "at.toLocaleString('en-US', {dateStyle: 'medium', timeStyle: 'short'})")
    shown = rx.el.time(text, date_time=iso, title=exact, class_name="yf-num whitespace-nowrap")
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
