"""Documents of the demo’s sessions, of each kind that a page shows, and photos of sheets that nobody signed."""

from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import func, select

from portal import clock
from portal.database import db
from portal.documents.base import uploads
from portal.documents.library import checklist
from portal.documents.library.checklist import Checklist, Part
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.rules.attendance.session_files import Shown
from portal.rules.base.states import SessionStatus
from portal.services.attendance.preparation import session_files
from portal.services.attendance.preparation.session_files import NewFile, NewScan
from portal.settings import current_settings

PROGRAMME = (
    Part("Avant la pause", ("Qui peut demander un logement", "Les points de priorité", "Un dossier, en groupes")),
    Part("Après la pause", ("Ce que l’on peut dire d’un délai", "Vos questions")),
)
EXERCISES = "Les trois dossiers de la matinée, corrigés\n\n1. Le renon\n2. La séparation\n3. Le logement trop petit\n"
INK, PAPER, LINE = (30, 42, 70), (250, 249, 244), (120, 120, 120)
A4 = (1240, 1754)  # pixels, at 150 an inch
ROWS, LEFT, TOP, HEIGHT = 14, 90, 260, 92


def load(open_id: int, trainer_id: int) -> None:
    """Documents before and after for a session to come and one that is over, one of them without tags; signed
    sheets: of one morning, and of two, one in two images and one as a PDF."""
    over_id, meeting_id = _last_closed()
    for title, shown, upload in (
        ("Programme de la matinée", Shown.BEFORE, uploads.inspect(_programme(), "programme.pdf")),
        ("Plan d’accès", Shown.BEFORE, uploads.inspect(_plan(), "plan.pdf")),
        ("Exercices corrigés", Shown.AFTER, uploads.inspect(EXERCISES.encode(), "exercices.txt")),
    ):
        for session_id in (open_id, over_id):
            session_files.add(NewFile(session_id, title, shown, upload, trainer_id))
    signed = _signed_sheet()
    photo = uploads.inspect_scan(_saved(signed, "JPEG"), "feuille.jpg")
    session_files.attach_scan(NewScan(over_id, meeting_id, photo, trainer_id))
    unclosed_id, (first, second) = _two_mornings_over()
    scanned = uploads.inspect_scan(_saved(signed, "PDF"), "feuille.pdf")
    for meeting, upload in ((first, photo), (first, photo), (second, scanned)):
        session_files.attach_scan(NewScan(unclosed_id, meeting, upload, trainer_id))


def _last_closed() -> tuple[int, int]:
    """The session that was closed last, and its last meeting."""
    last = (
        select(TrainingSession.id, func.max(Meeting.id))
        .join(Meeting, Meeting.session_id == TrainingSession.id)
        .where(TrainingSession.status == SessionStatus.DONE)
        .group_by(TrainingSession.id)
        .order_by(func.max(Meeting.ends_at).desc())
    )
    session_id, meeting_id = db.session.execute(last.limit(1)).one()
    return session_id, meeting_id


def _two_mornings_over() -> tuple[int, list[int]]:
    """The session of two mornings that nobody has closed, and its meetings: in the evening today's is over too."""
    over = (
        select(TrainingSession.id)
        .join(Meeting, Meeting.session_id == TrainingSession.id)
        .where(TrainingSession.status == SessionStatus.PUBLISHED)
        .group_by(TrainingSession.id)
        .having(func.max(Meeting.ends_at) < clock.now(), func.count(Meeting.id) > 1)
        .order_by(func.max(Meeting.ends_at))
    )
    session_id = db.session.scalars(over.limit(1)).one()
    meetings = select(Meeting.id).where(Meeting.session_id == session_id).order_by(Meeting.starts_at)
    return session_id, list(db.session.scalars(meetings))


def _programme() -> bytes:
    """A PDF with tags."""
    organisation = current_settings().organisation_name
    intro = "Ce que nous voyons ensemble, et dans quel ordre."
    return checklist.as_pdf(Checklist(organisation, "Programme de la matinée", intro, PROGRAMME, clock.now()))


def _plan() -> bytes:
    """A drawing as a PDF: without words, so without tags."""
    picture = Image.new("RGB", (900, 600), PAPER)
    pen = ImageDraw.Draw(picture)
    for street in ((0, 300, 900, 300), (420, 0, 420, 600), (0, 120, 420, 120)):
        pen.line(street, fill=LINE, width=24)
    pen.rectangle((450, 330, 620, 440), outline=INK, width=8)
    return _saved(picture, "PDF")


def _signed_sheet() -> Image.Image:
    """A table with a scribble in each line: nobody's hand, nobody's name."""
    picture = Image.new("RGB", A4, PAPER)
    pen = ImageDraw.Draw(picture)
    right, bottom = A4[0] - LEFT, TOP + ROWS * HEIGHT
    for row in range(ROWS + 1):
        pen.line((LEFT, TOP + row * HEIGHT, right, TOP + row * HEIGHT), fill=LINE, width=3)
    for column in (LEFT, LEFT + 560, right):
        pen.line((column, TOP, column, bottom), fill=LINE, width=3)
    for row in range(ROWS):
        middle = TOP + row * HEIGHT + HEIGHT // 2
        waves = [(LEFT + 620 + 18 * step, middle + (step * (7 + row) % 41) - 20) for step in range(16)]
        pen.line(waves, fill=INK, width=5, joint="curve")
    return picture


def _saved(picture: Image.Image, form: str) -> bytes:
    stream = BytesIO()
    picture.save(stream, form)
    return stream.getvalue()
