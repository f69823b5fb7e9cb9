"""The room of partners: accounts, relationships, places, authorities to sign and documents."""

from portal.access import Permission, Side
from portal.partners import actions, models, operations, queries
from portal.partners.documents import DOCUMENT, DOCUMENTS
from portal.partners.events import EVENTS
from portal.partners.membership import AUTHORITY, MEMBERSHIP
from portal.partners.models import ComplianceDocument, Membership, Organisation, SigningAuthority
from portal.partners.rules import ACCOUNT, RELATIONSHIP
from portal.room import Binding, Day, Fetching, Holding, Room, Steps, Subject, Timed

ROOM = Room(
    name="partners",
    models=(models,),
    events=EVENTS,
    machines=(ACCOUNT, RELATIONSHIP, MEMBERSHIP, AUTHORITY, DOCUMENT),
    timed=(
        Timed(Organisation, lambda s, it, now: operations.keep_account_time(s, partner_id=it, now=now)),
        Timed(Membership, lambda s, it, now: operations.keep_member_time(s, member_id=it, now=now)),
        Timed(ComplianceDocument, lambda s, it, now: operations.keep_document_time(s, document_id=it, now=now)),
    ),
    holds_files={ComplianceDocument.PREFIX: Holding(Permission.PARTNER_READ, Fetching.BOTH_SIDES)},
    subjects=(
        Subject(
            record=Organisation,
            title=lambda partner: partner.name,
            owners={Side.HOST: lambda partner: partner.manager_id},
            steps=Steps(
                lives=(ACCOUNT, RELATIONSHIP),
                needs=lambda partner: {**queries.account_of(partner), **queries.facts_of(partner)},
                possible=actions.of_partner,
                onward=(
                    "approve",
                    "requestInfo",
                    "reject",
                    "release",
                    "finishExit",
                    "cancelExit",
                    "apply",
                    "supplyInfo",
                    "agreeToStay",
                ),
            ),
        ),
        Subject(
            record=Membership,
            title=lambda member: member.name,
            concerns=lambda member: member.id,
            among=queries.is_no_strangers,
            steps=Steps(lives=(MEMBERSHIP,), needs=queries.place_of, possible=actions.of_member, onward=()),
        ),
        Subject(
            record=SigningAuthority,
            title=lambda authority: queries.member_of(authority).with_only_columns(Membership.name).scalar_subquery(),
            concerns=lambda authority: authority.membership_id,
            steps=Steps(
                lives=(AUTHORITY,),
                needs=queries.authority_facts,
                possible=actions.of_authority,
                onward=("accept", "refuse"),
            ),
            binding=(Binding(Day.ENDS, lambda authority: authority.valid_until, queries.is_in_force),),
        ),
        Subject(
            record=ComplianceDocument,
            title=queries.called,
            words={each.text: each for each in DOCUMENTS.values()},
            due=queries.to_be_replaced_by,
            owners={Side.HOST: lambda document: document.owner_id},
            steps=Steps(
                lives=(DOCUMENT,),
                needs=queries.document_facts,
                possible=actions.of_document,
                onward=("accept", "confirm", "upload", "refuse", "replace"),
            ),
            binding=(Binding(Day.ENDS, lambda document: document.valid_until, queries.counts),),
        ),
    ),
)
