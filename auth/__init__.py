"""Who is asking: sign-in, sessions and the one door that turns a request into an actor."""
