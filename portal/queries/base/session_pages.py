"""Reading the public page of a session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.database import rows
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account
from portal.models.library.toolkits import Sheet, Toolkit, ToolkitEntry
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.queries.base.joined import apart, joined
from portal.queries.base.sessions import CARDS, SessionCard, cards_of, only, shown
from portal.rules.base.names import book_order, full_name
from portal.rules.base.states import ContentStatus, Visibility


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A sheet of the session's toolkit."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """How to reach a room, and what makes it easy to enter; `number` is its row."""

    number: int
    name: str
    step_free: str
    hearing_loop: str
    bus: str
    parking: str
    phone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Everything a session's public page shows; `venue` is that of its first meeting."""

    card: SessionCard
    objectives: tuple[str, ...]
    programme: str
    audience: str
    note: str
    contact_phone: str
    contact_email: str
    evaluation_link: str
    cancel_reason: str
    venue: VenueFacts | None
    trainers: tuple[tuple[str, str], ...]
    sheets: tuple[SheetLink, ...]


TRAINERS = (
    joined(Account.given_name, Account.family_name, Account.function)
    .join(SessionTrainer, SessionTrainer.account_id == Account.id)
    .where(SessionTrainer.session_id == TrainingSession.id)
    .correlate(TrainingSession)
    .scalar_subquery()
)
SHEETS = (
    joined(Toolkit.position, ToolkitEntry.position, Sheet.slug, Sheet.title)
    .select_from(Sheet)
    .join(ToolkitEntry, ToolkitEntry.sheet_id == Sheet.id)
    .join(Toolkit, Toolkit.id == ToolkitEntry.toolkit_id)
    .where(Toolkit.workshop_id == TrainingSession.workshop_id, Toolkit.status == ContentStatus.PUBLISHED)
    .where(Sheet.status == ContentStatus.PUBLISHED)
    .where((Sheet.visibility == Visibility.PUBLIC) | (Sheet.visibility == bindparam("readable")))
    .correlate(TrainingSession)
    .scalar_subquery()
)
FIRST_VENUE = (
    select(Meeting.venue_id)
    .where(Meeting.session_id == TrainingSession.id)
    .order_by(Meeting.starts_at, Meeting.id)
    .limit(1)
    .correlate(TrainingSession)
    .scalar_subquery()
)
VENUE = [
    Venue.id.label("number"),
    Venue.name,
    Venue.step_free,
    Venue.hearing_loop,
    Venue.bus,
    Venue.parking,
    Venue.phone,
    Venue.latitude,
    Venue.longitude,
]
PAGE = (
    CARDS.add_columns(
        TrainingSession.note,
        TrainingSession.contact_phone,
        TrainingSession.contact_email,
        TrainingSession.evaluation_link,
        TrainingSession.cancel_reason,
        Workshop.objectives,
        Workshop.programme,
        Workshop.audience,
        TRAINERS.label("trainers"),
        SHEETS.label("sheets"),
        *VENUE,  # last: `_venue` counts on it
    )
    .outerjoin(Venue, Venue.id == FIRST_VENUE)
    .where(TrainingSession.public_id == bindparam("public_id"))
)


def session_page(public_id: str, *, drafts: bool = False, network: bool = False) -> SessionPage:
    """One session's page in two statements. Raises NotFound; `network` shows the sheets kept for partners."""
    found = rows(PAGE, public_id=public_id, readable=Visibility.NETWORK if network else Visibility.PUBLIC)
    card = shown(only(cards_of(found)), drafts=drafts)
    row = found[0]
    return SessionPage(
        card=card,
        objectives=tuple(line.strip() for line in row.objectives.splitlines() if line.strip()),
        programme=row.programme,
        audience=row.audience,
        note=row.note,
        contact_phone=row.contact_phone,
        contact_email=row.contact_email,
        evaluation_link=row.evaluation_link,
        cancel_reason=row.cancel_reason,
        venue=_venue(row),
        trainers=_trainers(apart(row.trainers)),
        sheets=tuple(SheetLink(slug, title) for _kit, _place, slug, title in sorted(apart(row.sheets))),
    )


def _venue(row: AnyRow) -> VenueFacts | None:
    if row.number is None:
        return None
    return VenueFacts(*row[-len(VENUE) :])


def _trainers(found: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Name and function, by name."""
    named = sorted(found, key=lambda row: (book_order(row[0], row[1]), row[2]))
    return tuple((full_name(given, family), function) for given, family, function in named)
