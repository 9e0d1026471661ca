"""How long a form may wait for its turn while others are being written: what the server and the pages agree on."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_WAIT = 30.0  # seconds; a browser gives up after about a minute, and a person before
KEPT_WAITING = "portal.kept_waiting"  # in the WSGI environment: whether it waited longer than that and got no turn
