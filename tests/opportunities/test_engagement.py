"""Rules of engagement are published version by version, read by both sides, and judge what came in under them."""

import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.access import Role
from portal.opportunities import operations
from portal.opportunities.models import ConflictCase, EngagementRules
from portal.opportunities.rules import engagement, publishing
from portal.opportunities.rules.engagement import Advice, Answer, Grounds, Rule, Verdict
from portal.opportunities.rules.publishing import Standing
from portal.opportunities.rules.statuses import RejectionCode
from tests.moment import NOW
from tests.opportunities.scene import Scene

DAY = timedelta(days=1)
TODAY = NOW.date()
SHORTER = (Rule.TERRITORY, Rule.SPLIT, Rule.EARLIEST_FILING)


async def published(scene: Scene, rules: Any = SHORTER, valid_from: date = TODAY + DAY, **more: Any) -> EngagementRules:
    legal = await scene.one(Role.LEGAL)
    made: EngagementRules = await scene.do(legal, operations.publish_rules, rules=rules, valid_from=valid_from, **more)
    return made


async def versions(scene: Scene) -> list[EngagementRules]:
    found = select(EngagementRules).order_by(EngagementRules.number)
    return list((await scene.make.session.scalars(found)).all())


async def conflict(scene: Scene, of: Any) -> ConflictCase:
    found = select(ConflictCase).where(ConflictCase.opportunity_id == of.id)
    return (await scene.make.session.scalars(found)).one()


async def test_every_database_comes_with_the_rules_of_the_code(scene: Scene) -> None:
    (shipped,) = await versions(scene)
    assert (shipped.number, shipped.valid_from) == (1, publishing.FIRST_DAY)
    assert shipped.rules == list(engagement.ORDER)
    assert shipped.document == publishing.SHIPPED
    assert shipped.sha256 == sha256(publishing.SHIPPED.encode()).hexdigest()


async def test_what_came_in_is_judged_by_the_rules_of_its_day(scene: Scene) -> None:
    made = await published(scene)
    assert (made.number, made.published_by_name) == (2, "Lee Legal")
    assert json.loads(made.document)["rules"][0]["rule"] == "TERRITORY"
    assert sha256(made.document.encode()).hexdigest() == made.sha256
    await scene.registered()
    before = await scene.registered(scene.theirs, places=False)
    await scene.follow(NOW + 2 * DAY)
    assert (await conflict(scene, before)).rules_version == 1
    third = await scene.make.partner(name="Third Distribution")
    after = await scene.registered(await scene.make.member(third, name="Tess"), now=NOW + DAY)
    judged = await conflict(scene, after)
    assert judged.rules_version == 2
    assert [each["rule"] for each in judged.verdicts] == list(SHORTER)


@pytest.mark.parametrize(
    ("rules", "valid_from", "sentence"),
    [
        (SHORTER[:2], TODAY + DAY, "The earliest registration decides in the end, so this rule always applies."),
        ((*SHORTER, Rule.SPLIT), TODAY + DAY, "Name each rule once."),
        (engagement.ORDER, TODAY + DAY, "These rules are the same as the latest version."),
        (
            SHORTER, TODAY,
            ("New rules can apply from tomorrow at the earliest. Registrations that have already arrived"
                    " are judged by the old rules."),
        ),
        (SHORTER, TODAY + 400 * DAY, "Announce new rules at most a year in advance."),
    ],
)  # fmt: skip
async def test_what_cannot_be_published(scene: Scene, rules: Any, valid_from: date, sentence: str) -> None:
    legal = await scene.one(Role.LEGAL)
    refused = await scene.refused(legal, operations.publish_rules, rules=rules, valid_from=valid_from)
    assert refused == ("BLOCKED", "", sentence)


async def test_a_version_follows_the_newest(scene: Scene) -> None:
    await published(scene, valid_from=TODAY + 5 * DAY)
    legal = await scene.one(Role.LEGAL)
    given = {"rules": engagement.ORDER, "valid_from": TODAY + 5 * DAY}
    refused = await scene.refused(legal, operations.publish_rules, **given)
    assert refused[2] == "The latest version applies from the same day or a later one."
    await published(scene, engagement.ORDER, TODAY + 6 * DAY)
    assert [each.number for each in await versions(scene)] == [1, 2, 3]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.LEGAL, Role.SYSTEM}])
async def test_nobody_but_legal_publishes_rules(scene: Scene, role: Role) -> None:
    who = await scene.make.member(scene.partner if role.value.startswith("P") else None, roles={role})
    code, _, _ = await scene.refused(who, operations.publish_rules, rules=SHORTER, valid_from=TODAY + DAY)
    assert code == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("number", "valid_from"), [(3, "2026-04-01"), (2, "2026-01-01"), (2, "2025-12-31"), (1, "2026-04-01")]
)
async def test_the_database_takes_no_version_that_overlaps_or_leaves_a_gap(
    scene: Scene, number: int, valid_from: str
) -> None:
    content = f"""INSERT INTO rules_of_engagement (id, number, valid_from, rules, document, sha256, published_at)
      VALUES (gen_random_uuid(), {number}, '{valid_from}', ARRAY['EARLIEST_FILING'], '', '{sha256(b"").hexdigest()}',
      now())"""
    with pytest.raises(DBAPIError, match="follows the newest"):
        async with scene.make.session.begin_nested():
            await scene.make.session.execute(text(content))


async def test_the_database_keeps_the_digest_and_every_version(scene: Scene) -> None:
    wrong = """INSERT INTO rules_of_engagement (id, number, valid_from, rules, document, sha256, published_at)
      VALUES (gen_random_uuid(), 2, '2026-04-01', ARRAY['EARLIEST_FILING'], 'x', repeat('0', 64), now())"""
    for statement, refusal in (
        (wrong, "digest_of_document"), ("UPDATE rules_of_engagement SET valid_from = '2026-02-01'", "never changed"),
        ("DELETE FROM rules_of_engagement", "never changed"),
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match=refusal):
            async with scene.make.session.begin_nested():
                await scene.make.session.execute(text(statement))


def test_rules_that_forbid_come_before_those_that_give_and_both_in_their_order() -> None:
    yes, no = Answer.YES, Answer.NO
    split_first = {Rule.SPLIT: yes, Rule.EARLIEST_FILING: yes}
    assert engagement.advice(split_first) == (Advice.SPLIT, Rule.SPLIT)
    assert engagement.advice(dict(reversed(split_first.items()))) == (Advice.AWARD, Rule.EARLIEST_FILING)
    forbidden = {**split_first, Rule.AUTHORISATION: no, Rule.TERRITORY: no}
    assert engagement.advice(forbidden) == (Advice.REJECT, Rule.AUTHORISATION)
    assert engagement.advice({Rule.INCUMBENT: yes, Rule.EARLIEST_FILING: no}) == (Advice.REJECT, Rule.EARLIEST_FILING)


def test_a_version_is_announced_then_in_force_then_former() -> None:
    first, last = TODAY, TODAY + DAY
    found = [publishing.standing(first, last, first + day * DAY) for day in (-1, 0, 1, 2)]
    assert found == [Standing.ANNOUNCED, Standing.IN_FORCE, Standing.IN_FORCE, Standing.FORMER]
    assert publishing.standing(first, None, first + 900 * DAY) is Standing.IN_FORCE


def test_every_rule_has_its_meaning() -> None:
    assert engagement.MEANS.keys() == set(Rule)


FILED, BEFORE = date(2026, 5, 2), date(2026, 5, 1)


def said(rule: Rule, answer: Answer = Answer.NO, **fact: date) -> Verdict:
    return Verdict(rule=rule, answer=answer, fact={name: day.isoformat() for name, day in fact.items()})


EARLIER = said(Rule.EARLIEST_FILING, filedOn=FILED, earliestOn=BEFORE)
DIRECT = said(Rule.EARLIEST_FILING, filedOn=FILED, earliestOn=BEFORE, directOpenedOn=BEFORE, directActiveOn=FILED)
ABROAD, UNCOVERED = said(Rule.TERRITORY), said(Rule.AUTHORISATION)


@pytest.mark.parametrize(
    ("verdicts", "wanted"),
    [
        ([EARLIER], Grounds(RejectionCode.EARLIER_REGISTRATION, BEFORE)),
        ([DIRECT], Grounds(RejectionCode.ACTIVE_DIRECT_DEAL, BEFORE)),
        ([said(Rule.INCUMBENT, wonOn=BEFORE)], Grounds(RejectionCode.EXISTING_CUSTOMER_SAME_SCOPE, BEFORE)),
        ([ABROAD], Grounds(RejectionCode.OUTSIDE_TERRITORY)),
        ([UNCOVERED], Grounds(RejectionCode.PRODUCT_NOT_AUTHORISED)),
        ([EARLIER, UNCOVERED, ABROAD], Grounds(RejectionCode.PRODUCT_NOT_AUTHORISED)),
        ([EARLIER, said(Rule.SPLIT, Answer.YES)], Grounds(RejectionCode.EARLIER_REGISTRATION, BEFORE)),
        (
            [said(Rule.EARLIEST_FILING, filedOn=FILED, earliestOn=BEFORE, directOpenedOn=FILED)],
            Grounds(RejectionCode.EARLIER_REGISTRATION, BEFORE),
        ),
        ([said(Rule.EARLIEST_FILING, filedOn=BEFORE, earliestOn=FILED), said(Rule.SPLIT)], None),
        ([said(Rule.EARLIEST_FILING, Answer.YES, filedOn=BEFORE, earliestOn=FILED), said(Rule.SPLIT)], None),
        ([said(each, Answer.NOT_APPLICABLE) for each in Rule], None),
        ([], None),
    ],
    ids=[
        "earlier", "direct", "incumbent", "territory", "authorisation", "forbidden", "split", "direct-later",
        "protected-later", "first", "silent", "none",
    ],
)  # fmt: skip
def test_what_the_rules_reject_for_is_a_code_of_a_rejection_and_the_day_of_the_older_right(
    verdicts: list[Verdict], wanted: Grounds | None
) -> None:
    assert engagement.grounds(verdicts) == wanted
    assert engagement.kept(each.content for each in verdicts) == tuple(verdicts)


def test_each_rule_that_can_say_no_alone_has_its_code() -> None:
    assert set(engagement.AGAINST) == set(Rule) - {Rule.SPLIT}
