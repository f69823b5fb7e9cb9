"""The schema as a whole: the rooms' queries and mutations under one root each."""

from functools import cache

import strawberry
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.access.clients import ClientMutation, ClientQuery
from schema.access.federation.mutations import FederationMutation
from schema.access.federation.types import FederationQuery
from schema.access.provisioning import ProvisioningMutation, ProvisioningQuery
from schema.access.sessions import SessionMutation
from schema.access.viewer import ViewerQuery
from schema.boundaries.mutations import BoundaryMutation
from schema.boundaries.queries import BoundaryQuery
from schema.contracts.mutations import ContractMutation
from schema.contracts.previews import TextPreviewQuery
from schema.contracts.queries import ContractQuery
from schema.disputes.mutations import DisputeMutation
from schema.disputes.queries import DisputeQuery
from schema.engine import nodes, printing
from schema.engine.fields import KEY, Read, permission_of
from schema.engine.scalars import SCALARS
from schema.expectations.mutations import ExpectationMutation
from schema.expectations.queries import ExpectationQuery
from schema.fees.mutations import FeeMutation
from schema.fees.queries import FeeQuery
from schema.files.mutations import FileMutation
from schema.imports.mutations import ImportMutation
from schema.imports.queries import ImportQuery
from schema.notes.mutations import NoteMutation
from schema.notes.queries import NoteQuery
from schema.notifications.calendar import CalendarMutation
from schema.notifications.mutations import NotificationMutation, NotificationQuery
from schema.obligations.mutations import ObligationMutation
from schema.obligations.queries import ObligationQuery
from schema.opportunities.direct import DirectDealMutation, DirectDealQuery
from schema.opportunities.engagement import EngagementMutation, EngagementQuery
from schema.opportunities.matching import MatchQuery
from schema.opportunities.mutations import OpportunityMutation
from schema.opportunities.numbers import ProductNumberMutation, ProductNumberQuery
from schema.opportunities.offering import LeadMutation, LeadQuery
from schema.opportunities.overlap import OverlapMutation, OverlapQuery
from schema.opportunities.pipeline import PipelineQuery
from schema.opportunities.queries import OpportunityQuery
from schema.opportunities.sheets import SheetMutation, SheetQuery
from schema.opportunities.suggested import SuggestionQuery
from schema.opportunities.suggesting import SuggestionMutation
from schema.partners.documents.mutations import DocumentMutation
from schema.partners.documents.queries import DocumentQuery
from schema.partners.mutations.partners import PartnerMutation
from schema.partners.mutations.people import PeopleMutation
from schema.partners.queries import PartnerQuery, PeopleQuery
from schema.shared import arguments, changes
from schema.shared.binding import BindingQuery
from schema.shared.journal import JournalQuery
from schema.shared.nodes import NodeQuery
from schema.shared.setbacks import SetbackMutation, SetbackQuery
from schema.shared.turns import TurnQuery


@strawberry.type(description="Root of all reads.")
class Query(
    ViewerQuery,
    PartnerQuery,
    PeopleQuery,
    DocumentQuery,
    ContractQuery,
    TextPreviewQuery,
    ExpectationQuery,
    BoundaryQuery,
    ImportQuery,
    ObligationQuery,
    MatchQuery,
    LeadQuery,
    SheetQuery,
    OpportunityQuery,
    DirectDealQuery,
    PipelineQuery,
    EngagementQuery,
    FeeQuery,
    SuggestionQuery,
    ProductNumberQuery,
    OverlapQuery,
    DisputeQuery,
    NoteQuery,
    NodeQuery,
    JournalQuery,
    TurnQuery,
    BindingQuery,
    FederationQuery,
    ClientQuery,
    ProvisioningQuery,
    SetbackQuery,
    NotificationQuery,
):
    pass


@strawberry.type(description="Root of all writes.")
class Mutation(
    PartnerMutation,
    PeopleMutation,
    DocumentMutation,
    ContractMutation,
    ExpectationMutation,
    BoundaryMutation,
    ImportMutation,
    FileMutation,
    ObligationMutation,
    OpportunityMutation,
    LeadMutation,
    DirectDealMutation,
    EngagementMutation,
    FeeMutation,
    SheetMutation,
    SuggestionMutation,
    ProductNumberMutation,
    OverlapMutation,
    DisputeMutation,
    NoteMutation,
    FederationMutation,
    ClientMutation,
    ProvisioningMutation,
    SessionMutation,
    SetbackMutation,
    NotificationMutation,
    CalendarMutation,
):
    pass


@cache
def made() -> strawberry.Schema:
    return strawberry.Schema(
        Query,
        Mutation,
        changes.subscription(),
        types=nodes.types(),
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
    arguments.describe(whole)
    whole.directives = (*whole.directives, printing.COSTS)
    return guarded(whole)


def guarded(whole: GraphQLSchema) -> GraphQLSchema:
    """The same schema; raises TypeError while somebody could read or do something for which nothing is required."""
    for root in (whole.query_type, whole.mutation_type, whole.subscription_type):
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
    return printing.printed(schema())
