"""The texts of the sample contracts, in our own words."""

import re
from collections.abc import Mapping

from portal.contracts.rules import Kind

_GOES_ON = re.compile(r"(?<=\S)\n(?=\S)")
"""The end of a line within a paragraph; an empty line ends one."""
_OPENING = """1. Purpose

This agreement says what {company} and {partner} expect of each other when {partner} {deed}. Where it is silent, the
parties look for the answer that keeps the relationship working.

2. Definitions

2.1 Business day

A day on which both parties work, counted in the calendar of each.

2.2 In writing

By a message in the shared portal that both parties can read and keep.

"""

_MIDDLE: Mapping[Kind, str] = {
    Kind.SUPPLY: """3. Orders and delivery

3.1 Forecast

{company} gives a rolling forecast for six months, on the first business day of each month. The first two months bind.

3.2 Delivery

{partner} delivers within 15 business days of an order, to the address in the order, between 8 and 16 o'clock.

3.3 Late delivery

For each full week of delay {company} may deduct 0.5 % of the value of the late lines, at most 5 %.

4. Quality

4.1 Inspection

{company} inspects goods within 10 business days. Defects that show only later are reported within 5 business days.

4.2 Rejected parts

Rejected parts are replaced within 10 business days. More than 500 rejected parts in a million in a quarter call for a
corrective plan within 15 business days.

5. Price and payment

Prices are fixed for twelve months. Invoices are paid within 30 days of receipt.
""",
    Kind.SERVICE: """3. Services

3.1 Scope

{partner} keeps the equipment listed in the annex in working order and answers calls from 7 to 19 o'clock.

3.2 Answer times

A call that stops production is answered within 2 hours and mended within 8; every other within 2 business days.

4. People

{partner} sends trained people only and names one person who knows the site.

5. Fees

The yearly fee is paid in four equal parts in advance. Parts are charged at cost plus 8 %.

6. Reports

{partner} sends a report each month with calls, causes and what was done so that they do not come back.
""",
    Kind.DISTRIBUTION: """3. Territory

{partner} sells the products in the territory named in the annex. {company} sends enquiries from there to {partner}.

4. Targets

4.1 Yearly target

The parties agree a target for each calendar year by 30 November of the year before.

4.2 Missed target

If less than 70 % is reached, the parties meet within 20 business days and agree what changes.

5. Prices

{partner} buys at list price less 32 % and sets its own prices.

6. Marketing

{company} pays half of agreed campaigns, up to 2 % of the purchases of the year before.

7. Stock

{partner} keeps stock for six weeks of sales and reports it on the last business day of each month.
""",
    Kind.CONFIDENTIALITY: """3. What is confidential

Everything that one party shows the other and that is not public, whether marked or not.

4. Care

Each party shows it only to people who need it, and tells them of this agreement.

5. Return

On request everything is returned or destroyed within 10 business days.
""",
    Kind.FRAMEWORK: """3. Call-offs

3.1 Order

Each call-off names what, when and at what price. It binds once both parties have confirmed it in writing.

3.2 Delivery

Of 100 lines 97 are delivered in full on the day that was confirmed. For lines that are late {company} may deduct 2.5 %
of their value in a quarter with less than 93 % on time, and 5 % in one with less than 88 %.

3.3 Quality

No more than 500 parts in a million are rejected in a quarter. More call for a corrective plan.

4. Payment

Invoices are paid within 30 days of their date, by bank transfer.

5. Meeting

The parties meet every quarter and look at deliveries, complaints, forecasts and new business.

6. Price review

Either party may ask for a review once a year, with figures. Until it ends the old prices stay.

7. Subcontractors

{partner} names its subcontractors and answers for them as for itself.
""",
}

_CLOSING = """
{n}. Confidentiality

What one party learns of the other's business it keeps to itself, for three years after the end.

{m}. Liability

Each party is liable for harm that it causes by fault. For slight negligence the sum is limited to the value of twelve
months under this agreement.

{o}. Disputes

The people in charge talk first, within 5 business days. Then their managers do, within 10 more. Only then does either
party go to court.

{p}. Law and place

The law named in the terms governs. The place of jurisdiction is Munich.
"""

DEEDS: Mapping[Kind, str] = {
    Kind.SUPPLY: "supplies parts and components",
    Kind.SERVICE: "maintains equipment",
    Kind.DISTRIBUTION: "distributes instruments",
    Kind.CONFIDENTIALITY: "and the other learn of each other's plans",
    Kind.FRAMEWORK: "works on several orders over the years",
}


ARGUED: Mapping[Kind, tuple[str, str]] = {
    Kind.SUPPLY: (
        "Price and payment",
        "Prices are fixed for twelve months. Invoices are paid within 45 days of receipt.",
    ),
    Kind.SERVICE: (
        "Fees",
        "The yearly fee is paid in twelve equal parts in advance. Parts are charged at cost plus 12 %.",
    ),
    Kind.DISTRIBUTION: ("Prices", "The distributor buys at list price less 36 % and sets its own prices."),
    Kind.CONFIDENTIALITY: ("Return", "On request everything is returned or destroyed within 20 business days."),
    Kind.FRAMEWORK: ("Price review", "Either party may ask for a review twice a year, with figures."),
}
"""The heading of the clause that each kind of contract is argued about, and the words a partner proposes for it."""

REVIEW = "The parties look at this again after twelve months."


def middle_way(kind: Kind) -> str:
    """What the company offers instead."""
    return (
        ARGUED[kind][1]
        .replace("45 days", "35 days")
        .replace("12 %", "10 %")
        .replace("36 %", "34 %")
        .replace("20 business days", "15 business days")
        .replace("twice a year", "once a year")
    )


def text(kind: Kind, company: str, partner: str) -> str:
    """The whole text of a sample contract."""
    middle = _MIDDLE[kind]
    last = max(int(line.split(".")[0]) for line in middle.splitlines() if line[:1].isdigit())
    numbers = dict(zip("nmop", range(last + 1, last + 5), strict=True))
    whole = _GOES_ON.sub(" ", _OPENING + middle + _CLOSING)
    return whole.format(company=company, partner=partner, deed=DEEDS[kind], **numbers)
