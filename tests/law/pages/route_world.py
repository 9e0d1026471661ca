"""The small world behind the table of routes: one object of each kind, and one account of each role.

Its first partner is FADD (id 1), its first session `seance01` (id 1), where the first person (id 1) has the
first registration (id 1). What a stranger must not see belongs to them.
"""

import hashlib
from datetime import date, timedelta

from sqlalchemy import delete

from portal import clock
from portal.database import writing
from portal.models.attendance.evaluations import Evaluation, EvaluationAnswer, EvaluationTicket
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.base.search_words import Locality, SynonymGroup
from portal.models.library.toolkits import Attachment, AttachmentVersion, Revision, Sheet, Toolkit, ToolkitEntry
from portal.models.network.partners import Agreement, Contact, Relationship, Site
from portal.models.planning.announcements import Announcement, MailPreference
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import JoinRequest
from portal.rules.attendance.evaluations import Wave
from portal.rules.attendance.session_files import Shown
from portal.rules.base.secrets import hashed
from portal.rules.base.states import (
    AttachmentKind,
    ContactKind,
    ContentStatus,
    InboundKind,
    InboundReason,
    InboundState,
    MembershipRole,
    RelationshipKind,
    WordKind,
)
from tests.documents.files import picture
from tests.factories import World
from tests.law.pages import route_samples as sample

ROLES = (
    "anonymous",
    "unknown",
    "member",
    "coordinator",
    "other_coordinator",
    "trainer",
    "other_trainer",
    "staff",
    "admin",
)
TEXT = b"Une ligne.\n"


def build(world: World) -> dict[str, str]:
    """Make the world; returns the cookie token of each role but the anonymous one."""
    own, other = world.partner("FADD", slug=sample.PARTNER), world.partner("Relogeas")
    workshop = world.workshop("Atelier", slug=sample.WORKSHOP)
    session = world.training_session(workshop_id=workshop.id, public_id=sample.SESSION)
    another = world.training_session(workshop_id=workshop.id, public_id="seance02")
    coordinator = world.coordinator(own, "coordinator@example.org")
    member = world.account("member@example.org")
    world.membership(member, own, MembershipRole.MEMBER)
    staff = world.staff("staff@example.org", totp_confirmed_at=clock.now())
    accounts = {
        "unknown": world.account("unknown@example.org"),
        "member": member,
        "coordinator": coordinator,
        "other_coordinator": world.coordinator(other, "other@example.org"),
        "trainer": world.trainer(session, "trainer@example.org"),
        "other_trainer": world.trainer(another, "other-trainer@example.org"),
        "staff": staff,
        "admin": world.staff("admin@example.org", is_admin=True, totp_confirmed_at=clock.now()),
    }
    world.save(SynonymGroup(kind=WordKind.SYNONYM, words="caution ; garantie"))
    world.save(Locality(name="Jumet", postcode="6040", municipality_nis=world.municipality().nis))
    seated = world.registration(session, world.person(own), link_nonce=sample.NONCE)
    world.certificate(seated, sample.CERTIFICATE)
    _evaluation(world, session)
    world.save(TrainerQuestion(session_id=session.id, registration_id=seated.id, text="Un mot, et lequel"))
    _session_files(world, session, accounts["trainer"].id)
    _directory(world, own.id)
    _library(world, workshop.id, staff.id)
    _requests(world, session)
    _announcements(world, staff.id)
    _inbound(world, session)
    return {role: world.token_of(account) for role, account in accounts.items()}


def _evaluation(world: World, session: TrainingSession) -> None:
    """Answered by six long enough ago to be shown; one ticket has not served."""
    today = clock.today()
    days = {"opens_on": today - timedelta(days=20), "results_on": today, "last": today + timedelta(days=20)}
    asked = world.save(Evaluation(session_id=session.id, wave=Wave.FIRST, scales=[], useful=[], missing=[], **days))
    world.save(EvaluationTicket(evaluation_id=asked.id, ticket_hash=hashed(sample.BY_NAME["ticket"]), used=False))
    for number in range(6):
        said = {"scales": [1 + number % 4, 3, 4, None], "useful": [0], "missing": [], "words": "Un mot."}
        world.save(EvaluationAnswer(evaluation_id=asked.id, paper=False, shown=True, **said))


def _directory(world: World, partner_id: int) -> None:
    day = date(2026, 1, 1)
    nis = world.municipality().nis
    world.theme()
    world.save(Relationship(partner_id=partner_id, kind=RelationshipKind.TENANT_ASSOCIATION, starts_on=day))
    world.save(Agreement(partner_id=partner_id, title="Convention", starts_on=day))
    world.save(Site(partner_id=partner_id, label="Siège", municipality_nis=nis))
    world.save(Contact(partner_id=partner_id, kind=ContactKind.ROLE_MAILBOX, email="fadd@example.org"))


def _library(world: World, workshop_id: int, author_id: int) -> None:
    published = {"status": ContentStatus.PUBLISHED}
    toolkit = world.save(Toolkit(slug=sample.TOOLKIT, title="Boîte", workshop_id=workshop_id, **published))
    sheet = world.save(
        Sheet(
            slug=sample.SHEET,
            title="Fiche",
            summary="En bref.",
            revised_on=clock.today(),
            created_at=clock.now(),
            **published,
        )
    )
    now = clock.now()
    world.save(
        Revision(
            sheet_id=sheet.id,
            number=1,
            title="Fiche",
            summary="En bref.",
            body="Texte.",
            author_id=author_id,
            saved_at=now,
            published_at=now,
        )
    )
    world.save(ToolkitEntry(toolkit_id=toolkit.id, sheet_id=sheet.id))
    _file(world, sheet.id)


def _on_disk(world: World, content: bytes) -> dict[str, object]:
    """The content under its digest, and what a row says of it."""
    digest = hashlib.sha256(content).hexdigest()
    path = world.app.config["PORTAL"].home / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"sha256": digest, "size": len(content)}


def _session_files(world: World, session: TrainingSession, trainer_id: int) -> None:
    """A document for the registered, and the photo of a signed sheet."""
    told = {"added_at": clock.now(), "added_by_id": trainer_id}
    text = {"filename": "liste.txt", "mime": "text/plain", **_on_disk(world, TEXT)}
    shown = {"title": "Programme", "shown": Shown.BEFORE}
    world.save(SessionFile(stable_id=sample.SESSION_FILE, session_id=session.id, **shown, **text, **told))
    photo = {"filename": "feuille.jpg", "mime": "image/jpeg", **_on_disk(world, picture("JPEG"))}
    [meeting] = world.all(Meeting, session_id=session.id)
    world.save(SheetScan(stable_id=sample.SHEET_SCAN, meeting_id=meeting.id, **photo, **told))


def without_photos(world: World) -> None:
    """No photo of a sheet: a half-day that has one has begun, so that it neither moves nor leaves its session."""
    with world.app.app_context(), writing() as session:
        session.execute(delete(SheetScan))


def _file(world: World, sheet_id: int) -> None:
    attachment = world.save(
        Attachment(stable_id=sample.ATTACHMENT, sheet_id=sheet_id, title="Liste", kind=AttachmentKind.CHECKLIST)
    )
    world.save(
        AttachmentVersion(
            attachment_id=attachment.id,
            number=1,
            filename="liste.txt",
            mime="text/plain",
            **_on_disk(world, TEXT),
            uploaded_at=clock.now(),
        )
    )


def _announcements(world: World, author_id: int) -> None:
    now = clock.now()
    world.save(Announcement(author_id=author_id, themes=[], communes=[], created_at=now))
    world.save(
        MailPreference(mailbox="fadd@example.org", link_nonce=sample.NONCE, themes=[], communes=[], created_at=now)
    )


def _inbound(world: World, session: TrainingSession) -> None:
    message = InboundMessage(digest="law", received_at=clock.now(), sender="eve@example.net", words="Bonjour")
    message.kind, message.state = InboundKind.REPLY, InboundState.TO_READ
    message.reason, message.session_id = InboundReason.OTHER_SENDER, session.id
    world.save(message)


def _requests(world: World, session: TrainingSession) -> None:
    asking = world.account("asking@example.org", given_name="Mila", family_name="Bidon")
    partner = world.partner("Service candidat", status="applied")
    world.save(JoinRequest(account_id=asking.id, partner_id=partner.id, session_id=session.id, created_at=clock.now()))
    world.save(
        OutboxMessage(
            key="law",
            kind="sign_in_code",
            to_address="fadd@example.org",
            subject="Code",
            body_text="Code",
            body_html="<p>Code</p>",
            message_id="<law@example.org>",
            not_before=clock.now(),
            created_at=clock.now(),
        )
    )
