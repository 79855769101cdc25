"""What a contact's last run came to, where one stands: filled in, to decide, what would help."""

import reflex as rx

from yardflow.components.enrichment.badges import confidence_badge
from yardflow.components.enrichment.provenance import accept_or_reject
from yardflow.components.kit.buttons import submit
from yardflow.components.kit.in_place import text_input
from yardflow.components.kit.links import text_link
from yardflow.components.kit.times import relative
from yardflow.state.enrichment.enrich_now import EnrichNow
from yardflow.state.enrichment.result_view import FilledItem, QuestionItem, ResultView


def run_result(contact_id: rx.Var[int]) -> rx.Component:
    """For a record or a card. The page's state has to call `EnrichNow.watch` with results."""
    key = contact_id.to(str)
    result = EnrichNow.results[key]
    return rx.fragment(
        rx.el.div(EnrichNow.announced[key], role="status", class_name="yf-hidden-text"),
        rx.cond(
            EnrichNow.results.contains(key) & result.has_news & ~EnrichNow.shown[key].busy,
            rx.el.div(
                _filled(result),
                rx.cond(
                    result.questions,
                    rx.el.ul(
                        rx.foreach(result.questions, _question), class_name="yf-result-questions"
                    ),
                ),
                _advice(key, result),
                role="group",
                aria_label="Last run",
                class_name="yf-result",
            ),
        ),
    )


def _filled(result: rx.Var[ResultView]) -> rx.Component:
    return rx.el.p(
        rx.cond(
            result.filled,
            rx.fragment(
                rx.icon("sparkles", size=14, class_name="yf-result-icon"),
                rx.el.span("Filled in "),
                rx.foreach(result.filled, _value),
            ),
            rx.cond(
                result.questions,
                rx.el.span("Nothing filled in automatically"),
                rx.el.span("Nothing new found"),
            ),
        ),
        rx.el.span(relative(result.at), class_name="yf-hint whitespace-nowrap"),
        class_name="yf-result-filled",
    )


def _value(item: rx.Var[FilledItem]) -> rx.Component:
    return rx.el.span(
        rx.el.span(item.label, class_name="yf-muted"),
        " ",
        rx.el.span(item.value, class_name="font-medium [overflow-wrap:anywhere]"),
        class_name="yf-result-value",
    )


def _question(item: rx.Var[QuestionItem]) -> rx.Component:
    of_field = f"{item.label}: {item.value}"
    return rx.el.li(
        rx.el.span(
            rx.el.span(item.label, class_name="yf-muted"),
            " ",
            rx.el.span(item.value, class_name="font-medium [overflow-wrap:anywhere]"),
            title=item.why,
            class_name="min-w-0",
        ),
        confidence_badge(item.percent),
        accept_or_reject(
            of_field,
            accept=EnrichNow.accept(item.claim_id),
            reject=EnrichNow.reject(item.claim_id),
        ),
        key=item.claim_id.to(str),
    )


def _advice(key: rx.Var[str], result: rx.Var[ResultView]) -> rx.Component:
    return rx.cond(
        result.advice != "",
        rx.cond(
            result.wants_website,
            rx.form(
                rx.el.input(type="hidden", name="contact", default_value=key),
                rx.el.span(result.advice, class_name="yf-result-advice"),
                rx.el.div(
                    text_input(
                        "Company website",
                        "website",
                        "",
                        first=False,
                        input_mode="url",
                        placeholder="acme.com",
                        max_length=300,
                    ),
                    submit("Add", size="small"),
                    class_name="yf-result-form",
                ),
                rx.el.div(
                    EnrichNow.website_errors[key],
                    role="alert",
                    class_name="yf-error empty:hidden basis-full",
                ),
                key=key,
                on_submit=EnrichNow.add_website,
                custom_attrs={"data-kept": f"website {key}"},
                class_name="yf-result-help",
            ),
            rx.el.p(text_link(result.advice, result.account_href), class_name="yf-result-advice"),
        ),
    )
