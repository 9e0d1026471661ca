"""What the page of the search shows: by words, or who is reached by a telephone number or a mail address."""

from portal.queries.base.search import Answers, search
from portal.queries.network import directory
from portal.rules.base.states import SearchKind, Visibility


def find(text: str, reader: Visibility) -> Answers:
    """The partners that a number or an address reaches, for who may see it; for anything else what answers the words.

    At most five statements; one more for a street, and for who reads those of the network.
    """
    reached = directory.reached(text, reader)
    if reached:
        return Answers(reached, ((SearchKind.PARTNER, len(reached)),))
    return search(text, reader)
