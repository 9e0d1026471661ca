"""From a personal link to the one registration it opens."""

from sqlalchemy import select

from portal.database import db
from portal.mail.wire.personal_links import number_in, opens, token_of
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.registrations import RegistrationView, ranked, views
from portal.rules.base.permissions import Actor
from portal.rules.refusals import NotFound
from portal.rules.refusals.registrations import LinkUnknown


def by_token(token: str) -> RegistrationView:
    """The registration of a personal link, with its rank if it waits. Raises LinkUnknown."""
    number = number_in(token)
    if number is None:
        raise LinkUnknown
    nonce = db.session.scalar(select(Registration.link_nonce).where(Registration.id == number))
    if nonce is None or not opens(token, number, nonce):
        raise LinkUnknown
    [row] = ranked(views(Registration.id == number))
    return row


def own_token(actor: Actor, registration_id: int) -> str:
    """The link's token of a registration at the actor's own address. Raises NotFound for anybody else's."""
    own = select(Registration).join(Person, Person.id == Registration.person_id)
    mine = (Registration.id == registration_id) & (Person.email == actor.email)
    row = db.session.scalars(own.where(mine)).one_or_none() if actor.signed_in else None
    if row is None:
        raise NotFound
    return token_of(row)


def token_for(registration_id: int) -> str:
    """The link's token of a registration that the caller has just opened by its own link."""
    return token_of(db.session.get_one(Registration, registration_id))
