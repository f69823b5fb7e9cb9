"""What the codes of what one is told are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "NotificationReason": {
        "TURN": term("reason to be told", "You can act"),
        "MISSED": term("reason to be told", "Your side was waited for"),
        "CONCERNED": term("reason to be told", "About you"),
        "MENTIONED": term("reason to be told", "You were mentioned"),
        "ASSIGNED": term("reason to be told", "Given to you"),
        "BINDING": term("reason to be told", "Binds your organisation"),
        "OWNER": term("reason to be told", "You are in charge"),
        "MANAGER": term("reason to be told", "You look after this partner"),
        "ADMINISTRATOR": term("reason to be told", "You are an administrator"),
        "FOLLOWING": term("reason to be told", "You take part"),
    },
    "NotificationFamily": {
        "NEGOTIATION": term("kind of notification", "Negotiation: proposals and answers"),
        "CONTRACT": term("kind of notification", "Contracts: drafts, approval, in force, the end"),
        "SIGNATURE": term("kind of notification", "Signing"),
        "ACCOUNT": term("kind of notification", "Accounts of partners"),
        "RELATIONSHIP": term("kind of notification", "Relationship: stages and plans"),
        "PEOPLE": term("kind of notification", "People, roles and authorities to sign"),
        "PROGRAMS": term("kind of notification", "Programs, identity providers and mail domains"),
        "NOTES": term("kind of notification", "Notes and tasks"),
        "DEADLINES": term("kind of notification", "Deadlines that come near"),
        "OTHER": term("kind of notification", "Everything else"),
    },
    "NotificationWay": {
        "TURN": term("when letters come", "At once when you can act, the rest each morning"),
        "AT_ONCE": term("when letters come", "Each at once"),
        "DIGEST": term("when letters come", "All of it each morning"),
        "NEVER": term("when letters come", "No letters"),
    },
}

DONE: Mapping[str, Term] = {
    "NotificationMarkRead": term("done", "It is marked as read."),
    "NotificationFollow": term("done", "You follow it now, and are told of everything that happens here."),
    "NotificationStopFollowing": term("done", "You do not follow it any more. What waits for you still reaches you."),
    "NotificationChoose": term("done", "Your choice is saved and counts for the next letter."),
}
"""What is said once a form was taken, by its operation."""

TONES: Mapping[str, tuple[str, ...]] = {"warn": ("MISSED", "BINDING"), "info": ("TURN", "MENTIONED", "ASSIGNED")}
