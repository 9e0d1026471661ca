"""From a personal link to the one registration it opens."""

from sqlalchemy import select

from portal.database import db
from portal.mail.personal_links import opens, token_of
from portal.models.people import Person
from portal.models.registrations import Registration
from portal.queries.registrations import RegistrationView, ranked, views
from portal.rules.permissions import Actor
from portal.rules.refusals import NotFound
from portal.rules.refusals.registering import LinkUnknown

LONGEST_NUMBER = 10


def by_token(token: str) -> RegistrationView:
    """The registration of a personal link, with its rank if it waits. Raises LinkUnknown."""
    number, _dash, _rest = token.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise LinkUnknown
    nonce = db.session.scalar(select(Registration.link_nonce).where(Registration.id == int(number)))
    if nonce is None or not opens(token, int(number), nonce):
        raise LinkUnknown
    [row] = ranked(views(Registration.id == int(number)))
    return row


def own_token(actor: Actor, registration_id: int) -> str:
    """The link's token of a registration at the actor's own address. Raises NotFound for anybody else's."""
    own = select(Registration).join(Person, Person.id == Registration.person_id)
    mine = (Registration.id == registration_id) & (Person.email == actor.email)
    row = db.session.scalars(own.where(mine)).one_or_none() if actor.signed_in else None
    if row is None:
        raise NotFound
    return token_of(row)
