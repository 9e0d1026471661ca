"""The attendee list of a session: seen, marked, downloaded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, jsonify, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.documents.attendance import attendee_list, sign_in_sheet
from portal.documents.attendance.attendee_list import AttendeeList
from portal.queries.attendance import attendees as queries
from portal.queries.attendance import certificates, declarations, late_acts, list_changes
from portal.queries.attendance import listed as queries_listed
from portal.queries.attendance import presence as presences
from portal.queries.attendance.attendees import Attendee, MeetingSheet, Roster
from portal.queries.attendance.preparation import trainer_questions
from portal.queries.attendance.presence import Choice, Gone
from portal.queries.base.meetings import MeetingView
from portal.queries.base.sessions import SessionCard
from portal.queries.registrations import answers
from portal.queries.registrations.reached import reached
from portal.rules.attendance.taps import Noted
from portal.rules.attendance.windows import Moment, Window
from portal.rules.base.dates import half_days
from portal.rules.base.permissions import Action
from portal.rules.base.states import PresenceMark, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import LateReasonMissing
from portal.rules.registrations.deadlines import grows_until
from portal.services.attendance import attendees as services
from portal.services.attendance import presence
from portal.services.attendance.presence import Taps
from portal.web.attendance import attendee_files
from portal.web.attendance.forms.attendees import Garbled, PresenceForm, TapsForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.page.chips import Chip
from portal.web.base.page.paging import asked_page, paged
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import whole
from portal.web.base.request.private_pages import keep_nowhere

blueprint = Blueprint("attendees", __name__)

LONGEST_LIST = 400
CHOICE, GONE = "attendance/attendees/_choice.html", "attendance/attendees/_gone.html"
FILES = {
    "xlsx": ("participants", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("participants", "text/csv; charset=utf-8"),
    "pdf": ("emargement", "application/pdf"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page that comes back was sent with: the choice of each row, and which marks were not taken."""

    form: PresenceForm
    chosen: Mapping[int, PresenceMark | None] = field(default_factory=dict)
    choices: Mapping[int, Choice] = field(default_factory=dict)
    gone: Mapping[int, Gone] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """422 for a form with errors, 409 where other marks were met, else 200."""
        if self.form.errors:
            return 422
        return 409 if self.choices or self.gone else 200


@blueprint.get("/seances/<public_id>/participants")
@needs(Action.SEE_ATTENDEES)
def show(public_id: str) -> ResponseReturnValue:
    """Who comes, with the presence at one meeting (`rencontre`, counted from 1) and the waiting line."""
    return _page(queries.roster(viewer(), public_id), Sent(PresenceForm(formdata=None)))


def _page(roster: Roster, sent: Sent) -> ResponseReturnValue:
    number = _chosen(roster, request.args.get("rencontre", 0, type=whole))
    meeting = roster.card.meetings[number - 1]
    window = roster.window(meeting, staff=viewer().manages)
    path, kept = url_for("attendees.show", public_id=roster.card.public_id), {"rencontre": str(number)}
    seated, pages = paged(path, roster.seated, kept if len(roster.card.meetings) > 1 else {}, LONGEST_LIST)
    page = render_template(
        "attendance/attendees/show.html",
        roster=roster,
        seated=seated,
        pages=pages,
        needs=answers.needs(viewer(), roster.card),
        card=roster.card,
        meeting=meeting,
        number=number,
        chips=_chips(roster, number),
        form=sent.form,
        sent=sent,
        sheet=_sheet(roster, meeting, seated, window),
        declared=declarations.declared(roster.card, meeting).among([one.id for one in seated]),
        names={one.id: one.name for one in seated},
        closes=_closes(roster, number),
        window=window,
        marking=window.at(clock.now()),
        over=meeting.ends_at <= clock.now(),
        staff_until=roster.window(meeting, staff=True).late_until,
        questions=trainer_questions.counts([roster.card.id]).get(roster.card.id, trainer_questions.Count()),
        late=late_acts.late_acts(roster.card.id),
        gives=_gives_seats(roster),
        certificates=certificates.numbers([one.id for one in seated if one.outcome]),
        reached=reached(seated, [roster.card.id]),
        changes=list_changes.changes_since_download(roster.card.id),
    )
    return page, sent.status


def _sheet(roster: Roster, meeting: MeetingView, shown: Sequence[Attendee], window: Window) -> MeetingSheet | None:
    """What may be noted on this page; None while nothing may: too early, too late, called off or closed."""
    noted = window.at(clock.now()) in (Moment.OPEN, Moment.LATE) and roster.card.status is SessionStatus.PUBLISHED
    return MeetingSheet(meeting.id, tuple(one for one in shown if one.expected_at(meeting))) if noted else None


def _closes(roster: Roster, number: int) -> bool:
    """Whether closing is the next act: the last meeting is over, and it is the one shown."""
    last = number == len(roster.card.meetings)
    return last and roster.card.status is SessionStatus.PUBLISHED and not roster.card.coming


def _gives_seats(roster: Roster) -> bool:
    """Seats are given at the door once the line has stopped, by staff before too, until the session is closed.

    A session that nobody closes takes nobody more a month after its end.
    """
    grows = clock.now() < grows_until(roster.card.meetings[-1].ends_at)
    return roster.card.status is SessionStatus.PUBLISHED and grows and (viewer().manages or roster.frozen)


def _chosen(roster: Roster, wanted: int) -> int:
    """The meeting asked for; else the first one that does not lie before today; else the last."""
    meetings = roster.card.meetings
    if 1 <= wanted <= len(meetings):
        return wanted
    today = clock.today()
    coming = (number for number, one in enumerate(meetings, start=1) if clock.local(one.ends_at).date() >= today)
    return next(coming, len(meetings))


def _chips(roster: Roster, chosen: int) -> list[Chip]:
    names = half_days([meeting.starts_at for meeting in roster.card.meetings])
    return [
        Chip(name, _list_url(roster.card.public_id, number), number == chosen)
        for number, name in enumerate(names, start=1)
    ]


def _list_url(public_id: str, number: int) -> str:
    return url_for("attendees.show", public_id=public_id, rencontre=number)


@blueprint.post("/seances/<public_id>/participants")
@needs(Action.MARK_PRESENCE)
def mark(public_id: str) -> ResponseReturnValue:
    """Note what changed on the page, and nothing else; a mark that somebody else made meanwhile is shown, and stays."""
    session_id = presences.session_marked_by(viewer(), public_id)
    form = PresenceForm()
    form.validate_on_submit()
    try:
        taps, chosen = form.taps(), form.chosen()
    except Garbled:
        abort(400)
    if form.errors.keys() - {"reason"}:
        abort(400)
    attempt = Attempt(form)
    if not form.errors:
        with attempt:
            reason, meeting_id = form.reason.data or "", form.meeting.data or 0
            noted = presence.note(Taps(session_id, meeting_id, taps, account_id(), reason, form.noted_by))
            return _answer(public_id, form, noted)
        if not isinstance(attempt.refusal, LateReasonMissing):
            raise attempt.refusal or NotFound
    return _page(queries.roster(viewer(), public_id), Sent(form, chosen))


def _answer(public_id: str, form: PresenceForm, noted: Noted) -> ResponseReturnValue:
    if noted.clashes or noted.gone:
        sent = Sent(form, {}, presences.choices(noted.clashes), presences.gone(noted.gone))
        return _page(queries.roster(viewer(), public_id), sent)
    number, page = request.args.get("rencontre", 0, type=whole), asked_page()
    back = url_for("attendees.show", public_id=public_id, rencontre=number or None, page=page if page > 1 else None)
    words = ngettext("%(num)s présence notée.", "%(num)s présences notées.", noted.changed)
    return done(back, words if noted.changed else _("Rien n’a changé."))


@blueprint.post("/seances/<public_id>/presences")
@needs(Action.MARK_PRESENCE)
def tap(public_id: str) -> ResponseReturnValue:
    """Take the taps of a phone, and answer with every mark of the meeting and what is left to settle, as JSON.

    A refusal is answered with its sentence: the phone shows it, and takes its taps back.
    """
    session_id = presences.session_marked_by(viewer(), public_id)
    form = TapsForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        said = form.said()
    except Garbled:
        abort(400)
    meeting_id, attempt = form.meeting.data or 0, Attempt()
    noted = Noted()
    with attempt:
        noted = presence.note(Taps(session_id, meeting_id, said, account_id(), noted_by=form.noted_by))
    if attempt.refusal:
        return keep_nowhere(jsonify(refused=attempt.told)), attempt.status
    choices, gone = presences.choices(noted.clashes), presences.gone(noted.gone)
    words = {number: render_template(CHOICE, choice=choice) for number, choice in choices.items()}
    words |= {number: render_template(GONE, gone=one, public_id=public_id) for number, one in gone.items()}
    return keep_nowhere(jsonify(marks=noted.marks, words=words))


@blueprint.get("/seances/<public_id>/participants.xlsx")
@needs(Action.SEE_ATTENDEES)
def download_xlsx(public_id: str) -> Response:
    """The list as a workbook."""
    return _list_as(attendee_list.as_xlsx, "xlsx", public_id)


@blueprint.get("/seances/<public_id>/participants.csv")
@needs(Action.SEE_ATTENDEES)
def download_csv(public_id: str) -> Response:
    """The list as a CSV that Excel in French opens right."""
    return _list_as(attendee_list.as_csv, "csv", public_id)


def _list_as(write: Callable[[AttendeeList], Iterator[bytes]], kind: str, public_id: str) -> Response:
    listed = queries_listed.listed(viewer(), public_id)
    services.note_download(listed.card.id, kind, len(listed.ids), account_id())
    pieces = write(attendee_files.listing(listed))
    return _file(listed.card, stream_with_context(pieces), kind)


@blueprint.get("/seances/<public_id>/emargement.pdf")
@needs(Action.SEE_ATTENDEES)
def download_sign_in_sheet(public_id: str) -> Response:
    """The sign-in sheet, ready to print."""
    roster = queries.roster(viewer(), public_id)
    sheet = attendee_files.sheet(roster, queries.trainers_of(roster.card.id))
    services.note_download(roster.card.id, "pdf", len(sheet.lines), account_id())
    return _file(roster.card, sign_in_sheet.as_pdf(sheet), "pdf")


def _file(card: SessionCard, content: bytes | Iterator[bytes], kind: str) -> Response:
    """The file, whose leaving is journalled already; no browser or proxy keeps it."""
    stem, content_type = FILES[kind]
    day = clock.local(card.starts_at).date().isoformat()
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}-{day}.{kind}"'
    return keep_nowhere(response)
