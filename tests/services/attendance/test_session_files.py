"""Files of sessions and photos of signed sheets: who reads them, and that their bytes go with them. On both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from portal import clock
from portal.documents.base import uploads
from portal.documents.base.uploads import AcceptedFile
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.base.journal import Event
from portal.models.network.partners import Site
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance.preparation import session_files as queries
from portal.queries.base.sessions import card_by_id
from portal.queries.registrations.registrations import views
from portal.rules.attendance.session_files import MOST_FILES, MOST_SCANS, Shown
from portal.rules.base.permissions import ANONYMOUS, Actor
from portal.rules.base.states import AttachmentKind, CancelReason, RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import MeetingNotBegun, TooManyFiles, TooManyScans
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.registrations import SessionCancelled
from portal.services.attendance.preparation import session_files as services
from portal.services.attendance.preparation.session_files import FileChange, NewFile, NewScan
from portal.services.base import files, jobs
from portal.services.library import attachments
from portal.services.library.attachments import NewAttachment
from portal.services.upkeep import retention
from tests import sheet_factories
from tests.documents.files import picture
from tests.factories import World
from tests.partner_factories import site
from tests.statements import statements_of

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
END = START + timedelta(hours=3, minutes=30)
BEFORE, AFTER = Shown.BEFORE, Shown.AFTER


@pytest.fixture(autouse=True)
def in_the_room() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START + timedelta(hours=1), tick=False) as traveller:
        yield traveller


class Room:
    """A session under way: its trainer, one of staff, Nadia of FADD who is registered, and her coordinator."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session = world.training_session(starts_at=START, published_at=START - timedelta(days=40))
        self.id, self.public_id = self.session.id, self.session.public_id
        self.trainer = world.trainer(self.session).id
        self.partner = world.partner("FADD")
        self.person = world.person(self.partner, "Nadia", email="nadia@example.org")
        self.row = world.registration(self.session, self.person)
        self.meeting = card_by_id(self.id).meetings[0]

    def add(self, content: bytes = b"- bail\n", shown: Shown = BEFORE, title: str = "Liste") -> str:
        upload = uploads.inspect(content, "Ma liste.txt")
        return services.add(NewFile(self.id, title, shown, upload, self.trainer))

    def scan(self, side: int = 40) -> str:
        return services.attach_scan(NewScan(self.id, self.meeting.id, photo(side), self.trainer))

    def gives(self) -> Actor:
        return Actor(self.trainer, "trainer@example.org", teaches=frozenset({self.id}))


def photo(side: int = 40) -> AcceptedFile:
    return uploads.inspect_scan(picture("JPEG", (side, side)), "IMG_2041 chez Nadia.jpg")


def seen(room: Room) -> list[str]:
    return [file.title for file in queries.for_registered([card_by_id(room.id)])[room.id]]


@pytest.fixture
def room(world: World) -> Room:
    return Room(world)


NADIA = Actor(90, "nadia@example.org")


def test_a_file_is_for_the_registered_at_once_or_after_the_session(
    room: Room, in_the_room: time_machine.Traveller
) -> None:
    room.add(title="Programme")
    later = room.add(b"diapos\n", AFTER, "Diapositives")

    assert seen(room) == ["Programme"]
    with pytest.raises(NotFound):
        queries.served(NADIA, room.public_id, later)
    with pytest.raises(NotFound):
        queries.served_to(views(Registration.id == room.row.id)[0], later)

    in_the_room.move_to(END)
    assert seen(room) == ["Programme", "Diapositives"]
    assert queries.served(NADIA, room.public_id, later).title == "Diapositives"
    assert queries.served_to(views(Registration.id == room.row.id)[0], later).title == "Diapositives"


def test_who_gives_the_session_reads_every_file_before(room: Room) -> None:
    later = room.add(shown=AFTER)

    for actor in (room.gives(), Actor(91, is_staff=True)):
        assert queries.served(actor, room.public_id, later).filename == "ma-liste.txt"
        assert [file.stable_id for file in queries.page_of(actor, room.public_id).files] == [later]


def test_the_coordinator_of_who_is_registered_reads_what_she_reads(room: Room) -> None:
    now, later = room.add(), room.add(b"diapos\n", AFTER)
    actor = Actor(92, "fatou@example.org", coordinates=frozenset({room.partner.id}))

    assert queries.served(actor, room.public_id, now).title == "Liste"
    with pytest.raises(NotFound):
        queries.served(actor, room.public_id, later)


def test_nobody_else_reads_a_file(room: Room, world: World) -> None:
    file = room.add()
    other = world.partner("Relogeas")
    elsewhere = world.training_session(starts_at=START)
    world.registration(elsewhere, world.person(other, email="tom@example.org"))
    strangers = [
        ANONYMOUS,
        Actor(93, "tom@example.org"),
        Actor(94, "autre@example.org", coordinates=frozenset({other.id})),
        Actor(95, "membre@example.org", belongs_to=frozenset({room.partner.id})),
        Actor(96, "formatrice@example.org", teaches=frozenset({elsewhere.id})),
        Actor(97, is_staff=True, awaiting_second_factor=True),
    ]

    for actor in strangers:
        with pytest.raises(NotFound):
            queries.served(actor, room.public_id, file)
    with pytest.raises(NotFound):
        queries.served(NADIA, elsewhere.public_id, file)


@pytest.mark.parametrize(
    "state", [RegistrationState.PENDING, RegistrationState.WAITLISTED, RegistrationState.CANCELLED]
)
def test_who_waits_or_gave_up_is_not_registered(world: World, room: Room, state: RegistrationState) -> None:
    file = room.add()
    reason = CancelReason.BY_PERSON if state is RegistrationState.CANCELLED else None
    person = world.person(world.partner(), email="lea@example.org")
    row = world.registration(room.session, person, state, cancel_reason=reason)

    with pytest.raises(NotFound):
        queries.served(Actor(98, "lea@example.org"), room.public_id, file)
    with pytest.raises(NotFound):
        queries.served_to(views(Registration.id == row.id)[0], file)


def test_who_left_in_the_course_of_the_session_reads_no_more(world: World, room: Room) -> None:
    file = room.add()
    row = world.get(Registration, room.row.id)
    row.left_at = clock.now()
    world.save(row)

    for actor in (NADIA, Actor(92, "fatou@example.org", coordinates=frozenset({room.partner.id}))):
        with pytest.raises(NotFound):
            queries.served(actor, room.public_id, file)
    with pytest.raises(NotFound):
        queries.served_to(views(Registration.id == room.row.id)[0], file)


def test_who_coordinates_one_site_reads_what_its_people_read(world: World, room: Room) -> None:
    file, hers, other = room.add(), site(world, room.partner), site(world, room.partner)
    person = world.get(Person, room.person.id)
    person.site_id = hers.id
    world.save(person)

    def limited(to: Site) -> Actor:
        partner = room.partner.id
        return Actor(92, "f@example.org", coordinates=frozenset({partner}), held_to=frozenset({(partner, to.id)}))

    assert queries.served(limited(hers), room.public_id, file).title == "Liste"
    with pytest.raises(NotFound):
        queries.served(limited(other), room.public_id, file)


def test_a_photo_of_the_sheet_is_for_trainers_and_staff_alone(room: Room, world: World) -> None:
    scan = room.scan()
    elsewhere = world.training_session(starts_at=START)

    for actor in (room.gives(), Actor(91, is_staff=True)):
        assert queries.served_scan(actor, room.public_id, scan).filename == "feuille-signee-2026-12-03.jpg"
        assert list(queries.scans_of(actor, room.public_id).scans) == [room.meeting.id]
    coordinator = Actor(92, "fatou@example.org", coordinates=frozenset({room.partner.id}))
    for actor in (ANONYMOUS, NADIA, coordinator, Actor(96, "f@example.org", teaches=frozenset({elsewhere.id}))):
        with pytest.raises(NotFound):
            queries.served_scan(actor, room.public_id, scan)
        with pytest.raises(NotFound):
            queries.scans_of(actor, room.public_id)
    with pytest.raises(NotFound):
        queries.served_scan(room.gives(), elsewhere.public_id, scan)
    with pytest.raises(NotFound):
        queries.served(NADIA, room.public_id, scan)


def test_a_file_is_renamed_shown_later_and_taken_away_by_who_saw_its_page(room: Room, world: World) -> None:
    file = room.add()

    services.change(FileChange(room.id, file, 1, "Programme", AFTER), room.trainer)
    with pytest.raises(EditedMeanwhile):
        services.change(FileChange(room.id, file, 1, "Autre", BEFORE), room.trainer)

    [row] = world.all(SessionFile)
    assert (row.title, row.shown, row.version) == ("Programme", AFTER, 2)
    services.remove(room.id, file, room.trainer)
    assert world.all(SessionFile) == []
    assert [event.verb for event in world.all(Event)] == ["added_file", "changed_file", "removed_file"]


def test_a_file_of_another_session_is_not_touched(room: Room, world: World) -> None:
    file, scan, elsewhere = room.add(), room.scan(), world.training_session(starts_at=START)

    for act in (
        lambda: services.change(FileChange(elsewhere.id, file, 1, "X", AFTER), room.trainer),
        lambda: services.remove(elsewhere.id, file, room.trainer),
        lambda: services.remove_scan(elsewhere.id, scan, room.trainer),
        lambda: services.note_scan_seen(elsewhere.id, scan, room.trainer),
        lambda: services.attach_scan(NewScan(elsewhere.id, room.meeting.id, photo(), room.trainer)),
    ):
        with pytest.raises(NotFound):
            act()
    assert (len(world.all(SessionFile)), len(world.all(SheetScan))) == (1, 1)


def test_drafts_and_cancelled_sessions_take_nothing(room: Room, world: World) -> None:
    for status, refusal in ((SessionStatus.DRAFT, NotFound), (SessionStatus.CANCELLED, SessionCancelled)):
        row = world.get(TrainingSession, room.id)
        row.status = status
        world.save(row)
        with pytest.raises(refusal):
            room.add()
        with pytest.raises(refusal):
            room.scan()
    assert world.all(SessionFile) == []


def test_there_is_a_limit_to_files_and_photos_and_none_before_the_half_day(
    room: Room, in_the_room: time_machine.Traveller
) -> None:
    for number in range(MOST_FILES):
        room.add(f"{number}\n".encode())
    for number in range(MOST_SCANS):
        room.scan(20 + number)

    with pytest.raises(TooManyFiles):
        room.add()
    with pytest.raises(TooManyScans):
        room.scan()
    in_the_room.move_to(START - timedelta(minutes=1))
    with pytest.raises(MeetingNotBegun):
        room.scan()


def test_every_look_at_a_photo_is_journalled(room: Room, world: World) -> None:
    scan = room.scan()
    services.note_scan_seen(room.id, scan, room.trainer)

    last = world.all(Event)[-1]
    assert (last.verb, last.session_id, last.actor_id) == ("downloaded_scan", room.id, room.trainer)
    assert last.inputs == {"meeting": room.meeting.id}


def test_one_file_costs_the_registered_as_many_statements_as_three(room: Room) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            room.add()
        counts.append(len(statements_of(room.world.app, lambda: seen(room))))

    assert counts[0] == counts[1]


def bytes_of(upload: AcceptedFile) -> Path:
    return files.path_of(upload.sha256)


def night(traveller: time_machine.Traveller, moment: datetime) -> None:
    traveller.move_to(moment)
    retention.keep_to_terms(jobs.EVERYTHING)


def test_what_is_taken_away_leaves_the_disk_the_next_night(room: Room, in_the_room: time_machine.Traveller) -> None:
    file, scan = room.add(b"unique\n"), room.scan(33)
    paths = [bytes_of(uploads.inspect(b"unique\n", "a.txt")), bytes_of(photo(33))]
    services.remove(room.id, file, room.trainer)
    services.remove_scan(room.id, scan, room.trainer)
    assert [path.is_file() for path in paths] == [True, True]

    night(in_the_room, clock.now() + timedelta(hours=12))

    assert [path.exists() for path in paths] == [False, False]
    assert not [path for path in paths[0].parent.iterdir() if path.name.endswith(paths[0].name)]


def test_a_content_that_is_named_elsewhere_stays(room: Room, in_the_room: time_machine.Traveller) -> None:
    file, again = room.add(b"partout\n"), room.add(b"partout\n")
    upload = uploads.inspect(b"partout\n", "a.txt")
    sheet = sheet_factories.published(room.world)
    services.remove(room.id, file, room.trainer)
    night(in_the_room, clock.now() + timedelta(hours=12))
    assert bytes_of(upload).is_file()

    attachments.attach(NewAttachment(sheet.id, "Liste", AttachmentKind.CHECKLIST, upload, None))
    services.remove(room.id, again, room.trainer)
    night(in_the_room, clock.now() + timedelta(hours=12))
    assert bytes_of(upload).is_file()


def test_a_content_that_was_just_sent_anew_waits_for_its_row(room: Room, in_the_room: time_machine.Traveller) -> None:
    upload = uploads.inspect(b"deux fois\n", "a.txt")
    services.remove(room.id, room.add(b"deux fois\n"), room.trainer)
    in_the_room.shift(timedelta(hours=12))
    files.keep(upload)  # its row comes a moment later

    assert files.erase_released() == 0
    assert bytes_of(upload).read_bytes() == b"deux fois\n"
    in_the_room.shift(timedelta(hours=12))
    assert files.erase_released() == 1  # it never came


def test_what_nobody_let_go_is_left_alone(room: Room, in_the_room: time_machine.Traveller) -> None:
    upload = uploads.inspect(b"d'ailleurs\n", "a.txt")
    files.keep(upload)

    night(in_the_room, clock.now() + timedelta(days=400))

    assert bytes_of(upload).is_file()


def test_a_year_later_the_files_are_gone_and_the_signed_sheets_three_years_after_theirs(
    room: Room, world: World, in_the_room: time_machine.Traveller
) -> None:
    room.add(b"un an\n")
    room.scan(44)
    text, sheet = bytes_of(uploads.inspect(b"un an\n", "a.txt")), bytes_of(photo(44))

    night(in_the_room, datetime(2027, 12, 3, 22, tzinfo=UTC))
    assert (len(world.all(SessionFile)), text.is_file()) == (1, True)
    night(in_the_room, datetime(2027, 12, 4, 4, tzinfo=UTC))
    assert (world.all(SessionFile), text.exists()) == ([], False)

    night(in_the_room, datetime(2029, 12, 31, 4, tzinfo=UTC))
    assert (len(world.all(SheetScan)), sheet.is_file()) == (1, True)
    night(in_the_room, datetime(2030, 1, 1, 4, tzinfo=UTC))
    assert (world.all(SheetScan), sheet.exists()) == ([], False)
