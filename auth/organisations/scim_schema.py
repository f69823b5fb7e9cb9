"""What `/scim/v2` says of itself, and its one kind of resource: a person's place in the organisation."""

from typing import Annotated

from pydantic import Field
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    External,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.urn import URN

from auth.organisations import places
from portal import access

MOST_RESULTS = 200


class Name(ComplexAttribute):
    """The parts of a name, as the directory has them."""

    family_name: str | None = None
    """Family name."""
    given_name: str | None = None
    """Given name."""


class Role(ComplexAttribute):
    """What the person may do here."""

    value: Annotated[str | None, Required.true] = Field(
        None, examples=sorted(role.name for side in access.Side for role in places.given_by_directories(side))
    )
    """A role of the organisation's side, as the API names it."""


class User(Resource):  # type: ignore[type-arg]
    """A person's place in the organisation; no password is kept or changed here."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true, Mutability.immutable, CaseExact.false] = None
    """The e-mail address at work, under a domain of the organisation; it stays for the life of the place."""
    name: Name | None = None
    """The parts of the name."""
    display_name: str | None = None
    """The name as the portal shows it."""
    title: str | None = None
    """What the person is in the organisation, in its own words."""
    active: Annotated[bool | None, Required.true] = None
    """Whether the person may sign in; false ends every session and every token at once. Left out: true, or as it is."""
    roles: Annotated[list[Role] | None, Required.true] = None
    """What the person may do. Left out: the least, or as they are; those that no directory gives stay as they are."""


class Asserted(User):
    """The same resource as a directory sends it: what everybody has need not be said."""

    active: bool | None = None
    roles: list[Role] | None = None


def provider(documentation: str) -> ScimProvider:
    """The service as it announces itself; what a directory sends beyond the schema is left aside."""
    return ScimProvider(
        models=[User],
        config=ServiceProviderConfig(
            documentation_uri=Reference[External](documentation),
            patch=Patch(supported=True),
            bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
            filter=Filter(supported=True, max_results=MOST_RESULTS),
            change_password=ChangePassword(supported=False),
            sort=Sort(supported=False),
            etag=ETag(supported=True),
            authentication_schemes=[
                AuthenticationScheme(
                    type=AuthenticationScheme.Type.oauthbearertoken,
                    name="Provisioning token",
                    description="A token that an administrator of the organisation creates, sent as a Bearer token.",
                    spec_uri=Reference[External]("https://www.rfc-editor.org/rfc/rfc6750"),
                    primary=True,
                )
            ],
        ),
        policy=ScimPolicy(unknown=ScimPolicy.Unknown.ignore, remove_value_as_filter=ScimPolicy.RemoveValue.apply),
    )
