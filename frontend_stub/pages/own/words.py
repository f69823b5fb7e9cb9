"""What the codes and events of what happened at the reader's own door are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "SecurityAction": {
        "SIGN_IN": term("security event", "Sign-in"),
        "SIGN_OUT": term("security event", "Sign-out"),
        "FIRST_FACTOR": term("security event", "Right password, second step asked for"),
        "CONFIRM": term("security event", "Confirmation"),
        "END_SESSION": term("security event", "Session ended"),
        "SWITCH_ORGANISATION": term("security event", "Change of organisation"),
        "SET_PASSWORD": term("security event", "Password set"),
        "RESET_PASSWORD": term("security event", "Password by mail"),
        "ADD_PASSKEY": term("security event", "Passkey added"),
        "REMOVE_PASSKEY": term("security event", "Passkey removed"),
        "MAKE_RECOVERY_CODES": term("security event", "New recovery codes"),
        "CHANGE_PROFILE": term("security event", "Language or time zone changed"),
        "ACCEPT_INVITATION": term("security event", "Invitation accepted"),
        "APPLY": term("security event", "Application sent"),
        "LINK_IDENTITY": term("security event", "Account linked with your company"),
        "PROVISION": term("security event", "Changed by your company's directory"),
        "AUTHORIZE": term("security event", "Program allowed to act for you"),
        "REVOKE_GRANT": term("security event", "What you allowed a program taken back"),
        "ISSUE_TOKEN": term("security event", "Token for a program"),
        "REFRESH_TOKEN": term("security event", "Token for a program renewed"),
        "REVOKE_TOKEN": term("security event", "Token of a program ended"),
        "REUSE": term("security event", "Token used a second time: the program was shut out"),
        "AUTHENTICATE_CLIENT": term("security event", "Sign-in of a program"),
        "CREATE_CLIENT": term("security event", "Program registered"),
        "CHANGE_CLIENT": term("security event", "Program changed"),
        "ROTATE_SECRET": term("security event", "New secret for a program"),
        "ROTATE_KEYS": term("security event", "New keys of the portal"),
        "CREATE_CONNECTION": term("security event", "Identity provider or directory added"),
        "CHANGE_CONNECTION": term("security event", "Identity provider or directory changed"),
        "VERIFY_DOMAIN": term("security event", "Mail domain proven"),
    },
}

DONE: Mapping[str, Term] = {
    "ProfileChange": term("done", "Language and time zone are saved."),
    "SessionEnd": term("done", "That session has ended."),
    "SessionEndOthers": term("done", "All your other sessions have ended."),
    "PasskeyRemove": term("done", "The passkey is removed and signs nobody in any more."),
    "PasswordChange": term("done", "Your password is changed."),
    "OrganisationSwitch": term("done", "You act for another organisation now."),
    "CalendarFeedSwitchOff": term("done", "Your calendar has no address any more."),
    "ApplicationTakeBack": term("done", "The program can do nothing for you any more."),
}
"""What is said once a form was taken, by its operation."""
