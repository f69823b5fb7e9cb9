"""What the codes and events of signing in and consent are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "Scope": {
        "contracts:read": term("scope", "See your contracts and their negotiation"),
        "contracts:write": term("scope", "See your contracts; draft, negotiate and manage them for you"),
        "contracts:sign": term("scope", "See your contracts; agree to them, approve and sign them in your name"),
        "partners:read": term("scope", "See partner organisations"),
        "partners:write": term("scope", "See partner organisations; enter them and decide about them for you"),
        "members:read": term("scope", "See the people of organisations"),
        "members:write": term("scope", "See the people of organisations; invite, suspend and remove them for you"),
        "expectations:read": term("scope", "See what each side expects of the other, with all values and facts"),
        "expectations:write": term(
            "scope", "See expectations; propose them, contest values and answer what is contested for you"
        ),
        "facts:write": term("scope", "See expectations; bring the facts that values are measured from"),
        "opportunities:read": term(
            "scope", "See opportunities: with which customer, how long they are protected and what was decided"
        ),
        "fees:read": term("scope", "See fees: what was earned, held, approved and paid"),
        "fees:write": term(
            "scope", "See fees; set schedules, approve, hold and correct fees, and record what was paid for you"
        ),
        "opportunities:write": term(
            "scope", "See opportunities; register and offer them, decide about them, and win or lose them for you"
        ),
        "obligations:read": term("scope", "See what each side owes the other by which day, with the evidence"),
        "obligations:write": term(
            "scope", "See obligations; propose them, bring evidence, answer it and decide about them for you"
        ),
        "disputes:read": term("scope", "See disputes: what is contested, the papers and what both sides said and did"),
        "disputes:write": term(
            "scope", "See disputes; file them, bring papers, answer, make and answer offers and go on with them for you"
        ),
        "notes:read": term("scope", "See notes and tasks on what you may see, your side's internal ones too"),
        "notes:write": term("scope", "See notes and tasks; write notes, and give and finish tasks for you"),
        "boundaries:read": term("scope", "See the boundaries that the two sides agree on"),
        "boundaries:write": term(
            "scope", "See boundaries; propose them, agree to them, end them and give leave to cross them for you"
        ),
        "activity:read": term(
            "scope",
            "See what happened to anything you may see, what waits for whom and which days bind, with their titles",
        ),
        "clients:write": term("scope", "Register your organisation's programs"),
        "files:write": term("scope", "Bring files, to be attached to what it may change"),
        "documents:write": term(
            "scope",
            "See partner organisations and their documents; ask for, upload and decide about documents for you",
        ),
        "setbacks:write": term("scope", "See what the portal could not do by itself, and have it tried again"),
        "connections:write": term("scope", "Set up your organisation's identity provider, domains and provisioning"),
        "openid": term("scope", "Know that it is you"),
        "profile": term("scope", "See your name and language"),
        "email": term("scope", "See your e-mail address"),
        "offline_access": term("scope", "Stay connected while you are away"),
    },
}

DONE: Mapping[str, Term] = {
    "Confirm": term("done", "You confirmed that it is you. It counts for five minutes."),
}
"""What is said once a form was taken, by its operation."""
