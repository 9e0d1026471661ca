"""Reading what an account wants its lists of attendees to look like."""

from portal.database import db
from portal.models.attendance.list_choices import KeptListChoice
from portal.rules.attendance.list_choices import USUAL, ListChoice, choice_from
from portal.rules.base.permissions import Actor


def choice_of(actor: Actor) -> ListChoice:
    """The actor's own choice, or the usual list."""
    if actor.account_id is None:
        return USUAL
    row = db.session.get(KeptListChoice, actor.account_id)
    return choice_from(row.chosen) if row else USUAL
