"""What the arguments of fields mean: the same name means the same everywhere, so it is said once."""

from collections.abc import Mapping

from graphql import GraphQLObjectType, GraphQLSchema

ARGUMENTS: Mapping[str, str] = {
    "input": "All that it needs.",
    "id": "Global ID.",
    "ids": "Global IDs; what is found comes in their order.",
    "by": "Exactly one key.",
    "organisationId": "Global ID of the organisation; the caller's own unless given.",
    "filter": "Conditions joined by AND; an absent one means any.",
    "orderBy": "Sort key and direction.",
    "visibility": "By who reads the note.",
    "clauseKey": "Only those on this clause.",
    "obligor": "Only what this side owes.",
    "unread": "True: only what is not read.",
    "days": "A range of them.",
    "on": "Whose turn.",
    "subjectId": "Global ID of what is contested.",
    "opportunityId": "Global ID of the opportunity.",
    "contractId": "Global ID of the contract.",
    "knownOn": "The day from which the time counts; absent: today.",
    "statuses": "Any of these; absent: all.",
    "partnerId": "Global ID of the partner.",
    "side": "The side whose promises are meant.",
    "period": "From which day to which one.",
    "claimant": "Only those that this side filed.",
    "last": "So many from the end.",
    "before": "Those numbered lower.",
    "currency": "ISO 4217 code.",
    "since": "The first day.",
    "until": "The last day.",
    "notOverOn": "A day: only those that are not over by then; absent: all.",
    "rates": "Dated rates that convert values of other currencies.",
    "after": "The cursor of the last event known: what came since comes first. Absent: what comes from now on.",
    "base": "Number of the earlier version.",
    "head": "Number of the later version.",
}


def describe(schema: GraphQLSchema) -> None:
    """Gives each argument its sentence. Raises KeyError for a name of which nothing is said."""
    for called, kind in schema.type_map.items():
        if not isinstance(kind, GraphQLObjectType) or called.startswith("__"):
            continue
        for field in kind.fields.values():
            for name, argument in field.args.items():
                argument.description = argument.description or ARGUMENTS[name]
