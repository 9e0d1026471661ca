"""The attendee list of a session: seen, marked, downloaded."""

from collections.abc import Callable, Collection, Iterator

from flask import Blueprint, Response, abort, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.documents.attendance import attendee_list, sign_in_sheet
from portal.documents.attendance.attendee_list import AttendeeList
from portal.queries.attendance import attendees as queries
from portal.queries.attendance import certificates, late_acts, list_changes
from portal.queries.attendance import listed as queries_listed
from portal.queries.attendance.attendees import Roster
from portal.queries.base.meetings import MeetingView
from portal.queries.base.sessions import SessionCard, session_id_of
from portal.queries.registrations import answers
from portal.queries.registrations.reached import reached
from portal.rules.base.dates import date_short
from portal.rules.base.permissions import Action
from portal.rules.base.states import SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import LateReasonMissing
from portal.rules.registrations.deadlines import grows_until
from portal.services.attendance import attendees as services
from portal.services.attendance import presence
from portal.services.attendance.presence import Mark
from portal.web.attendance import attendee_files
from portal.web.attendance.forms.attendees import PresenceForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.page.chips import Chip
from portal.web.base.page.paging import asked_page, paged
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.numbers import whole
from portal.web.base.request.private_pages import keep_nowhere

blueprint = Blueprint("attendees", __name__)

FILES = {
    "xlsx": ("participants", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("participants", "text/csv; charset=utf-8"),
    "pdf": ("emargement", "application/pdf"),
}


@blueprint.get("/seances/<public_id>/participants")
@needs(Action.SEE_ATTENDEES)
def show(public_id: str) -> ResponseReturnValue:
    """Who comes, with the presence at one meeting (`rencontre`, counted from 1) and the waiting line."""
    return _page(queries.roster(viewer(), public_id), PresenceForm(formdata=None))


def _page(roster: Roster, form: PresenceForm, ticked: Collection[int] | None = None) -> ResponseReturnValue:
    """The list; where the form comes back, `ticked` is what its boxes said."""
    number = _chosen(roster, request.args.get("rencontre", 0, type=whole))
    meeting = roster.card.meetings[number - 1]
    window = roster.window(meeting, staff=viewer().manages)
    path, kept = url_for("attendees.show", public_id=roster.card.public_id), {"rencontre": str(number)}
    seated, pages = paged(path, roster.seated, kept if len(roster.card.meetings) > 1 else {})
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
        form=form,
        ticked=ticked,
        window=window,
        marking=window.at(clock.now()),
        staff_until=roster.window(meeting, staff=True).late_until,
        late=late_acts.late_acts(roster.card.id),
        gives=_gives_seats(roster),
        certificates=certificates.numbers([one.id for one in seated if one.outcome]),
        reached=reached(seated, [roster.card.id]),
        changes=list_changes.changes_since_download(roster.card.id),
    )
    return page, 422 if form.errors else 200


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
    return [
        Chip(_meeting_label(meeting), _list_url(roster.card.public_id, number), number == chosen)
        for number, meeting in enumerate(roster.card.meetings, start=1)
    ]


def _meeting_label(meeting: MeetingView) -> str:
    day = date_short(meeting.starts_at)
    return f"{day}, {meeting.title}" if meeting.title else day


def _list_url(public_id: str, number: int) -> str:
    return url_for("attendees.show", public_id=public_id, rencontre=number)


@blueprint.post("/seances/<public_id>/participants")
@needs(Action.MARK_PRESENCE)
def mark(public_id: str) -> ResponseReturnValue:
    """Note the presence of the rows that were shown."""
    session_id = session_id_of(public_id)
    allow(Action.MARK_PRESENCE, session_id=session_id)
    form = PresenceForm()
    form.validate_on_submit()
    if form.errors.keys() - {"reason"}:
        abort(400)
    attempt = Attempt(form)
    if not form.errors:
        with attempt:
            presence.mark(_mark(session_id, form))
            number, page = request.args.get("rencontre", 0, type=whole), asked_page()
            back = url_for("attendees.show", public_id=public_id, rencontre=number, page=page if page > 1 else None)
            return done(back, _("Les présences sont enregistrées."))
        if not isinstance(attempt.refusal, LateReasonMissing):
            raise attempt.refusal or NotFound
    return _page(queries.roster(viewer(), public_id), form, form.present.data or ())


def _mark(session_id: int, form: PresenceForm) -> Mark:
    present, shown = set(form.present.data or ()), form.shown.data or ()
    return Mark(session_id, form.meeting.data or 0, present, shown, account_id(), form.reason.data or "")


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
