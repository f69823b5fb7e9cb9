"""What the words of boundaries are called in front of people, and each boundary as whole sentences."""

from collections.abc import Mapping

from portal.access import Side
from portal.boundaries.rules.terms import Channel, Counted, Dealing, Kind, Terms
from portal.files.rules import InformationClass
from portal.money import Money
from portal.sentences import Regions, Sentence, Word, say, word

KINDS: Mapping[Kind, Word] = {
    Kind.TERRITORY: word("boundary", "Territory", code="TERRITORY"),
    Kind.CHANNEL: word("boundary", "Sales channels", code="CHANNEL"),
    Kind.EXCLUSIVITY: word("boundary", "Exclusivity", code="EXCLUSIVITY"),
    Kind.CREDIT_LIMIT: word("boundary", "Credit limit", code="CREDIT_LIMIT"),
    Kind.CONFIDENTIALITY: word("boundary", "Confidentiality", code="CONFIDENTIALITY"),
}
CHANNELS: Mapping[Channel, Word] = {
    Channel.DIRECT: word("channel", "direct sales", code="DIRECT"),
    Channel.RETAIL: word("channel", "shops", code="RETAIL"),
    Channel.WHOLESALE: word("channel", "wholesale", code="WHOLESALE"),
    Channel.ONLINE: word("channel", "own online shop", code="ONLINE"),
    Channel.MARKETPLACE: word("channel", "online marketplaces", code="MARKETPLACE"),
    Channel.TENDER: word("channel", "tenders", code="TENDER"),
}
COUNTED: Mapping[Counted, Word] = {
    Counted.ORDERS: word("counted", "open orders", code="ORDERS"),
    Counted.WON_DEALS: word("counted", "deals won", code="WON_DEALS"),
    Counted.OPEN_INVOICES: word("counted", "unpaid invoices", code="OPEN_INVOICES"),
}
CLASSES: Mapping[InformationClass, Word] = {
    InformationClass.TECHNICAL: word("information", "technical", code="TECHNICAL"),
    InformationClass.COMMERCIAL: word("information", "prices and terms", code="COMMERCIAL"),
    InformationClass.CUSTOMERS: word("information", "about customers", code="CUSTOMERS"),
    InformationClass.PERSONAL: word("information", "about people", code="PERSONAL"),
    InformationClass.STRATEGIC: word("information", "plans and strategy", code="STRATEGIC"),
}
DEALINGS: Mapping[Dealing, Word] = {
    Dealing.SUPPLY: word("dealing", "supply", code="SUPPLY"),
    Dealing.SERVICE: word("dealing", "services", code="SERVICE"),
    Dealing.DISTRIBUTION: word("dealing", "distribution", code="DISTRIBUTION"),
    Dealing.RESELLER: word("dealing", "resale", code="RESELLER"),
    Dealing.FRAMEWORK: word("dealing", "framework", code="FRAMEWORK"),
    Dealing.CONFIDENTIALITY: word("dealing", "confidentiality", code="CONFIDENTIALITY"),
    Dealing.OTHER: word("dealing", "other", code="OTHER"),
}

NOTHING: Mapping[str, str] = {}


def sentence(terms: Terms, called: Mapping[str, str] = NOTHING) -> Sentence:
    """All that the boundary says, from its parameters alone; `called` says what products are called, by their codes."""
    match terms.kind:
        case Kind.TERRITORY:
            said = say("The partner sells actively only in these regions: {regions}.", regions=Regions(terms.regions))
            return said.then(_products(terms, called)).then(_passive(terms))
        case Kind.CHANNEL:
            channels = tuple(CHANNELS[each] for each in terms.channels)
            said = say("The partner sells only through these channels: {channels}.", channels=channels)
            return said.then(_products(terms, called)).then(_passive(terms))
        case Kind.EXCLUSIVITY:
            return _exclusivity(terms, called)
        case Kind.CREDIT_LIMIT:
            return _limit(terms)
        case Kind.CONFIDENTIALITY:
            classes = tuple(CLASSES[each] for each in terms.classes)
            return say(
                "These classes of information are shared only while the contract that protects them is in"
                " force: {classes}.",
                classes=classes,
            )  # fmt: skip


def _products(terms: Terms, called: Mapping[str, str]) -> Sentence:
    if not terms.products:
        return say("This applies to all products.")
    return say(
        "This applies to these products: {products}.",
        products=", ".join(called.get(code, code) for code in terms.products),
    )


def _passive(terms: Terms) -> Sentence:
    if terms.is_passive_warned:
        return say("Sales to customers who ask without being approached are not blocked, but the portal warns of them.")
    return say("Sales to customers who ask without being approached are allowed.")


def _exclusivity(terms: Terms, called: Mapping[str, str]) -> Sentence:
    dealings = tuple(DEALINGS[each] for each in terms.dealings)
    said = say("The company makes no contracts of these kinds with other partners: {kinds}.", kinds=dealings)
    if terms.regions:
        said = said.then(say("This applies in these regions: {regions}.", regions=Regions(terms.regions)))
    else:
        said = said.then(say("This applies everywhere."))
    said = said.then(_products(terms, called))
    if terms.minimum is None:
        return said
    return said.then(say("It ends if the partner buys less than {minimum} in a year.", minimum=terms.minimum))


def _limit(terms: Terms) -> Sentence:
    counted = tuple(COUNTED[each] for each in terms.counted)
    limit = terms.limit or Money(0, "XXX")  # a limit always has one
    said = (
        say("The partner's orders can count for at most {limit}.", limit=limit)
        if terms.orderer is Side.PARTNER
        else say("The company's orders can count for at most {limit}.", limit=limit)
    )
    return said.then(say("This counts: {counted}.", counted=counted))
