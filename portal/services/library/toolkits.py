"""Toolkits: ordered sheets, usually for one workshop.

`version` is the one the editor's page was drawn with: if somebody saved meanwhile, EditedMeanwhile is raised.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.database import lock_row, writing
from portal.models.library.toolkits import Sheet, Toolkit, ToolkitEntry
from portal.models.planning.workshops import Workshop
from portal.rules.base.states import ContentStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.base.journal import Entry, record
from portal.services.base.slugs import free_slug


@dataclass(frozen=True, slots=True)
class ToolkitText:
    """What a toolkit says of itself, and the workshop it belongs to."""

    title: str
    intro: str = ""
    workshop_id: int | None = None


def create(text: ToolkitText, actor_id: int | None) -> str:
    """Begin a toolkit, after the others; returns its slug. Raises NotFound for the workshop."""
    with writing() as session:
        _check_workshop(session, text.workshop_id)
        last = session.scalar(select(func.max(Toolkit.position))) or 0
        toolkit = Toolkit(
            slug=free_slug(session, Toolkit, text.title),
            title=text.title,
            intro=text.intro,
            workshop_id=text.workshop_id,
            position=last + 1,
        )
        session.add(toolkit)
        session.flush()
        record(session, actor_id, Entry(Verb.CREATED, ObjectKind.TOOLKIT, toolkit.id, after=toolkit.title))
        return toolkit.slug


def edit(toolkit_id: int, version: int, text: ToolkitText, actor_id: int | None) -> str:
    """Change what it says; returns its slug, which follows the title until the first publication.

    Raises NotFound or EditedMeanwhile.
    """
    with writing() as session:
        toolkit = _locked(session, toolkit_id, version)
        _check_workshop(session, text.workshop_id)
        before = toolkit.title
        toolkit.title, toolkit.intro, toolkit.workshop_id = text.title, text.intro, text.workshop_id
        if toolkit.status is ContentStatus.DRAFT:
            toolkit.slug = free_slug(session, Toolkit, text.title, toolkit.id)
        record(
            session, actor_id, Entry(Verb.EDITED, ObjectKind.TOOLKIT, toolkit.id, before=before, after=toolkit.title)
        )
        return toolkit.slug


def set_status(toolkit_id: int, version: int, status: ContentStatus, actor_id: int | None) -> None:
    """Publish or archive. Raises NotFound or EditedMeanwhile."""
    with writing() as session:
        toolkit = _locked(session, toolkit_id, version)
        before, toolkit.status = toolkit.status, status
        entry = Entry(Verb.SET_STATUS, ObjectKind.TOOLKIT, toolkit.id, before=before.value, after=status.value)
        record(session, actor_id, entry)


def add_sheet(toolkit_id: int, sheet_id: int, actor_id: int | None) -> None:
    """Put a sheet last in the toolkit; nothing happens when it is there already. Raises NotFound."""

    def added(session: Session, toolkit: Toolkit) -> None:
        if session.get(Sheet, sheet_id) is None:
            raise NotFound
        append(toolkit, sheet_id)

    _arrange(toolkit_id, actor_id, added)


def remove_sheet(toolkit_id: int, sheet_id: int, actor_id: int | None) -> None:
    """Take a sheet out of the toolkit; the sheet itself stays. Raises NotFound."""

    def removed(_session: Session, toolkit: Toolkit) -> None:
        toolkit.entries.remove(toolkit.entries[_place_of(toolkit, sheet_id)])

    _arrange(toolkit_id, actor_id, removed)


def move_sheet(toolkit_id: int, sheet_id: int, step: int, actor_id: int | None) -> None:
    """Move a sheet `step` places down (negative: up), never past an end. Raises NotFound."""

    def moved(_session: Session, toolkit: Toolkit) -> None:
        ordered = list(toolkit.entries)
        place = _place_of(toolkit, sheet_id)
        entry = ordered.pop(place)
        ordered.insert(max(place + step, 0), entry)
        _number(ordered)

    _arrange(toolkit_id, actor_id, moved)


def append(toolkit: Toolkit, sheet_id: int) -> None:
    """Put a sheet last in the toolkit, once. Runs inside the caller's `writing()`."""
    if all(entry.sheet_id != sheet_id for entry in toolkit.entries):
        last = max((entry.position for entry in toolkit.entries), default=0)
        toolkit.entries.append(ToolkitEntry(sheet_id=sheet_id, position=last + 1))


def _arrange(toolkit_id: int, actor_id: int | None, change: Callable[[Session, Toolkit], None]) -> None:
    """One change of the order as it is now: no version is asked, for nothing typed can be lost."""
    with writing() as session:
        toolkit = lock_row(session, Toolkit, toolkit_id)
        change(session, toolkit)
        session.flush()
        order = ",".join(str(entry.sheet_id) for entry in sorted(toolkit.entries, key=_position))
        record(session, actor_id, Entry(Verb.ARRANGED, ObjectKind.TOOLKIT, toolkit.id, after=order))


def _position(entry: ToolkitEntry) -> int:
    return entry.position


def _number(entries: list[ToolkitEntry]) -> None:
    for position, entry in enumerate(entries, start=1):
        entry.position = position


def _place_of(toolkit: Toolkit, sheet_id: int) -> int:
    places = [place for place, entry in enumerate(toolkit.entries) if entry.sheet_id == sheet_id]
    if not places:
        raise NotFound
    return places[0]


def _check_workshop(session: Session, workshop_id: int | None) -> None:
    if workshop_id is not None and session.get(Workshop, workshop_id) is None:
        raise NotFound


def _locked(session: Session, toolkit_id: int, version: int) -> Toolkit:
    toolkit = lock_row(session, Toolkit, toolkit_id)
    if toolkit.version != version:
        raise EditedMeanwhile
    toolkit.version += 1
    return toolkit
