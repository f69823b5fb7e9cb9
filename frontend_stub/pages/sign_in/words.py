"""What the codes and events of signing in and consent are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "Scope": {
        "contracts:read": term("scope", "See your contracts and their negotiation"),
        "contracts:write": term("scope", "See your contracts; draft, negotiate and manage them for you"),
        "contracts:sign": term("scope", "See your contracts; agree to them, approve and sign them in your name"),
        "partners:read": term("scope", "See partner organisations"),
        "partners:write": term("scope", "See partner organisations; add them and make decisions about them for you"),
        "members:read": term("scope", "See people in organisations"),
        "members:write": term("scope", "See people in organisations; invite, suspend and remove them for you"),
        "expectations:read": term("scope", "See what each side expects of the other, with all values and facts"),
        "expectations:write": term(
            "scope", "See expectations; propose them, contest values and answer what is contested for you"
        ),
        "facts:write": term("scope", "See expectations; send the facts that values are measured from"),
        "opportunities:read": term(
            "scope", "See opportunities: with which customer, how long they are protected and what was decided"
        ),
        "fees:read": term("scope", "See fees: what was earned, held, approved and paid"),
        "fees:write": term(
            "scope", "See fees; set schedules, approve, hold and correct fees, and record what was paid for you"
        ),
        "opportunities:write": term(
            "scope",
            "See opportunities; register and offer them, decide on them, and record them as won or lost for you",
        ),
        "obligations:read": term("scope", "See what each side owes the other by which day, with the evidence"),
        "obligations:write": term(
            "scope", "See obligations; propose them, add evidence, answer it and decide on them for you"
        ),
        "disputes:read": term("scope", "See disputes: what is contested, the papers and what both sides said and did"),
        "disputes:write": term(
            "scope",
            "See disputes; file them, add papers, answer, make and answer offers and take the next steps for you",
        ),
        "notes:read": term(
            "scope", "See notes and tasks on everything you can see, including your side’s internal ones"
        ),
        "notes:write": term("scope", "See notes and tasks; write notes, and give and finish tasks for you"),
        "boundaries:read": term("scope", "See the boundaries that the two sides agree on"),
        "boundaries:write": term(
            "scope", "See boundaries; propose them, agree to them, end them and permit exceptions for you"
        ),
        "activity:read": term(
            "scope",
            "See the history of everything you can see, whose turn it is and which days matter, with their titles",
        ),
        "clients:write": term("scope", "Manage your organisation’s apps"),
        "files:write": term("scope", "Upload files to attach to records it can change"),
        "documents:write": term(
            "scope",
            "See partner organisations and their documents; ask for, upload and decide on documents for you",
        ),
        "setbacks:write": term("scope", "See automatic steps that failed, and have them tried again"),
        "connections:write": term("scope", "Set up your organisation’s identity provider, domains and provisioning"),
        "openid": term("scope", "Identify you"),
        "profile": term("scope", "See your name and language"),
        "email": term("scope", "See your email address"),
        "offline_access": term("scope", "Stay connected while you are away"),
    },
}

DONE: Mapping[str, Term] = {
    "Confirm": term("done", "You confirmed it is you. The confirmation lasts five minutes."),
}
"""What is said once a form was taken, by its operation."""
