"""What happened to an account, a relationship, a place, a document, a program, in words: what tells most comes first.

The events of programs, providers and directories are written by the sign-in, which stands above; they are about the
organisation as well, and whoever tells of the journal finds them here.
"""

from collections.abc import Mapping

from portal.room import NAME, WHO, Told
from portal.sentences import say

_ACCOUNT: Mapping[str, Told] = {
    "partner.created": (say("{who} added the partner.", who=WHO),),
    "partner.corrected": (say("{who} corrected the partner's details.", who=WHO),),
    "partner.external_key_set": (say("{who} set an external key.", who=WHO),),
    "partner.external_key_removed": (say("{who} removed an external key.", who=WHO),),
    "partner.invited": (say("{who} invited the partner.", who=WHO),),
    "partner.applied": (say("{who} applied.", who=WHO),),
    "partner.activated": (say("{who} approved the partner.", who=WHO),),
    "partner.put_on_hold": (say("{who} put the partner on hold.", who=WHO),),
    "partner.released": (say("{who} lifted the hold on the partner.", who=WHO),),
    "partner.exit_started": (say("{who} started the exit.", who=WHO),),
    "partner.stay_agreed": (say("{who} agreed to stay.", who=WHO),),
    "partner.exit_cancelled": (say("{who} cancelled the exit.", who=WHO),),
    "partner.exit_overdue": (say("The date of the partner's exit has passed."),),
    "partner.offboarded": (say("{who} finished the exit.", who=WHO),),
    "partner.data_handed_over": (say("{who} downloaded everything agreed.", who=WHO),),
    "partner.info_requested": (say("{who} asked the applicant for more information.", who=WHO),),
    "partner.info_supplied": (say("{who} gave the requested information.", who=WHO),),
    "partner.rejected": (say("{who} rejected the application.", who=WHO),),
    "partner.invite_expired": (say("The invitation to apply has expired."),),
    "partner.review_overdue": (say("The decision on the application is overdue."),),
    "partner.hold_review_due": (say("The hold on the partner is due for review."),),
    "partner.manager_assigned": (say("{who} assigned the relationship manager.", who=WHO),),
    "relationship.dissolved": (say("{who} dissolved the relationship.", who=WHO),),
    "relationship.stage_changed": (say("{who} changed the stage of the relationship.", who=WHO),),
    "relationship.plan_proposed": (say("{who} proposed a relationship plan.", who=WHO),),
    "relationship.plan_agreed": (say("{who} agreed to the relationship plan.", who=WHO),),
}

_PEOPLE: Mapping[str, Told] = {
    "member.provisioned": (
        say("{who} added {name}.", who=WHO, name=NAME), say("{who} added someone.", who=WHO),
    ),
    "member.changed": (
        say("{who} changed the membership of {name}.",
        who=WHO, name=NAME), say(
            "{who} changed someone's membership.", who=WHO),
    ),
    "member.prepared": (
        say("{who} prepared a membership for {name}.", who=WHO, name=NAME),
        say("{who} prepared a membership for someone.", who=WHO),
    ),
    "member.invited": (
        say("{who} invited {name}.", who=WHO, name=NAME), say("{who} invited someone.", who=WHO),
    ),
    "member.invite_expired": (
        say("The invitation of {name} has expired.", name=NAME), say("An invitation has expired."),
    ),
    "member.joined": (
        say("{name} joined.", name=NAME), say("{who} joined.", who=WHO),
    ),
    "member.roles_changed": (
        say("{who} changed the roles of {name}.", who=WHO, name=NAME), say("{who} changed someone's roles.", who=WHO),
    ),
    "member.quota_set": (
        say("{who} recorded that {name} carries a sales quota.", who=WHO, name=NAME),
        say("{who} recorded that someone carries a sales quota.", who=WHO),
    ),
    "member.quota_ended": (
        say("{who} recorded that {name} no longer carries a sales quota.", who=WHO, name=NAME),
        say("{who} recorded that someone no longer carries a sales quota.", who=WHO),
    ),
    "member.suspended": (
        say("{who} suspended {name}.", who=WHO, name=NAME), say("{who} suspended someone.", who=WHO),
    ),
    "member.restored": (
        say("{who} restored the access of {name}.", who=WHO, name=NAME), say("{who} restored someone's access.",
        who=WHO),
    ),
    "member.removed": (
        say("{who} removed {name}.", who=WHO, name=NAME), say("{who} removed someone.", who=WHO),
    ),
    "authority.proposed": (
        say("{who} granted {name} signing authority, for a second person to accept.", who=WHO, name=NAME),
        say("{who} granted a signing authority, for a second person to accept.", who=WHO),
    ),
    "authority.accepted": (
        say("{who} accepted the signing authority of {name}.", who=WHO, name=NAME),
        say("{who} accepted a signing authority.", who=WHO),
    ),
    "authority.refused": (
        say("{who} refused the signing authority of {name}.", who=WHO, name=NAME),
        say("{who} refused a signing authority.", who=WHO),
    ),
    "authority.revoked": (
        say("{who} revoked the signing authority of {name}.", who=WHO, name=NAME),
        say("{who} revoked a signing authority.", who=WHO),
    ),
}  # fmt: skip

_DOCUMENTS: Mapping[str, Told] = {
    "document.requested": (say("{who} asked for a document.", who=WHO),),
    "document.uploaded": (say("{who} uploaded a document.", who=WHO),),
    "document.confirmed": (say("{who} confirmed the bank account as the second person.", who=WHO),),
    "document.accepted": (say("{who} accepted a document.", who=WHO),),
    "document.refused": (say("{who} refused a document.", who=WHO),),
    "document.new_one_brought": (say("{who} uploaded a new document to replace this one.", who=WHO),),
    "document.replaced": (say("A new document has replaced this one."),),
    "document.withdrawn": (say("{who} withdrew the request for a document.", who=WHO),),
    "document.waived": (say("A document is no longer required."),),
    "document.closed": (say("A document is no longer needed because the partner has left."),),
    "document.still_missing": (say("A requested document is still missing."),),
    "document.review_overdue": (say("The review of a document is overdue."),),
    "document.expiring": (
        say("A document will expire within {reminded} days.", reminded="reminded"), say("A document will expire soon."),
    ),
    "document.expired": (say("A document has expired."),),
    "file.fetched": (
        say("{who} downloaded the file “{name}”.", who=WHO, name=NAME), say("{who} downloaded a file.", who=WHO),
    ),
    "document.requirement_set": (say("{who} set which documents are required.", who=WHO),),
    "document.requirement_ended": (say("{who} ended a requirement for documents.", who=WHO),),
}  # fmt: skip

_PROGRAMS: Mapping[str, Told] = {
    "client.registered": (say("{who} registered an app.", who=WHO),),
    "client.changed": (say("{who} changed an app.", who=WHO),),
    "client.reassigned": (say("{who} changed the owner of an app.", who=WHO),),
    "client.disabled": (say("{who} disabled an app.", who=WHO),),
    "client.secret_made": (say("{who} generated a new secret for an app.", who=WHO),),
    "provisioning.token_made": (say("{who} created a provisioning token.", who=WHO),),
    "provisioning.token_ended": (say("{who} revoked a provisioning token.", who=WHO),),
    "connection.created": (say("{who} added an identity provider.", who=WHO),),
    "connection.changed": (say("{who} changed an identity provider.", who=WHO),),
    "connection.disabled": (say("{who} turned an identity provider off.", who=WHO),),
    "connection.enabled": (say("{who} turned an identity provider back on.", who=WHO),),
    "connection.secret_set": (say("{who} set the secret of an identity provider.", who=WHO),),
    "domain.added": (say("{who} added an email domain.", who=WHO),),
    "domain.removed": (say("{who} removed an email domain.", who=WHO),),
    "domain.verified": (say("{who} verified an email domain.", who=WHO),),
    "domain.assigned": (say("{who} assigned an email domain to another identity provider.", who=WHO),),
    "domain.lapsed": (say("An email domain is no longer verified."),),
}

EVENTS: Mapping[str, Told] = {**_ACCOUNT, **_PEOPLE, **_DOCUMENTS, **_PROGRAMS}
