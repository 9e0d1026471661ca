"""Reading workshops: the public pages, the staff's list, what a form offers to choose from."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.database import db
from portal.models.library.toolkits import Toolkit
from portal.models.network.partners import Municipality, Theme
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.queries.base.sessions import SessionCard, cards
from portal.rules.base.names import in_order
from portal.rules.base.states import ContentStatus, SessionStatus
from portal.rules.refusals import NotFound

SHOWN = (SessionStatus.PUBLISHED, SessionStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class WorkshopCard:
    """A workshop with the sessions of it that come."""

    workshop: Workshop
    sessions: tuple[SessionCard, ...]


@dataclass(frozen=True, slots=True)
class ToolkitLink:
    """The published toolkit of a workshop."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """Everything a workshop's public page shows."""

    workshop: Workshop
    objectives: tuple[str, ...]
    sessions: tuple[SessionCard, ...]
    toolkit: ToolkitLink | None


def published() -> list[WorkshopCard]:
    """The published workshops by title, with their coming published sessions; four statements."""
    shown = select(Workshop).where(Workshop.status == ContentStatus.PUBLISHED)
    found = db.session.scalars(shown.options(selectinload(Workshop.themes)))
    workshops = sorted(found, key=lambda workshop: (in_order(workshop.title), workshop.id))
    sessions: dict[str, list[SessionCard]] = defaultdict(list)
    for card in _coming(SessionStatus.PUBLISHED):
        sessions[card.workshop_slug].append(card)
    return [WorkshopCard(workshop, tuple(sessions[workshop.slug])) for workshop in workshops]


def page(slug: str, *, drafts: bool = False) -> WorkshopPage:
    """One workshop's public page. Raises NotFound; what is not published is found where `drafts` allows."""
    workshop = by_slug(slug)
    if workshop.status is not ContentStatus.PUBLISHED and not drafts:
        raise NotFound
    return WorkshopPage(
        workshop=workshop,
        objectives=tuple(line.strip() for line in workshop.objectives.splitlines() if line.strip()),
        sessions=tuple(_coming(*SHOWN, workshop_id=workshop.id)),
        toolkit=_toolkit(workshop.id),
    )


def _coming(*statuses: SessionStatus, workshop_id: int | None = None) -> list[SessionCard]:
    not_over = select(Meeting.session_id).where(Meeting.ends_at > clock.now())
    wanted = TrainingSession.status.in_(statuses) & TrainingSession.id.in_(not_over)
    return cards(wanted if workshop_id is None else wanted & (TrainingSession.workshop_id == workshop_id))


def _toolkit(workshop_id: int) -> ToolkitLink | None:
    found = db.session.execute(
        select(Toolkit.slug, Toolkit.title)
        .where(Toolkit.workshop_id == workshop_id, Toolkit.status == ContentStatus.PUBLISHED)
        .order_by(Toolkit.position, Toolkit.id)
        .limit(1)
    ).one_or_none()
    return ToolkitLink(found.slug, found.title) if found else None


def by_slug(slug: str) -> Workshop:
    """A workshop in any state, with its themes. Raises NotFound."""
    wanted = select(Workshop).where(Workshop.slug == slug).options(selectinload(Workshop.themes))
    workshop = db.session.scalars(wanted).one_or_none()
    if workshop is None:
        raise NotFound
    return workshop


def all_workshops() -> list[Workshop]:
    """Every workshop for staff: by status (drafts, published, archived), then title."""
    order = list(ContentStatus)
    return sorted(
        db.session.scalars(select(Workshop)),
        key=lambda workshop: (order.index(workshop.status), in_order(workshop.title), workshop.id),
    )


def themes() -> list[Theme]:
    """The themes, in their order."""
    return list(db.session.scalars(select(Theme).order_by(Theme.position, Theme.id)))


def venues() -> list[Venue]:
    """The venues by name, with their municipalities."""
    statement = select(Venue).options(selectinload(Venue.municipality))
    return sorted(db.session.scalars(statement), key=lambda venue: (in_order(venue.name), venue.id))


def venue(venue_id: int) -> Venue:
    """One venue. Raises NotFound."""
    found = db.session.get(Venue, venue_id)
    if found is None:
        raise NotFound
    return found


def municipalities() -> list[Municipality]:
    """The municipalities by name, those that no longer exist left out."""
    current = select(Municipality).where(Municipality.valid_to.is_(None))
    return sorted(db.session.scalars(current), key=lambda municipality: in_order(municipality.name))
