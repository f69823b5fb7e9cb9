"""Letters: written in the transaction that wants them, carried by the clock, once, and then forgotten."""

import email
import email.policy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from portal import delivery, errors, ids, mail
from portal.access import SYSTEM, AccessClass, Role
from portal.database.pools import Database
from portal.partners.models import Organisation
from portal.post import Folder, Post
from portal.settings import Settings
from tests.contracts.scene import As
from tests.mail.postbox import postbox
from tests.make import NOW, Make

LETTER: dict[str, Any] = {
    "to": "mira@partner.example",
    "subject": "Привет, Mira",
    "text": "Ein Gruß:\nhttps://portal.example/reset\n",
}


def settings(path: Path = Path(), smtp_url: str | None = None, **given: str) -> Settings:
    return Settings(path, None, "https://portal.example", b"secret", smtp_url=smtp_url, mail_from=given.get("sent", ""))


async def written(database: Database, make: Make) -> Organisation:
    """A partner with one letter that waits."""
    partner = await make.partner()
    await make.session.commit()
    async with database.transaction(AccessClass.SYSTEM) as session:
        await mail.send(session, partner_id=partner.id, **LETTER, now=NOW)
    return partner


async def rows(make: Make) -> list[tuple[object, ...]]:
    """(text, due in so many minutes, tries, sent, fault) of every letter."""
    found = await make.session.execute(
        text(
            "SELECT text, extract(epoch FROM due_at - created_at)::int / 60, tries, sent_at IS NOT NULL, fault "
            "FROM mail"
        )
    )
    result = [tuple(row) for row in found.all()]
    await make.session.commit()
    return result


async def test_a_letter_reaches_the_server_once_and_its_text_is_forgotten(
    database: Database, make_committed: Make
) -> None:
    await written(database, make_committed)
    async with postbox() as box:
        post = Post.of(settings(smtp_url=box.url))
        assert [await delivery.deliver(database, post, NOW) for _ in range(2)] == [1, 0]
    ((recipients, body),) = box.letters
    letter = email.message_from_bytes(body, policy=email.policy.default)
    assert (recipients, letter["From"], letter["To"]) == (
        [LETTER["to"]], "entente@portal.example", LETTER["to"],
    )  # fmt: skip
    assert (letter["Subject"], letter["Auto-Submitted"]) == (LETTER["subject"], "auto-generated")
    assert letter.get_content().replace("\r\n", "\n").rstrip(".\n") == LETTER["text"].rstrip()
    assert await rows(make_committed) == [("", None, 1, True, "")]


async def test_a_letter_has_its_html_its_thread_and_one_click_that_ends_such_letters(
    database: Database, make_committed: Make
) -> None:
    partner, about = await make_committed.partner(), ids.new()
    await make_committed.session.commit()
    whole = {
        "text": "Look: {portal}/x", "html": '<a href="{portal}/x">Look</a>', "language": "bg", "thread": about,
        "unsubscribe": "/unsubscribe/a-secret",
    }  # fmt: skip
    async with database.transaction(AccessClass.SYSTEM) as session:
        for _ in range(2):
            await mail.send(session, partner_id=partner.id, **{**LETTER, **whole}, now=NOW)
    async with postbox() as box:
        assert await delivery.deliver(database, Post.of(settings(smtp_url=box.url)), NOW) == 2
    letters = [email.message_from_bytes(body, policy=email.policy.default) for _, body in box.letters]
    assert len({letter["Message-ID"] for letter in letters}) == 2
    for letter in letters:
        root = f"<{about.hex}.thread@portal.example>"
        assert (letter["References"], letter["In-Reply-To"], letter["Content-Language"]) == (root, root, "bg")
        assert letter["List-Unsubscribe"] == "<https://portal.example/unsubscribe/a-secret>"
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert letter.get_content_type() == "multipart/alternative"
        plain, shown = [part.get_content().rstrip(".\r\n") for part in letter.iter_parts()]
        assert (plain, shown) == ("Look: https://portal.example/x", '<a href="https://portal.example/x">Look</a>')
    kept = await make_committed.session.execute(text("SELECT text, html, unsubscribe FROM mail"))
    assert [tuple(row) for row in kept.all()] == [("", "", "")] * 2


async def test_a_letter_about_nothing_that_nobody_ends_says_nothing_of_either(
    database: Database, make_committed: Make
) -> None:
    await written(database, make_committed)
    async with postbox() as box:
        await delivery.deliver(database, Post.of(settings(smtp_url=box.url)), NOW)
    names = set(email.message_from_bytes(box.letters[0][1]).keys())
    assert not names & {"References", "In-Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"}


def test_one_click_is_offered_where_nobody_listens_alone() -> None:
    post = Post("entente@localhost", Folder(Path()), "http://localhost:8000")
    row = mail.Mail(id=ids.new(), to="a@b.c", subject="s", text="t", created_at=NOW)
    row.unsubscribe = "/unsubscribe/x"
    letter = post.letter(row)
    assert letter["List-Unsubscribe"] == "<http://localhost:8000/unsubscribe/x>"
    assert letter["List-Unsubscribe-Post"] is None


async def test_a_server_that_is_away_is_tried_again_later_each_time_and_given_up_in_the_end(
    database: Database, make_committed: Make
) -> None:
    await written(database, make_committed)
    async with postbox() as box:
        url = box.url
    post, now, waits = Post.of(settings(smtp_url=url)), NOW, []
    for _ in range(delivery.TRIES):
        assert await delivery.deliver(database, post, now) == 0
        assert await delivery.deliver(database, post, now) == 0  # not due
        ((kept, due, _, sent, fault),) = await rows(make_committed)
        assert (sent, "ConnectionRefusedError" in str(fault)) == (False, True)
        waits.append(due)
        now += timedelta(hours=1)
    assert waits == [1, 62, 124, 188, 256, 332, 420, 480, 540, 600, 660, None]
    assert kept == ""


@pytest.mark.parametrize(
    ("answers", "due", "fault"),
    [
        ({"RCPT": "550 unknown"}, None, "AddressRefused: recipient refused: 550"),
        ({"RCPT": "550 5.1.1 unknown"}, None, "AddressRefused: recipient refused: 550 5.1.1"),
        ({"RCPT": "554 5.7.1 not for you"}, None, "Refused: recipient refused: 554 5.7.1"),
        ({"RCPT": "451 later"}, 1, "OSError: recipient refused: 451"),
        ({"RCPT": "450 4.2.0 greylisted"}, 1, "OSError: recipient refused: 450 4.2.0"),
        ({"DATA": "451 4.3.0 later"}, 1, "OSError: email refused: 451"),
        ({"DATA": "554 spam"}, None, "Refused: email refused: 554"),
        ({"MAIL": "452 full"}, 1, "SMTPSenderRefused: (452, b'full', 'entente@portal.example')"),
    ],
)
async def test_what_the_server_refuses_for_good_is_not_tried_again(
    database: Database, make_committed: Make, answers: dict[str, str], due: int | None, fault: str
) -> None:
    await written(database, make_committed)
    async with postbox() as box:
        box.answers = answers
        assert await delivery.deliver(database, Post.of(settings(smtp_url=box.url)), NOW) == 0
    assert box.letters == []
    assert await rows(make_committed) == [("" if due is None else LETTER["text"], due, 1, False, fault)]


async def test_without_a_server_letters_are_files_that_their_owner_alone_reads(
    database: Database, make_committed: Make, tmp_path: Path
) -> None:
    await written(database, make_committed)
    post = Post.of(settings(tmp_path, sent="portal@larkfield.example"))
    assert post.notice == (
        f"No mail server is set (PORTAL_SMTP_URL). Emails are written to {tmp_path / 'mail'}."
    )  # fmt: skip

    assert await delivery.deliver(database, post, NOW) == 1

    (file,) = (tmp_path / "mail").iterdir()
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (letter["From"], letter["Subject"]) == ("portal@larkfield.example", LETTER["subject"])
    assert (file.suffix, file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (".eml", 0o600, 0o700)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_a_mail_server_that_is_none_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_SMTP_URL looks like"):
        Post.of(settings(smtp_url=url))


@pytest.mark.parametrize("role", [Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.PLATFORM_ADMIN])
async def test_every_side_has_letters_sent_and_reads_none(make: Make, as_: As, role: Role) -> None:
    member = await make.member(await make.partner() if role.side == "PARTNER" else None, roles={role})
    partner = await make.partner(manager=member if role is Role.RELATIONSHIP_MANAGER else None)
    about = member.partner_id if role is Role.PARTNER_ADMIN else partner.id
    async with as_(await make.actor(member)) as session:
        await mail.send(session, partner_id=about, **LETTER, now=NOW)
    async with as_(SYSTEM) as session:
        assert await session.scalar(text("SELECT count(*) FROM mail")) == 1


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"to": "nobody"}, ("email",)), ({"to": ""}, ("email",)), ({"to": "a@b.c\nBcc: d@e.f"}, ("email",)),
        ({"to": f"{'a' * 251}@b.c"}, ("email",)), ({"to": "a@b.c, d@e.f"}, ("email",)), ({"to": "@b.c"}, ("email",)),
        ({"subject": ""}, ("subject",)), ({"subject": "x\r\nBcc: d@e.f"}, ("subject",)),
        ({"subject": "x" * 201}, ("subject",)), ({"text": "x" * 60_001}, ("text",)),
        ({"html": "x" * 400_001}, ("html",)),
    ],
)  # fmt: skip
async def test_a_letter_that_could_smuggle_or_go_nowhere_is_not_written(
    make: Make, as_: As, changed: dict[str, str], path: tuple[str, ...]
) -> None:
    partner = await make.partner()
    async with as_(SYSTEM) as session:
        with pytest.raises(errors.Invalid) as refusal:
            await mail.send(session, partner_id=partner.id, **{**LETTER, **changed}, now=NOW)
        assert refusal.value.path == path
        assert await session.scalar(text("SELECT count(*) FROM mail")) == 0
