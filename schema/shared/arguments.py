"""What the arguments of fields mean: the same name means the same everywhere, so it is said once."""

from collections.abc import Mapping

from graphql import GraphQLObjectType, GraphQLSchema

ARGUMENTS: Mapping[str, str] = {
    "input": "The input of the mutation.",
    "id": "Global ID.",
    "ids": "Global IDs; results are in the same order.",
    "by": "Exactly one key.",
    "organisationId": "Global ID of the organisation; the caller's own unless given.",
    "filter": "Conditions joined by AND; an absent one means any.",
    "orderBy": "Sort key and direction.",
    "visibility": "Only notes with this visibility.",
    "clauseKey": "Only those based on this clause.",
    "obligor": "Only obligations of this side.",
    "unread": "True: only unread notifications.",
    "days": "Only days in this range.",
    "on": "Whose turn it is.",
    "subjectId": "Global ID of the contested record.",
    "opportunityId": "Global ID of the opportunity.",
    "contractId": "Global ID of the contract.",
    "knownOn": "Start of the time to file; absent: today.",
    "statuses": "Any of these statuses; absent: all.",
    "partnerId": "Global ID of the partner.",
    "side": "The side that makes the promises.",
    "hasProduct": "True: only numbers that mean a product; false: only those that mean none.",
    "period": "The period.",
    "claimant": "Only disputes filed by this side.",
    "last": "Number of items from the end of the list.",
    "before": "Only items with a lower number.",
    "currency": "ISO 4217 code.",
    "since": "The first day.",
    "until": "The last day.",
    "notOverOn": "A day: only those that have not ended by then; absent: all.",
    "rates": "Dated rates to convert other currencies.",
    "after": "Cursor of the last known event; events since then come first. Absent: only new events.",
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
