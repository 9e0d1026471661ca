"""Rows for tests: required fields only, each made in an application context of its own and handed over detached."""

import itertools
import secrets
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from flask import Flask

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account, Membership, SignIn
from portal.models.attendance.certificates import Certificate
from portal.models.base.base import Base
from portal.models.network.partners import Municipality, Partner, Theme
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.secrets import hashed
from portal.rules.base.states import ContentStatus, MembershipRole, PresenceMark, RegistrationState, SessionStatus
from portal.rules.base.text import fold, slugify

Row = TypeVar("Row", bound=Base)
NEXT = itertools.count(1)


def morning_in(days: int) -> datetime:
    """Ten o'clock in Brussels, that many days from today: a meeting then ends on its own day, whatever the hour now."""
    return clock.utc(datetime.combine(clock.today() + timedelta(days=days), time(10)))


class World:
    """Makes rows. Every method takes only what the test is about."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def save(self, row: Row) -> Row:
        with self.app.app_context():
            db.session.add(row)
            db.session.commit()
            db.session.refresh(row)
            db.session.expunge(row)
        return row

    def get(self, model: type[Row], row_id: int) -> Row:
        with self.app.app_context():
            row = db.session.get_one(model, row_id)
            db.session.expunge(row)
            return row

    def all(self, model: type[Row], **where: Any) -> list[Row]:
        with self.app.app_context():
            rows = list(db.session.query(model).filter_by(**where).order_by(*model.__table__.primary_key.columns))
            db.session.expunge_all()
            return rows

    def municipality(self, nis: str = "52011", name: str = "Charleroi") -> Municipality:
        with self.app.app_context():
            found = db.session.get(Municipality, nis)
            if found is not None:
                db.session.expunge(found)
                return found
        return self.save(Municipality(nis=nis, name=name))

    def theme(self, code: str = "housing_application", label: str = "Recherche de logement") -> Theme:
        return self.save(Theme(code=code, label=label))

    def account(self, email: str = "", **values: Any) -> Account:
        address = email or f"account{next(NEXT)}@example.org"
        return self.save(Account(email=address, created_at=clock.now(), **values))

    def partner(self, name: str = "", **values: Any) -> Partner:
        named = name or f"Service {next(NEXT)}"
        slug = values.pop("slug", slugify(named))
        return self.save(Partner(name=named, folded_name=fold(named), slug=slug, created_at=clock.now(), **values))

    def membership(
        self, account: Account, partner: Partner, role: MembershipRole = MembershipRole.COORDINATOR
    ) -> Membership:
        return self.save(Membership(account_id=account.id, partner_id=partner.id, role=role, since=clock.now()))

    def coordinator(self, partner: Partner, email: str = "") -> Account:
        account = self.account(email, given_name="Fatou", family_name="Exemple")
        self.membership(account, partner)
        return account

    def staff(self, email: str = "", **values: Any) -> Account:
        return self.account(email, is_staff=True, given_name="Lise", family_name="Gabarit", **values)

    def token_of(self, account: Account) -> str:
        """A signed-in browser's secret for `account`, the second factor shown."""
        token = secrets.token_urlsafe(16)
        now = clock.now()
        self.save(
            SignIn(
                token_hash=hashed(token), account_id=account.id, created_at=now, last_seen_at=now, second_factor_at=now
            )
        )
        return token

    def person(self, partner: Partner, given_name: str = "Noé", family_name: str = "", **values: Any) -> Person:
        family = family_name or f"Épreuve{next(NEXT)}"
        return self.save(
            Person(
                partner_id=partner.id,
                given_name=given_name,
                family_name=family,
                folded_name=fold(f"{given_name} {family}"),
                email=values.pop("email", f"{fold(given_name)}.{next(NEXT)}@example.org"),
                created_at=clock.now(),
                **values,
            )
        )

    def workshop(self, title: str = "Comment accompagner un ménage ?", **values: Any) -> Workshop:
        slug = values.pop("slug", f"{slugify(title)}-{next(NEXT)}")
        status = values.pop("status", ContentStatus.PUBLISHED)
        return self.save(Workshop(slug=slug, title=title, status=status, created_at=clock.now(), **values))

    def venue(self, name: str = "Salle Harmegnies") -> Venue:
        nis = self.municipality().nis
        return self.save(Venue(name=name, street="rue de l’Exemple 1", postcode="6000", municipality_nis=nis))

    def training_session(self, *, starts_at: datetime | None = None, **values: Any) -> TrainingSession:
        """A published session of one morning in 30 days, open since yesterday, at a venue."""
        workshop_id = values.pop("workshop_id", None) or self.workshop().id
        venue_id = values.pop("venue_id", None) or self.venue().id
        session = self.save(
            TrainingSession(
                workshop_id=workshop_id,
                public_id=values.pop("public_id", secrets.token_hex(4)),
                status=values.pop("status", SessionStatus.PUBLISHED),
                published_at=values.pop("published_at", clock.now() - timedelta(days=1)),
                created_at=clock.now() - timedelta(days=1),
                **values,
            )
        )
        self.meeting(session, starts_at or morning_in(30), venue_id)
        return session

    def meeting(self, session: TrainingSession, starts_at: datetime, venue_id: int | None = None) -> Meeting:
        ends_at = starts_at + timedelta(hours=3, minutes=30)
        return self.save(Meeting(session_id=session.id, starts_at=starts_at, ends_at=ends_at, venue_id=venue_id))

    def trainer(self, session: TrainingSession, email: str = "") -> Account:
        account = self.account(email, given_name="Yanis", family_name="Esquisse")
        self.save(SessionTrainer(session_id=session.id, account_id=account.id))
        return account

    def registration(
        self,
        session: TrainingSession,
        person: Person,
        state: RegistrationState = RegistrationState.CONFIRMED,
        **values: Any,
    ) -> Registration:
        return self.save(
            Registration(
                session_id=session.id,
                partner_id=person.partner_id,
                person_id=person.id,
                state=state,
                joined_at=values.pop("joined_at", clock.now()),
                **values,
            )
        )

    def noted(
        self, registration_id: int, meeting_id: int, mark: PresenceMark | bool = True, by: int | None = None
    ) -> Presence:
        """A mark at a meeting, made now by account `by`, or by one of staff; True is present, False absent."""
        if isinstance(mark, bool):
            mark = PresenceMark.PRESENT if mark else PresenceMark.ABSENT
        row = Presence(registration_id=registration_id, meeting_id=meeting_id, mark=mark)
        row.marked_by_id, row.marked_at = by or self.staff().id, clock.now()
        return self.save(row)

    def seat_to_name(self, session: TrainingSession, partner: Partner, now: datetime) -> Registration:
        """A seat held since `now` without a name, for a week."""
        return self.save(
            Registration(
                session_id=session.id,
                partner_id=partner.id,
                state=RegistrationState.HELD,
                joined_at=now,
                hold_expires_at=now + timedelta(days=7),
            )
        )

    def certificate(self, row: Registration, number: str = "2026-K7QX-4M2P", **values: Any) -> Certificate:
        """Of a session given yesterday morning."""
        start = clock.now() - timedelta(days=1)
        said = {
            "name": "Noé Essai",
            "title": "Se chauffer sans se ruiner",
            "meetings": [[start.isoformat(), (start + timedelta(hours=3, minutes=30)).isoformat()]],
            "minutes": 210,
            "organisation": "La Sambrienne",
            "trainers": ["Yanis Esquisse"],
            "issued_at": clock.now(),
        }
        return self.save(Certificate(registration_id=row.id, number=number, **{**said, **values}))
