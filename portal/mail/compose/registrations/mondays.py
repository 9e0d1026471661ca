"""The mail of Monday: where a coordinator's team goes in the week. Written inside the caller's `writing()`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.mail.stories.stories import spoken
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.rules.base.dates import date_medium, datetime_long
from portal.rules.registrations.mondays import Week

KIND = "monday_team"


@dataclass(frozen=True, slots=True)
class WeekMeeting:
    """A meeting of the week with the names of who comes, in the order of a list of people."""

    title: str
    starts_at: datetime
    names: Sequence[str]


def envelope(account: Account, partner: Partner, week: Week, meetings: Sequence[WeekMeeting]) -> Envelope:
    """The week of one team for one of its coordinators, told once."""
    return Envelope(
        key=f"{KIND}:{partner.id}:{account.id}:{week.monday.isoformat()}",
        once=True,
        kind=KIND,
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            "given_name": unlinkable(account.called),
            "partner": unlinkable(partner.name),
            "monday": date_medium(week.monday),
            "meetings": [
                (datetime_long(one.starts_at), unlinkable(one.title), [unlinkable(name) for name in one.names])
                for one in meetings
            ],
            "team_url": page(f"/mon-association?association={partner.slug}"),
            "stop_url": page(f"/mon-association/agenda?association={partner.slug}"),
        },
        expires_at=week.ends_at,
        cause=Cause(account=account.id, partner=partner.id),
    )
