"""A region's portal after some years: hundreds of partners, and all that people, mails and the journal leave behind.

Rows go in by statements of many, past the services: what is measured over them is reading them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account, Membership
from portal.models.base.base import Base
from portal.models.base.journal import Event
from portal.models.library.toolkits import Revision, Sheet, Toolkit, ToolkitEntry
from portal.models.network.partners import Agreement, Contact, Municipality, Partner, Relationship, Site
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import JoinRequest, Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.text import fold

Rows = Iterable[dict[str, Any]]
AT_ONCE = 5_000
WORKSHOPS, TOOLKITS, SHEETS, VENUES, PEOPLE_A_PARTNER = 60, 40, 300, 60, 40
COMING, DAYS_BACK = 200, 1_400


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows of each kind. `room` people are in the first session: no room holds them, but a list must."""

    partners: int = 500
    sessions: int = 2_000
    registrations: int = 100_000
    events: int = 1_000_000
    mails: int = 300_000
    room: int = 10_000


class Crowd:
    """Adds the rows beside those that are there, whose first partner and first session get their share."""

    def __init__(self, app: Flask, size: Size) -> None:
        self.app, self.size, self.now = app, size, clock.now()
        self.ids: dict[type[Base], range] = {}

    def fill(self) -> None:
        """Add everything, in the order of the foreign keys."""
        with self.app.app_context():
            for part in (self.network, self.library, self.planning, self.people, self.line, self.post, self.journal):
                part()
                db.session.commit()
            if db.engine.dialect.name == "postgresql":
                self.go_on_numbering()
            db.session.remove()

    def go_on_numbering(self) -> None:
        """The rows came with numbers of their own: the next one follows them."""
        for model in self.ids:
            table = model.__tablename__
            db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))
        db.session.commit()

    def add(self, model: type[Base], rows: Rows) -> None:
        """Number the rows and write them."""
        first = (db.session.scalar(select(func.max(model.__table__.c.id))) or 0) + 1
        numbered = ({"id": number, **row} for number, row in enumerate(rows, first))
        self.ids[model] = range(first, first + self._write(model, numbered))

    def link(self, model: type[Base], rows: Rows) -> None:
        """Write rows that have no number of their own."""
        self._write(model, iter(rows))

    def _write(self, model: type[Base], rows: Iterator[dict[str, Any]]) -> int:
        written = 0
        while some := list(islice(rows, AT_ONCE)):
            db.session.execute(insert(model.__table__), some)  # type: ignore[arg-type]  # a table, as declared
            written += len(some)
        return written

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, ago: int) -> date:
        return clock.today() - timedelta(days=ago)

    def each(self, model: type[Base], number: int) -> int:
        """One of the rows, in turn."""
        ids = self.ids[model]
        return ids[number % len(ids)]

    def network(self) -> None:
        nis = db.session.scalars(select(Municipality.nis)).first()
        self.add(Partner, map(self.partner, range(self.size.partners)))
        ours = self.ids[Partner]
        self.add(Relationship, ({"partner_id": n, "kind": "public_body", "starts_on": self.day(900)} for n in ours))
        self.add(Agreement, ({"partner_id": n, "title": "Convention", "starts_on": self.day(900)} for n in ours))
        self.add(Account, ({"email": f"coordination{n}@example.org", "given_name": "Ana", "family_name": f"Relais{n}",
                            "created_at": self.ago(900)} for n in ours))  # fmt: skip
        self.add(Membership, ({"partner_id": n, "account_id": account, "role": "coordinator", "since": self.ago(900)}
                              for n, account in zip(ours, self.ids[Account], strict=True)))  # fmt: skip
        self.add(Site, ({"partner_id": n, "municipality_nis": nis, "label": f"Antenne {turn}", "postcode": "6000",
                         "street": f"rue de l’Exemple {turn}"} for n in ours for turn in (1, 2)))  # fmt: skip
        self.add(Contact, ({"partner_id": n, "kind": "role_mailbox", "phone": "+32 71 00 00 00", "visibility": "public",
                            "email": f"service{n}@example.org"} for n in ours))  # fmt: skip

    def partner(self, number: int) -> dict[str, Any]:
        name = f"Service d’aide {number:04}"
        words = "Aide sociale, guidance, énergie. " * 4
        return {"slug": f"service-{number}", "name": name, "folded_name": fold(name), "description": words,
                "status": "active", "verified_at": self.ago(number % 700), "created_at": self.ago(900)}  # fmt: skip

    def library(self) -> None:
        old = self.ago(800)
        self.add(Workshop, ({"slug": f"atelier-{n}", "title": f"Atelier {n:03}", "summary": "En bref. " * 10,
                             "status": "published", "created_at": old} for n in range(WORKSHOPS)))  # fmt: skip
        self.add(
            Toolkit, ({"slug": f"boite-{n}", "title": f"Boîte {n:03}", "status": "published"} for n in range(TOOLKITS))
        )
        self.add(Sheet, ({"slug": f"fiche-{n}", "title": f"Fiche {n:03}", "summary": "En bref.", "status": "published",
                          "created_at": old, "revised_on": self.day(n)} for n in range(SHEETS)))  # fmt: skip
        author = db.session.scalar(select(func.min(Account.id)))
        self.add(Revision, ({"sheet_id": n, "number": 1, "title": "Fiche", "summary": "En bref.", "author_id": author,
                             "body": "Un paragraphe de mots. " * 60, "saved_at": old, "published_at": old}
                            for n in self.ids[Sheet]))  # fmt: skip
        self.link(
            ToolkitEntry, ({"sheet_id": n, "toolkit_id": self.each(Toolkit, n), "position": n} for n in self.ids[Sheet])
        )

    def planning(self) -> None:
        nis = db.session.scalars(select(Municipality.nis)).first()
        self.add(Venue, ({"name": f"Salle {n:03}", "street": "rue de l’Exemple 1", "postcode": "6000",
                          "municipality_nis": nis} for n in range(VENUES)))  # fmt: skip
        self.add(TrainingSession, map(self.session, range(self.size.sessions)))
        self.add(Meeting, map(self.meeting, range(self.size.sessions)))
        trainers = [1, *db.session.scalars(select(SessionTrainer.account_id))]
        self.link(
            SessionTrainer,
            ({"session_id": n, "account_id": trainers[n % len(trainers)]} for n in self.ids[TrainingSession]),
        )

    def start(self, turn: int) -> datetime:
        """The first ones are still to come, a few a day; the others took place, the newest first."""
        days = turn // 4 + 3 if turn < COMING else -((turn - COMING) * DAYS_BACK // self.size.sessions + 1)
        return self.now + timedelta(days=days)

    def session(self, turn: int) -> dict[str, Any]:
        coming = self.start(turn) > self.now
        return {"public_id": f"foule{turn:04}", "workshop_id": self.each(Workshop, turn), "capacity": 60,
                "status": "published" if coming else "done", "created_at": self.ago(DAYS_BACK + 60),
                "published_at": min(self.now, self.start(turn)) - timedelta(days=40)}  # fmt: skip

    def meeting(self, turn: int) -> dict[str, Any]:
        start = self.start(turn)
        return {"session_id": self.ids[TrainingSession][turn], "starts_at": start, "venue_id": self.each(Venue, turn),
                "ends_at": start + timedelta(hours=3)}  # fmt: skip

    def people(self) -> None:
        """As many for each partner, and those of the full room for the first one."""
        homes = [*(n for n in self.ids[Partner] for _one in range(PEOPLE_A_PARTNER)), *([1] * PEOPLE_A_PARTNER)]
        self.add(Person, (self.person(turn, home) for turn, home in enumerate(homes)))
        self.add(JoinRequest, ({"account_id": self.each(Account, n), "partner_id": self.each(Partner, n),
                                "state": "accepted", "created_at": self.ago(n)}
                               for n in range(self.size.partners)))  # fmt: skip
        self.add(Interest, ({"workshop_id": self.each(Workshop, n), "account_id": self.each(Account, n), "seats": 1,
                             "partner_id": self.each(Partner, n), "created_at": self.ago(n), "changed_at": self.ago(n)}
                            for n in range(self.size.partners)))  # fmt: skip

    def person(self, turn: int, home: int) -> dict[str, Any]:
        given, family = f"Noé{turn % 97}", f"Épreuve{turn}"
        address = f"noe{turn}@example.org"
        return {"partner_id": home, "given_name": given, "family_name": family, "email": address, "mailbox": address,
                "folded_name": fold(f"{given} {family}"), "created_at": self.ago(700)}  # fmt: skip

    def line(self) -> None:
        a_session = self.size.registrations // self.size.sessions
        crowded = ((1, turn) for turn in range(min(self.size.room, len(self.ids[Person]))))
        spread = ((session, turn * a_session + seat) for turn, session in enumerate(self.ids[TrainingSession])
                  for seat in range(a_session))  # fmt: skip
        homes = {person: home for person, home in db.session.execute(select(Person.id, Person.partner_id))}
        over = set(self.ids[TrainingSession][COMING:])
        both = (pair for some in (spread, crowded) for pair in some)
        self.add(
            Registration,
            (self.registration(session, self.each(Person, turn), homes, session in over) for session, turn in both),
        )
        first, meetings = self.ids[Registration].start, self.ids[Meeting]
        came = ({"registration_id": first + turn * a_session + seat, "meeting_id": meetings[turn],
                 "mark": "present", "noted_by": "trainer",
                 "marked_by_id": 1, "marked_at": self.ago(1)}
                for turn in range(COMING, self.size.sessions) for seat in range(a_session))  # fmt: skip
        self.add(Presence, came)

    def registration(self, session: int, person: int, homes: dict[int, int], over: bool) -> dict[str, Any]:
        return {"session_id": session, "person_id": person, "partner_id": homes[person], "joined_at": self.ago(30),
                "confirmed_at": self.ago(30), "state": "completed" if over else "confirmed",
                "outcome": "attended" if over else None}  # fmt: skip

    def post(self) -> None:
        self.add(OutboxMessage, map(self.mail, range(self.size.mails)))

    def mail(self, turn: int) -> dict[str, Any]:
        at = self.ago((self.size.mails - turn) * DAYS_BACK / self.size.mails)
        return {"key": f"crowd:{turn}", "kind": "reminder", "to_address": f"noe{turn % 20_000}@example.org",
                "subject": "Rappel : votre formation", "body_text": "Bonjour, " * 20,
                "body_html": "<p>Bonjour</p>" * 20,
                "message_id": f"<crowd{turn}@example.org>", "not_before": at, "created_at": at, "sent_at": at,
                "state": "sent", "session_id": self.each(TrainingSession, turn)}  # fmt: skip

    def journal(self) -> None:
        self.add(Event, map(self.event, range(self.size.events)))

    def event(self, turn: int) -> dict[str, Any]:
        of_a_registration = turn % 5 > 0
        return {"at": self.ago((self.size.events - turn) * DAYS_BACK / self.size.events),
                "actor_id": self.each(Account, turn),
                "verb": "registered" if of_a_registration else "downloaded",
                "object_kind": "registration" if of_a_registration else "session",
                "object_id": self.each(Registration if of_a_registration else TrainingSession, turn),
                "session_id": self.each(TrainingSession, turn)}  # fmt: skip
