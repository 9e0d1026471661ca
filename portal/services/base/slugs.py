"""Short names in addresses: free ones, from titles."""

import itertools

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.library.toolkits import Sheet, Toolkit
from portal.models.network.partners import Partner
from portal.models.planning.workshops import Workshop
from portal.rules.base.text import SLUG_LENGTH, slugify

ROOM_FOR_NUMBER = 8
# The staff pages that begin a new one.
RESERVED = {"nouvelle"}

Titled = type[Sheet] | type[Toolkit] | type[Partner] | type[Workshop]


def free_slug(session: Session, model: Titled, title: str, own_id: int = 0) -> str:
    """The slug of the title, with a number where another row has it. Runs inside the caller's `writing()`."""
    wanted = slugify(title, length=SLUG_LENGTH - ROOM_FOR_NUMBER)
    others = select(model.slug).where(model.slug.startswith(wanted, autoescape=True), model.id != own_id)
    taken = RESERVED.union(session.scalars(others))
    numbered = (f"{wanted}-{number}" for number in itertools.count(2))
    return next(slug for slug in itertools.chain([wanted], numbered) if slug not in taken)
