"""What the codes and events of what happened at the reader's own door are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "SecurityAction": {
        "SIGN_IN": term("security event", "Sign-in"),
        "SIGN_OUT": term("security event", "Sign-out"),
        "FIRST_FACTOR": term("security event", "Password accepted, second step requested"),
        "CONFIRM": term("security event", "Confirmation"),
        "END_SESSION": term("security event", "Session ended"),
        "SWITCH_ORGANISATION": term("security event", "Change of organisation"),
        "SET_PASSWORD": term("security event", "Password set"),
        "RESET_PASSWORD": term("security event", "Password reset by email"),
        "ADD_PASSKEY": term("security event", "Passkey added"),
        "REMOVE_PASSKEY": term("security event", "Passkey removed"),
        "MAKE_RECOVERY_CODES": term("security event", "New recovery codes"),
        "CHANGE_PROFILE": term("security event", "Language or time zone changed"),
        "ACCEPT_INVITATION": term("security event", "Invitation accepted"),
        "APPLY": term("security event", "Application sent"),
        "LINK_IDENTITY": term("security event", "Work account linked"),
        "PROVISION": term("security event", "Changed by your organisation’s directory"),
        "AUTHORIZE": term("security event", "App allowed to act for you"),
        "REVOKE_GRANT": term("security event", "App access revoked"),
        "ISSUE_TOKEN": term("security event", "Token issued to an app"),
        "REFRESH_TOKEN": term("security event", "Token renewed for an app"),
        "REVOKE_TOKEN": term("security event", "App token revoked"),
        "REUSE": term("security event", "Token reused: the app’s access was revoked"),
        "AUTHENTICATE_CLIENT": term("security event", "App authenticated"),
        "CREATE_CLIENT": term("security event", "App registered"),
        "CHANGE_CLIENT": term("security event", "App changed"),
        "ROTATE_SECRET": term("security event", "New secret for an app"),
        "ROTATE_KEYS": term("security event", "Portal signing keys changed"),
        "CREATE_CONNECTION": term("security event", "Identity provider or directory added"),
        "CHANGE_CONNECTION": term("security event", "Identity provider or directory changed"),
        "VERIFY_DOMAIN": term("security event", "Email domain verified"),
    },
}

DONE: Mapping[str, Term] = {
    "ProfileChange": term("done", "Language and time zone are saved."),
    "SessionEnd": term("done", "The session is signed out."),
    "SessionEndOthers": term("done", "You are signed out everywhere else."),
    "PasskeyRemove": term("done", "The passkey is removed and can no longer be used to sign in."),
    "PasswordChange": term("done", "Your password is changed."),
    "OrganisationSwitch": term("done", "You are now acting for another organisation."),
    "CalendarFeedSwitchOff": term("done", "Your calendar no longer has an address."),
    "ApplicationTakeBack": term("done", "The app can no longer act for you."),
}
"""What is said once a form was taken, by its operation."""
