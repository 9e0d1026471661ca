"""Changes by chance, through the real use cases, of everything that public pages show."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Heartbeat
from portal.models.library.toolkits import Sheet, Toolkit
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.models.registrations.registrations import Registration
from portal.queries.base import sessions
from portal.rules.base.states import CancelReason, ContentStatus, CountKind, PartnerStatus, SessionStatus, Visibility
from portal.rules.refusals import Refusal
from portal.services.accounts import accounts, signing_in
from portal.services.accounts.accounts import Profile
from portal.services.base import counts, jobs
from portal.services.library import sheets, toolkits
from portal.services.library.sheets import Classification
from portal.services.network import partner_parts, partners
from portal.services.network.partner_parts import Place, SiteDetails
from portal.services.network.partners import PartnerDetails
from portal.services.planning import planning, session_cancellations, session_changes, session_moves, venues, workshops
from portal.services.planning.venues import Room
from portal.services.planning.workshops import Programme
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World
from tests.planning_factories import draft, moving, plans, settings_of

HOUR = timedelta(hours=1)


class Changes:
    """The world of the table of routes, changed by one command after another; what is refused changes nothing."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world, self.chance, self.number = world, chance, 0
        self.staff = world.all(Account, email="staff@example.org")[0].id
        first = world.all(TrainingSession, public_id="seance01")[0]
        self.workshop_id, self.soon = first.workshop_id, [first.id]
        for days, quota in ((1, None), (3, 1), (11, 2)):
            starts_at = clock.now().replace(microsecond=0) + timedelta(days=days, hours=5)
            opens_at = clock.now().replace(microsecond=0) + HOUR if days == 11 else None
            made = world.training_session(
                workshop_id=self.workshop_id, starts_at=starts_at, quota=quota, opens_at=opens_at, capacity=3
            )
            world.meeting(made, starts_at + timedelta(days=1))
            self.soon.append(made.id)

    def change(self, command: Callable[[], object]) -> None:
        """One use case that public pages may show, tried a few times where it is refused."""
        for _try in range(3):
            self.number += 1
            with suppress(Refusal):
                command()
                return

    def change_nothing_shown(self) -> None:
        """Something that is written, and shown on no public page."""
        counts.add_one("sheet", 1, CountKind.VIEW)
        signing_in.touch(1, clock.now())
        with self.world.app.app_context():
            self.world.save(Heartbeat(name=f"part {self.number} {self.chance.random()}", seen_at=clock.now()))

    def moment(self) -> datetime:
        """A later moment: that of a deadline, a meeting or a day, the second before it, or any."""
        cards = sessions.agenda()
        deadlines = [card.deadlines for card in cards]
        known = [getattr(one, name) for one in deadlines for name in one.__slots__]
        known += [at for card in cards for meeting in card.meetings for at in (meeting.starts_at, meeting.ends_at)]
        midnight = clock.utc(datetime.combine(clock.today() + timedelta(days=1), datetime.min.time()))
        soonest = sorted(at for at in [*known, midnight] if at > clock.now())[:3]
        exact = self.chance.choice(soonest) - timedelta(seconds=self.chance.choice((0, 0, 1)))
        any_time = clock.now() + timedelta(seconds=self.chance.randint(1, 20 * 3600))
        return max(self.chance.choice((exact, exact, any_time)), clock.now())

    def commands(self) -> list[Callable[[], object]]:
        """Each use case."""
        names = [name for name in vars(Changes) if name.startswith("do_")]
        return [getattr(self, name) for name in names]

    def _session(self) -> TrainingSession:
        return self.world.get(TrainingSession, self.chance.choice(self.soon))

    def do_register(self) -> None:
        partner = self.chance.choice(self.world.all(Partner, status=PartnerStatus.ACTIVE))
        person = NewPerson(f"Noé{self.number}", "Exemple", f"noe{self.number}@example.org")
        registrations.register(
            Register(self._session().id, partner.id, (person,), self.staff, f"form {self.number}", unnamed=0)
        )

    def do_leave(self) -> None:
        row = self.chance.choice(self.world.all(Registration))
        registrations.cancel(row.id, row.version, CancelReason.BY_PARTNER, self.staff)

    def do_publish(self) -> None:
        public_id = planning.create(draft(self.world, days=9, workshop_id=self.workshop_id), self.staff)
        made = self.world.all(TrainingSession, public_id=public_id)[0]
        self.soon.append(made.id)
        planning.publish(made.id, self.staff)

    def do_plan_a_draft(self) -> None:
        planning.create(draft(self.world, days=9, workshop_id=self.workshop_id), self.staff)

    def do_move(self) -> None:
        session = self._session()
        later = plans(self.world, session, shift=timedelta(hours=self.chance.randint(1, 48)))
        session_moves.reschedule(moving(self.world, session, self.staff, *later))

    def do_cancel(self) -> None:
        session_cancellations.cancel(self._session().id, "La salle est en travaux.", self.staff)

    def do_what_is_due(self) -> None:
        jobs.run_due()

    def do_change_seats(self) -> None:
        session_changes.set_capacity(self._session().id, self.chance.randint(1, 9), 0, self.staff)

    def do_change_settings(self) -> None:
        session = self._session()
        changes = {"note": f"Note {self.number}", "quota": self.chance.choice((None, 1, 2))}
        session_changes.change_settings(session.id, session.version, settings_of(session, **changes), self.staff, False)

    def do_correct_a_venue(self) -> None:
        row = self.chance.choice(self.world.all(Venue))
        room = Room(f"Salle {self.number}", "rue de l’Exemple 2", "6000", row.municipality_nis, bus="Ligne 1")
        venues.revise(row.id, room, self.staff, False)

    def do_correct_a_workshop(self) -> None:
        row = self.world.get(Workshop, self.workshop_id)
        written = Programme(f"Atelier {self.number}", "En bref.", "Savoir", "## Jour", "Tous", (1,))
        workshops.revise(row.id, row.version, written, self.staff, False)

    def do_correct_a_partner(self) -> None:
        row = self.chance.choice(self.world.all(Partner))
        described = PartnerDetails(f"{row.name} bis", description=f"Aide {self.number}", theme_ids=(1,))
        partners.edit(self.staff, row.slug, row.version, described)

    def do_confirm_a_partner(self) -> None:
        partners.confirm(self.staff, self.chance.choice(self.world.all(Partner)).slug)

    def do_open_a_site(self) -> None:
        row = self.chance.choice(self.world.all(Partner))
        partner_parts.save(self.staff, Place(row.slug, row.version), SiteDetails("52011", f"Antenne {self.number}"))

    def do_dissolve_or_revive_a_partner(self) -> None:
        row = self.chance.choice(self.world.all(Partner))
        partners.set_status(self.staff, row.slug, self.chance.choice(list(PartnerStatus)))

    def do_hide_or_date_a_sheet(self) -> None:
        row = self.world.all(Sheet)[0]
        until: date | None = clock.today() + timedelta(days=self.chance.randint(0, 3))
        visibility = self.chance.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.NETWORK))
        sheets.classify(Classification(row.id, row.version, (1,), visibility, until, self.staff))

    def do_archive_or_restore_a_sheet(self) -> None:
        row = self.world.all(Sheet)[0]
        change = sheets.archive if row.status is ContentStatus.PUBLISHED else sheets.restore
        change(row.id, row.version, self.staff)

    def do_archive_or_publish_a_toolkit(self) -> None:
        row = self.world.all(Toolkit)[0]
        wanted = self.chance.choice((ContentStatus.PUBLISHED, ContentStatus.PUBLISHED, ContentStatus.ARCHIVED))
        toolkits.set_status(row.id, row.version, wanted, self.staff)

    def do_rename_a_trainer(self) -> None:
        [trainer] = self.world.all(Account, email="trainer@example.org")
        accounts.change_profile(trainer.id, Profile(f"Yanis{self.number}", "Esquisse"))

    def do_withdraw_or_announce_the_workshop(self) -> None:
        row = self.world.get(Workshop, self.workshop_id)
        change = workshops.archive if row.status is ContentStatus.PUBLISHED else workshops.publish
        change(self.workshop_id, self.staff)

    def do_end_without_closing(self) -> None:
        done = [row for row in self.world.all(TrainingSession) if row.status is SessionStatus.CANCELLED]
        if done:
            session_cancellations.restore(done[0].id, self.staff)
