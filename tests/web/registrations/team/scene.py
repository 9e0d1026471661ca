"""A coordinator signed in, her team of one site or more, and another association whose data could leak."""

from portal.models.accounts.accounts import Membership
from portal.models.network.partners import Site
from portal.models.registrations.people import Person
from portal.rules.base.states import MembershipRole
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.partner_factories import site


class Scene:
    """FADD with two sites, where Mila works at Gilly; Inès is of Relogeas."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.client, self.world = client, world
        self.partner, self.other = world.partner("FADD Solidarité"), world.partner("Relogeas")
        self.gilly: Site = site(world, self.partner, label="Gilly")
        self.jumet: Site = site(world, self.partner, label="Jumet")
        self.mila = world.person(self.partner, "Mila", "Exemple", email="mila@example.org", site_id=self.gilly.id)
        self.ines = world.person(self.other, "Inès", "Essai", email="ines@example.org")
        self.coordinator = world.coordinator(self.partner)
        client.sign_in(world.token_of(self.coordinator))

    def hold_to(self, where: Site) -> None:
        """Let the signed-in coordinator act for one site alone."""
        limited = self.world.account("limited@example.org")
        self.world.save(
            Membership(
                account_id=limited.id,
                partner_id=self.partner.id,
                role=MembershipRole.COORDINATOR,
                site_id=where.id,
                since=self.mila.created_at,
            )
        )
        self.client.sign_in(self.world.token_of(limited))

    def people(self) -> list[Person]:
        return self.world.all(Person, partner_id=self.partner.id)

    def named(self, family_name: str) -> Person:
        [person] = [one for one in self.people() if one.family_name == family_name]
        return person
