"""The forms of a registration. Outsiders fill them in: they hold what was typed, and nothing that we know."""

from __future__ import annotations

from collections.abc import Mapping

from views import blocks
from views.blocks import Block
from views.words import Translator

SUBMIT, ADD_DETAILS = "registration_form", "registration_details"
DECIDE = "registration_decision"
COMPANY, DOMAIN, COUNTRY, CONTACT = "company", "domain", "country", "contact"
AMOUNT, DAY, PRODUCT = "amount", "day", "product"
EVIDENCE, RELATIONSHIP, DETAILS, REASON = "evidence", "relationship", "details", "reason"
SHORT, LONG = 200, 2000
"""Characters of a one-line field, and of a longer one."""


def form(t: Translator, metadata: str, values: Mapping[str, str]) -> Block:
    """Everything about the customer whom a partner registers; `values` by field."""

    def line(name: str, label: str, *, optional: bool = True, hint: str = "", example: str = "") -> Block:
        element = blocks.text_input(name, values.get(name, ""), length=SHORT, hint=example)
        return blocks.input_block(name, label, element, optional=optional, hint=hint)

    def words(name: str, label: str, hint: str = "") -> Block:
        element = blocks.text_input(name, values.get(name, ""), multiline=True, length=LONG)
        return blocks.input_block(name, label, element, optional=True, hint=hint)

    web = t.plain("Without one, somebody has to look first.")
    rows = [
        line(COMPANY, t.plain("Customer's legal name"), optional=False, example="Acme Manufacturing GmbH"),
        line(DOMAIN, t.plain("Their web site"), hint=web, example="acme.com"),
        line(COUNTRY, t.plain("Country")),
        line(CONTACT, t.plain("Contact there")),
        line(AMOUNT, t.plain("Expected amount"), optional=False, example=t.plain("12k, €12,000, 12万")),
        blocks.input_block(DAY, t.plain("Expected to close"), blocks.date_input(DAY), optional=True),
        line(PRODUCT, t.plain("Product")),
        words(EVIDENCE, t.plain("Evidence"), t.plain("A meeting, a request, a tender: what shows that it is yours.")),
        words(RELATIONSHIP, t.plain("Your relationship with them")),
    ]
    title, submit, close = t.plain("Register a deal"), t.plain("Register"), t.plain("Cancel")
    return blocks.modal(SUBMIT, title, rows, submit=submit, close=close, metadata=metadata)


def details(t: Translator, metadata: str, *, company: str, wanted: str) -> Block:
    """What a partner adds to one of their registrations."""
    text = t("*{company}*", company=company)
    if wanted:
        text = t("{company}: {question}", company=text, question=wanted)
    element = blocks.text_input(DETAILS, multiline=True, length=LONG)
    rows = [blocks.section(text), blocks.input_block(DETAILS, t.plain("What you know"), element)]
    title, submit, close = t.plain("Add details"), t.plain("Send"), t.plain("Cancel")
    return blocks.modal(ADD_DETAILS, title, rows, submit=submit, close=close, metadata=metadata)


def decision(t: Translator, metadata: str, *, title: str, label: str, hint: str = "", notice: str = "") -> Block:
    """Why one of us decides so, or what we want to know."""
    element = blocks.text_input(REASON, multiline=True, length=LONG)
    rows = [blocks.section(notice)] if notice else []
    rows.append(blocks.input_block(REASON, label, element, hint=hint))
    return blocks.modal(DECIDE, title, rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata)
