"""Which customers two sides have in common, found without either handing over its list.

How it goes
    1. Both sides agree on terms (`terms`), which a SHA-256 names.
    2. Each side, on its own machine, turns its list into keys (`keys`), each key into a point of ristretto255, and
       multiplies it by a number of its own that nobody else ever gets (`blinding`). Points that stand for nobody fill
       the list up to the agreed size; then all are shuffled. This is sent: the points say nothing about the keys.
    3. Each side multiplies the points of the other by its own number, in the order in which they came, and sends them.
    4. The portal compares the two answers (`comparing`): a key that both have is the same point in both. Where it
       finds enough, and both still agree, each side is told which of *its own* points met, both at one moment.

On the wire
    Points    one line of base64url without padding: the points one after the other, 32 bytes each, as many as the size
              that was agreed, no more and no fewer. Positions count from 0, in the order in which a side sent them.
    A key     text in ASCII, "KIND:VALUE": DOMAIN:acme.example, LEI:529900T8BM49AURSDO55, VAT:DE136695977 (`keys`).
    A point   hash_to_ristretto255 of RFC 9380 with expand_message_xmd and SHA-512; the message is the SHA-256 of the
              terms, as its 32 bytes, followed by the key; the tag is `group.TAG`.
    A number  one from 1 to the group's order less 1, drawn anew for every session, in 32 bytes, least first.
    Padding   hash_to_ristretto255's last step (the map of RFC 9496) over 64 random bytes.

Known answers
    Terms     fcca3926cbf4cb3086d96bb159cd2b19bc175ba207b8b74713a52f3c8f175da2
    Number    64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706
    DOMAIN:acme.example          8683f5458eb842406a0a503d44d109eba50e1e001d886fe7b1d5c65da1e60b06
    LEI:529900T8BM49AURSDO55     0c8268bf76cdc801203248d5a2ee2cdef1c4cb1f103636eeba2d0894ba736965
    VAT:DE136695977              6853305beb5636d6f8e2ea325e3e3867eb4c9f8c6ecf998c94f48514fda14331

What it tells, in plain words
    Each side learns which of its own customers the other has as well, and no other customer of the other's. It learns
    the size that was agreed, not how long the other's list is. The portal learns the number in common, and the
    positions, which say nothing to whoever has not the list.
    Guessing is possible. Whoever puts names in its list that it only guesses learns which of them are customers of
    the other: up to the agreed size in each session. The floor of five does not stop that, as five that are known to
    be common lift any guess over it; and two sessions whose lists differ in one customer tell of that one. Hence the
    sizes end at 10,000, sessions are few, each has a purpose that both agreed on, and both keep a log.
    The company runs the portal. If it cheats, as a portal that tells the company what it sees, or that answers in the
    other side's place, it learns which customers *that it put in a list itself* are the partner's, without floor and
    without consent, and no others: never a customer that nobody guessed. Both sides can compare the fingerprints of
    what they sent and got by another way, which shows a portal that answers in somebody's place.
    A page runs the script that the portal sends. Whoever does not want to trust that uses the command line, or a
    program of their own that speaks as above.
    A side that answers with anything but its own number times the points makes the result too small, for itself as
    well; the portal cannot tell. Nothing proves that who stands in a list is a customer. What is counted are keys: a
    customer that both name by domain and by VAT number counts twice.
    Whoever gets hold of the number of a side and of the points it sent can try out any key for as long as they like:
    so the number never leaves the machine, and is forgotten as soon as the other's points are answered. It answers
    once: who answers twice, or begins the same session anew, lets the other side guess once more.
    What was sent is of no use in another session: the terms are in every point, and no two sessions have the same.
    A SHA-256 of a key, however it is salted, would let everybody who sees it try out keys. There is no such fallback.

No cryptographer has reviewed this.
"""
