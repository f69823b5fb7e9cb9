"""What happened to an opportunity, in words: for each event the sentences, the one that tells most first."""

from collections.abc import Mapping

from portal.room import PAIRS, WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "opportunity.drafted": (say("{who} drafted the opportunity.", who=WHO),),
    "opportunity.edited": (say("{who} changed the draft.", who=WHO),),
    "opportunity.discarded": (say("{who} discarded the draft.", who=WHO),),
    "opportunity.registered": (say("{who} registered the opportunity.", who=WHO),),
    "opportunity.offered": (say("{who} offered the opportunity to the partner.", who=WHO),),
    "opportunity.accepted": (say("{who} accepted the opportunity.", who=WHO),),
    "opportunity.declined": (
        say("{who} declined the opportunity.", who=WHO),
    ),
    "opportunity.placed": (say("The registration was compared with all that came before it."),),
    "opportunity.info_requested": (say("{who} asked for more information.", who=WHO),),
    "opportunity.info_given": (say("{who} gave the requested information.", who=WHO),),
    "opportunity.lapsed": (say("The questions were not answered in time, so the registration ended."),),
    "opportunity.conflict_found": (say("The registration conflicts with another one, so the company decides."),),
    "opportunity.protected": (
        say("The company did not decide within {silent_for} business days, so the opportunity is protected.",
            silent_for="silent_for"),
        say("{who} approved the registration: the opportunity is protected.", who=WHO),
    ),
    "opportunity.rejected": (
        say("{who} rejected the registration.", who=WHO),
    ),
    "opportunity.awarded": (say("{who} decided in favour of this registration, so it is protected.", who=WHO),),
    "opportunity.split": (
        say("{who} protected the parts that no one else holds: {pairs}.", who=WHO, pairs=PAIRS),
        say("{who} protected the parts that no one else holds.", who=WHO),
    ),
    "opportunity.rival_ended": (
        say("Something that it conflicts with has ended. The company still has to decide the conflict."),
    ),
    "opportunity.conflict_overdue": (say("The company did not decide in time. The executive sponsor has been told."),),
    "opportunity.updated": (say("{who} updated the opportunity.", who=WHO),),
    "opportunity.extension_asked": (say("{who} asked for a longer protection.", who=WHO),),
    "opportunity.protection_extended": (say("{who} extended the protection.", who=WHO),),
    "opportunity.extension_refused": (say("{who} refused to extend the protection.", who=WHO),),
    "opportunity.extended_by_silence": (
        say("The company did not answer within {silent_for} business days, so the protection was extended.",
            silent_for="silent_for"),
        say("The protection was extended without an answer."),
    ),
    "opportunity.paused": (say("A dispute about it was filed, so its time is paused."),),
    "opportunity.resumed": (say("There is no longer an open dispute about it, so its time continues."),),
    "opportunity.restored": (say("A dispute ended with this result: the opportunity is protected again."),),
    "opportunity.protection_ending": (say("The protection will end soon."),),
    "opportunity.won": (say("{who} won the sale.", who=WHO),),
    "opportunity.lost": (say("{who} recorded that the sale was lost.", who=WHO),),
    "opportunity.expired": (say("The protection has ended."),),
    "engagement.published": (
        say("{who} published version {number} of the rules of engagement.", who=WHO, number="number"),
        say("{who} published new rules of engagement.", who=WHO),
    ),
    "direct.opened": (say("{who} added the direct deal.", who=WHO),),
    "direct.touched": (say("{who} recorded activity on the direct deal.", who=WHO),),
    "direct.won": (say("{who} won the direct deal.", who=WHO),),
    "direct.lost": (say("{who} recorded that the direct deal was lost.", who=WHO),),
    "direct.lapsing": (say("There was no activity on the direct deal for some time, so it will end soon."),),
    "direct.lapsed": (say("There was no activity on the direct deal for too long, so it ended."),),
    "overlap.proposed": (say("{who} proposed a search for common customers.", who=WHO),),
    "overlap.agreed": (say("{who} agreed to the terms.", who=WHO),),
    "overlap.sent": (say("{who} sent the points of their side.", who=WHO),),
    "overlap.exchanged": (say("Both sides have sent their points. Each side now answers the other's."),),
    "overlap.answered": (say("{who} answered the other side's points.", who=WHO),),
    "overlap.completed": (say("Both sides have answered, so the portal compares the points."),),
    "overlap.counted": (
        say("The two sides have {shown} customers in common. Both must agree before either sees which ones.",
            shown="shown"),
        say("The number of common customers is known. Both sides must agree before either sees which ones."),
    ),
    "overlap.disclosed": (say("{who} agreed that each side can see which of its customers are common.", who=WHO),),
    "overlap.revealed": (
        say("The two sides have {shown} customers in common.", shown="shown"),
        say("Each side was shown which of its customers are common."),
    ),
    "overlap.cancelled": (say("{who} cancelled the search for common customers.", who=WHO),),
    "overlap.expired": (say("The search for common customers ended because its time ran out."),),
    "opportunity.withdrawn": (say("{who} withdrew the registration.", who=WHO),),
    "opportunity.ended_with_partner": (say("The partner has left, so the opportunity ended with its account."),),
    "suggestion.taken": (say("{who} accepted the suggestion.", who=WHO),),
    "suggestion.dismissed": (say("{who} dismissed the suggestion.", who=WHO),),
    "suggestion.came_back": (say("The suggestion has returned."),),
    "suggestion.ended": (say("The customer's purchases no longer support the suggestion."),),
    "product_number.set": (
        say("{who} set the partner's number for {product} to {number}.", who=WHO, product="product", number="number"),
        say("{who} set one of the partner's product numbers.", who=WHO),
    ),
    "product_number.removed": (
        say("{who} removed the partner's number {number} for {product}.", who=WHO, product="product", number="number"),
        say("{who} removed one of the partner's product numbers.", who=WHO),
    ),
    "suggestion.reopened": (say("The customer's purchases support the suggestion again."),),
}  # fmt: skip
