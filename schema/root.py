"""The schema as a whole: the rooms' queries and mutations under one root each."""

from functools import cache

import strawberry
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, print_schema
from strawberry.schema.config import StrawberryConfig

from schema.clients import ApiClient, ClientMutation, ClientQuery
from schema.contract_mutations import ContractMutation
from schema.contract_queries import ContractQuery
from schema.contracts import ClauseChange, Contract, ContractVersion, NegotiationRound, Signature
from schema.federation import FederationQuery
from schema.federation_mutations import FederationMutation
from schema.fields import KEY, Read, permission_of
from schema.journal import JournalEntry, JournalQuery
from schema.partner_mutations import PartnerMutation
from schema.partners import Member, Partner, PartnerQuery, RequestedItem
from schema.people import PeopleMutation, PeopleQuery, SigningAuthority
from schema.plans import ExitPlan, RelationshipPlan
from schema.provisioning import ProvisioningMutation, ProvisioningQuery, ProvisioningToken
from schema.scalars import SCALARS
from schema.sessions import SessionMutation


@strawberry.type(description="Root of all reads.")
class Query(PartnerQuery, PeopleQuery, ContractQuery, JournalQuery, FederationQuery, ClientQuery, ProvisioningQuery):
    pass


@strawberry.type(description="Root of all writes.")
class Mutation(
    PartnerMutation,
    PeopleMutation,
    ContractMutation,
    FederationMutation,
    ClientMutation,
    ProvisioningMutation,
    SessionMutation,
):
    pass


@cache
def made() -> strawberry.Schema:
    return strawberry.Schema(
        Query,
        Mutation,
        types=[
            Partner,
            Member,
            RequestedItem,
            ExitPlan,
            RelationshipPlan,
            SigningAuthority,
            Contract,
            ContractVersion,
            NegotiationRound,
            ClauseChange,
            Signature,
            JournalEntry,
            ApiClient,
            ProvisioningToken,
        ],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


@cache
def schema() -> GraphQLSchema:
    """The schema; refuses to be made while a field does not say what it requires."""
    whole: GraphQLSchema = made()._schema  # noqa: SLF001 - the compiler works on the plain schema
    for kind in whole.type_map.values():
        # Strawberry checks @oneOf by a rule of its own; the standard's checks need the type itself to say so.
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
    return guarded(whole)


def guarded(whole: GraphQLSchema) -> GraphQLSchema:
    """The same schema; raises TypeError while somebody could read or do something for which nothing is required."""
    for root in (whole.query_type, whole.mutation_type):
        for name, field in root.fields.items() if root else ():
            if getattr(_source(field), "requires", None) is None:
                raise TypeError(f"the root field {name} does not say which permission it requires")
    for kind in whole.type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            source = _source(field)
            if isinstance(source, Read) and permission_of(source, field.type) is None:
                raise TypeError(f"{kind.name}.{name} does not say which permission it requires, nor does its type")
    return whole


def _source(field: GraphQLField) -> object:
    definition = field.extensions.get("strawberry-definition")
    return definition.metadata.get(KEY) if definition else None


def sdl() -> str:
    """The schema as text, as it is committed in schema.graphql."""
    return print_schema(schema()) + "\n"
