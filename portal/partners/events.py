"""What happened to an account, a relationship, a place, a document, a program, in words: what tells most comes first.

The events of programs, providers and directories are written by the sign-in, which stands above; they are about the
organisation as well, and whoever tells of the journal finds them here.
"""

from collections.abc import Mapping

from portal.room import NAME, WHO, Told
from portal.sentences import say

_ACCOUNT: Mapping[str, Told] = {
    "partner.created": (say("{who} added the partner.", who=WHO),),
    "partner.corrected": (say("{who} corrected what was entered of the partner.", who=WHO),),
    "partner.external_key_set": (say("{who} said what another system calls the partner.", who=WHO),),
    "partner.external_key_removed": (say("{who} took an external key back.", who=WHO),),
    "partner.invited": (say("{who} invited the partner.", who=WHO),),
    "partner.applied": (say("{who} applied.", who=WHO),),
    "partner.activated": (say("{who} approved the partner.", who=WHO),),
    "partner.put_on_hold": (say("{who} put the partner on hold.", who=WHO),),
    "partner.released": (say("{who} lifted the hold on the partner.", who=WHO),),
    "partner.exit_started": (say("{who} began the exit.", who=WHO),),
    "partner.stay_agreed": (say("{who} agreed to stay.", who=WHO),),
    "partner.exit_cancelled": (say("{who} cancelled the exit.", who=WHO),),
    "partner.exit_overdue": (say("The date of the partner's exit is over."),),
    "partner.offboarded": (say("{who} finished the exit.", who=WHO),),
    "partner.data_handed_over": (say("{who} fetched all that was agreed as a file.", who=WHO),),
    "partner.info_requested": (say("{who} asked the applicant for more information.", who=WHO),),
    "partner.info_supplied": (say("{who} answered what was asked for.", who=WHO),),
    "partner.rejected": (say("{who} rejected the application.", who=WHO),),
    "partner.invite_expired": (say("The invitation to apply is over."),),
    "partner.review_overdue": (say("The decision on the application is overdue."),),
    "partner.hold_review_due": (say("The hold on the partner is due to be looked at again."),),
    "partner.manager_assigned": (say("{who} named the relationship manager.", who=WHO),),
    "relationship.dissolved": (say("{who} dissolved the relationship.", who=WHO),),
    "relationship.stage_changed": (say("{who} changed the stage of the relationship.", who=WHO),),
    "relationship.plan_proposed": (say("{who} proposed a plan for the relationship.", who=WHO),),
    "relationship.plan_agreed": (say("{who} agreed to the plan for the relationship.", who=WHO),),
}

_PEOPLE: Mapping[str, Told] = {
    "member.provisioned": (
        say("{who} entered {name}.", who=WHO, name=NAME), say("{who} entered somebody.", who=WHO),
    ),
    "member.changed": (
        say("{who} changed the place of {name}.", who=WHO, name=NAME), say("{who} changed somebody's place.", who=WHO),
    ),
    "member.prepared": (
        say("{who} prepared a place for {name}.", who=WHO, name=NAME),
        say("{who} prepared a place for somebody.", who=WHO),
    ),
    "member.invited": (
        say("{who} invited {name}.", who=WHO, name=NAME), say("{who} invited somebody.", who=WHO),
    ),
    "member.invite_expired": (
        say("The invitation of {name} is over.", name=NAME), say("An invitation is over."),
    ),
    "member.joined": (
        say("{name} joined.", name=NAME), say("{who} joined.", who=WHO),
    ),
    "member.roles_changed": (
        say("{who} changed the roles of {name}.", who=WHO, name=NAME), say("{who} changed somebody's roles.", who=WHO),
    ),
    "member.quota_set": (
        say("{who} said that {name} carries a sales quota.", who=WHO, name=NAME),
        say("{who} said that somebody carries a sales quota.", who=WHO),
    ),
    "member.quota_ended": (
        say("{who} said that {name} carries no sales quota any more.", who=WHO, name=NAME),
        say("{who} said that somebody carries no sales quota any more.", who=WHO),
    ),
    "member.suspended": (
        say("{who} suspended {name}.", who=WHO, name=NAME), say("{who} suspended somebody.", who=WHO),
    ),
    "member.restored": (
        say("{who} let {name} in again.", who=WHO, name=NAME), say("{who} let somebody in again.", who=WHO),
    ),
    "member.removed": (
        say("{who} removed {name}.", who=WHO, name=NAME), say("{who} removed somebody.", who=WHO),
    ),
    "authority.proposed": (
        say("{who} proposed that {name} may sign.", who=WHO, name=NAME),
        say("{who} proposed an authority to sign.", who=WHO),
    ),
    "authority.accepted": (
        say("{who} accepted that {name} may sign.", who=WHO, name=NAME),
        say("{who} accepted an authority to sign.", who=WHO),
    ),
    "authority.refused": (
        say("{who} refused that {name} may sign.", who=WHO, name=NAME),
        say("{who} refused an authority to sign.", who=WHO),
    ),
    "authority.revoked": (
        say("{who} ended the authority of {name} to sign.", who=WHO, name=NAME),
        say("{who} revoked an authority to sign.", who=WHO),
    ),
}  # fmt: skip

_DOCUMENTS: Mapping[str, Told] = {
    "document.requested": (say("{who} asked for a document.", who=WHO),),
    "document.uploaded": (say("{who} uploaded a document.", who=WHO),),
    "document.confirmed": (say("{who} confirmed the bank account as the second person.", who=WHO),),
    "document.accepted": (say("{who} accepted a document.", who=WHO),),
    "document.refused": (say("{who} refused a document.", who=WHO),),
    "document.new_one_brought": (say("{who} uploaded a new document in place of this one.", who=WHO),),
    "document.replaced": (say("A new document has taken the place of this one."),),
    "document.withdrawn": (say("{who} withdrew the request for a document.", who=WHO),),
    "document.waived": (say("A document is not required any more."),),
    "document.closed": (say("A document is not needed any more, as the partner has left."),),
    "document.still_missing": (say("A document that was asked for is still missing."),),
    "document.review_overdue": (say("The answer to a document is overdue."),),
    "document.expiring": (
        say("A document expires within {reminded} days.", reminded="reminded"), say("A document expires soon."),
    ),
    "document.expired": (say("A document has expired."),),
    "file.fetched": (
        say("{who} downloaded the file “{name}”.", who=WHO, name=NAME), say("{who} downloaded a file.", who=WHO),
    ),
    "document.requirement_set": (say("{who} said which documents are required.", who=WHO),),
    "document.requirement_ended": (say("{who} ended a requirement for documents.", who=WHO),),
}  # fmt: skip

_PROGRAMS: Mapping[str, Told] = {
    "client.registered": (say("{who} registered a program.", who=WHO),),
    "client.changed": (say("{who} changed a program.", who=WHO),),
    "client.reassigned": (say("{who} handed a program over.", who=WHO),),
    "client.disabled": (say("{who} ended a program.", who=WHO),),
    "client.secret_made": (say("{who} made a new secret for a program.", who=WHO),),
    "provisioning.token_made": (say("{who} made a provisioning token.", who=WHO),),
    "provisioning.token_ended": (say("{who} ended a provisioning token.", who=WHO),),
    "connection.created": (say("{who} added an identity provider.", who=WHO),),
    "connection.changed": (say("{who} changed an identity provider.", who=WHO),),
    "connection.disabled": (say("{who} switched an identity provider off.", who=WHO),),
    "connection.enabled": (say("{who} took an identity provider into use again.", who=WHO),),
    "connection.secret_set": (say("{who} set the secret of an identity provider.", who=WHO),),
    "domain.added": (say("{who} added a mail domain.", who=WHO),),
    "domain.removed": (say("{who} removed a mail domain.", who=WHO),),
    "domain.verified": (say("{who} proved a mail domain.", who=WHO),),
    "domain.assigned": (say("{who} gave a mail domain to another identity provider.", who=WHO),),
    "domain.lapsed": (say("A mail domain is no longer proven."),),
}

EVENTS: Mapping[str, Told] = {**_ACCOUNT, **_PEOPLE, **_DOCUMENTS, **_PROGRAMS}
