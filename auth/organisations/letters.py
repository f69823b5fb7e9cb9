"""What is written to whoever is not here yet."""

from portal import mail
from portal.mail import Letter
from portal.sentences import say


def send_application(company: str, link: str) -> Letter:
    """Not a word of whoever asked: the letter may go to anybody, and comes in the company's name."""
    return Letter(
        subject=say("{company}: send your application.", company=company),
        paragraphs=(
            say(
                "Someone entered this email address to apply as a partner of {company}. If it was you, use this link"
                " within 24 hours to send your application.",
                company=company,
            ),
            f"{mail.PORTAL}/register/{link}",
            say("The link works once. If it was not you, ignore this email."),
        ),
    )  # fmt: skip
