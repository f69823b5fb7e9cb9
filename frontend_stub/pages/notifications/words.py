"""What the codes of what one is told are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "NotificationReason": {
        "TURN": term("reason to be told", "You can act"),
        "MISSED": term("reason to be told", "Your side missed its turn"),
        "CONCERNED": term("reason to be told", "About you"),
        "MENTIONED": term("reason to be told", "You were mentioned"),
        "ASSIGNED": term("reason to be told", "Assigned to you"),
        "BINDING": term("reason to be told", "Legally binds your organisation"),
        "OWNER": term("reason to be told", "You are the owner"),
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
        "PEOPLE": term("kind of notification", "People, roles and signing authorities"),
        "PROGRAMS": term("kind of notification", "Apps, identity providers and email domains"),
        "NOTES": term("kind of notification", "Notes and tasks"),
        "DEADLINES": term("kind of notification", "Upcoming deadlines"),
        "OTHER": term("kind of notification", "Everything else"),
    },
    "NotificationWay": {
        "TURN": term("when letters come", "Immediately when you can act, the rest each morning"),
        "AT_ONCE": term("when letters come", "Each one immediately"),
        "DIGEST": term("when letters come", "Everything each morning"),
        "NEVER": term("when letters come", "No emails"),
    },
}

DONE: Mapping[str, Term] = {
    "NotificationMarkRead": term("done", "The notification is marked as read."),
    "NotificationFollow": term("done", "You now follow it and get a notification of everything that happens here."),
    "NotificationStopFollowing": term(
        "done", "You no longer follow it. You still get a notification when something is waiting for you."
    ),
    "NotificationChoose": term("done", "Your choice is saved and applies from the next email."),
}
"""What is said once a form was taken, by its operation."""

TONES: Mapping[str, tuple[str, ...]] = {"warn": ("MISSED", "BINDING"), "info": ("TURN", "MENTIONED", "ASSIGNED")}
