"""Customers as people type them, the key that each is, and what is none: the same in Python and in a browser."""

from portal.opportunities.overlap.keys import Kind

TYPED = [
    (Kind.DOMAIN, "acme.example", "acme.example"),
    (Kind.DOMAIN, "  ACME.Example. ", "acme.example"),
    (Kind.DOMAIN, "https://www.acme.example/about?x=1#top", "acme.example"),
    (Kind.DOMAIN, "http://anna:secret@acme.example:8080/", "acme.example"),
    (Kind.DOMAIN, "mailto:anna@acme.example", "acme.example"),
    (Kind.DOMAIN, "Anna@Acme.Example", "acme.example"),
    (Kind.DOMAIN, "DOMAIN:acme.example", "acme.example"),
    (Kind.DOMAIN, "domain: acme.example", "acme.example"),
    (Kind.DOMAIN, "златнанива.бг", "xn--80aaahwisrb1c.xn--90ae"),
    (Kind.DOMAIN, "MÜNCHEN.example", "xn--mnchen-3ya.example"),
    (Kind.DOMAIN, "xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    (Kind.DOMAIN, "mail.acme.example", "mail.acme.example"),
    (Kind.DOMAIN, "a-1.example", "a-1.example"),
    (Kind.LEI, "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
    (Kind.LEI, "5299 00t8-bm49.aurs/do55", "529900T8BM49AURSDO55"),
    (Kind.LEI, "lei:529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
    (Kind.VAT, "DE136695977", "DE136695977"),
    (Kind.VAT, "de 136.695.977", "DE136695977"),
    (Kind.VAT, "GR 094014201", "EL094014201"),
    (Kind.VAT, "EL094014201", "EL094014201"),
]
NOT_A_DOMAIN = "This is not a domain, such as acme.example."
NOT_A_LEI = "This is not a valid LEI. It must have 20 letters and digits, of which the last two are check digits."
NOT_A_VAT = "This is not a VAT number with its country letters, such as DE136695977."
WRONG = [
    (Kind.DOMAIN, "Acme Ltd", NOT_A_DOMAIN),
    (Kind.DOMAIN, "localhost", NOT_A_DOMAIN),
    (Kind.DOMAIN, "10.0.0.1", NOT_A_DOMAIN),
    (Kind.DOMAIN, "acme..example", NOT_A_DOMAIN),
    (Kind.DOMAIN, "-acme.example", NOT_A_DOMAIN),
    (Kind.DOMAIN, f"{'a' * 64}.example", NOT_A_DOMAIN),
    (Kind.DOMAIN, "LEI:529900T8BM49AURSDO55", NOT_A_DOMAIN),
    (Kind.LEI, "529900T8BM49AURSDO56", NOT_A_LEI),
    (Kind.LEI, "529900T8BM49AURSDO5", NOT_A_LEI),
    (Kind.LEI, "\u0665\u0662" + "9900T8BM49AURSDO55", NOT_A_LEI),
    (Kind.VAT, "136695977", NOT_A_VAT),
    (Kind.VAT, "DE1", NOT_A_VAT),
    (Kind.VAT, "x" * 1_001, "The line is longer than 1,000 characters."),
]
