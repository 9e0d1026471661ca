"""The question to all who wait, whether they still come. Written inside the caller's `writing()`."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.entries.situations import Row, Situation, by_name
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import mark
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account


def ask(session: Session, training_session_id: int, registration_ids: Collection[int]) -> None:
    """One mail to each person who waits, one to each coordinator of their partners with all its names."""
    situation = situations.read(session, training_session_id, registration_ids, everyone=False)
    rows = by_name(situation.rows[number] for number in registration_ids)
    situations.read_accounts(session, situation, [row.partner.id for row in rows], None)
    outbox.put_all(session, [*to_people(situation, rows), *to_coordinators(situation, rows)])


def to_people(situation: Situation, rows: list[Row]) -> Iterator[Envelope]:
    """The question to who waits and has an address."""
    for row in rows:
        if row.mailbox:
            number = row.registration.id
            yield Envelope(
                kind="still_coming",
                to_address=row.mailbox,
                to_name=header_name([row.name]),
                context={
                    **about(situation),
                    "given_name": row.given_name,
                    "hand_on": "",
                    "own_links": [(row.name, mark(row.registration))],
                    "by_self": False,
                    "partner": "" if row.partner.individual else row.partner_name,
                },
                session_id=situation.training.id,
                expires_at=situation.start,
                cause=Cause(registrations=[number]),
            )


def to_coordinators(situation: Situation, rows: list[Row]) -> Iterator[Envelope]:
    """The question to the coordinators of who waits."""
    teams: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        teams[row.partner.id].append(row)
    for partner_id, team in teams.items():
        for account in situation.coordinators[partner_id]:
            if any(row.mailbox != account.email for row in team):
                yield _to_team(situation, account, team)


def _to_team(situation: Situation, account: Account, team: list[Row]) -> Envelope:
    partner = team[0].partner
    return Envelope(
        kind="still_coming_team",
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            **about(situation),
            "given_name": unlinkable(account.called),
            "partner": team[0].partner_name,
            "names": [row.name for row in team],
            "team_url": page(f"/associations/{partner.slug}/seances/{situation.training.public_id}"),
        },
        session_id=situation.training.id,
        expires_at=situation.start,
        cause=Cause(registrations=[row.registration.id for row in team]),
    )
