"""The hours followed in a year: one's own, and those of an association's people; on a page, as PDF and as XLSX."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.documents.attendance import hours as documents
from portal.documents.attendance.hours import HoursStatement, StatementLine, StatementPerson
from portal.queries.attendance import hours as queries
from portal.queries.attendance.hours import PersonHours, YearOfHours
from portal.rules.attendance.hours import HalfDayState
from portal.rules.base.permissions import Action
from portal.services.attendance import hours as services
from portal.settings import current_settings
from portal.web.base.page.chips import Chip
from portal.web.base.page.labels import label
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import row_number
from portal.web.base.request.private_pages import keep_private
from portal.web.registrations.team.chosen import partner_acted_for, place

blueprint = Blueprint("hours", __name__)
blueprint.after_request(keep_private)
FIRST_YEAR = 2000
COUNTED = (HalfDayState.PRESENT, HalfDayState.ABSENT, HalfDayState.EXCUSED)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/mes-heures")
@needs(Action.SIGNED_IN)
def mine() -> ResponseReturnValue:
    """One's own half-days of a year (`annee`)."""
    found = queries.own(viewer(), year_asked())
    chips = [Chip(str(year), url_for("hours.mine", annee=year), year == found.year) for year in found.years]
    return render_template("attendance/hours/mine.html", found=found, chips=chips)


@blueprint.get("/mes-heures.pdf")
@needs(Action.SIGNED_IN)
def mine_pdf() -> Response:
    """One's own statement, to hand in."""
    found = queries.own(viewer(), year_asked())
    return _file(documents.as_pdf(_statement(found, "")), "application/pdf", f"releve-{found.year}.pdf")


@blueprint.get("/mes-heures.xlsx")
@needs(Action.SIGNED_IN)
def mine_xlsx() -> Response:
    """One's own statement, to count with."""
    found = queries.own(viewer(), year_asked())
    return _file(documents.as_xlsx(_statement(found, "")), XLSX, f"releve-{found.year}.xlsx")


@blueprint.get("/mon-association/heures")
@needs(Action.REGISTER)
def team() -> ResponseReturnValue:
    """The half-days of an association's people in a year; with several associations, `association` chooses."""
    partner = partner_acted_for()
    found = queries.of_partner(viewer(), partner.id, year_asked())
    chips = [
        Chip(str(year), url_for("hours.team", association=partner.slug, annee=year), year == found.year)
        for year in found.years
    ]
    return render_template(
        "attendance/hours/team.html",
        partner=partner,
        place=place(partner),
        found=found,
        chips=chips,
        counted=COUNTED,
        certified=any(line.certificate for one in found.people for line in one.lines),
    )


@blueprint.get("/mon-association/heures.pdf")
@needs(Action.REGISTER)
def team_pdf() -> Response:
    """The association's statement, to hand in."""
    statement = _team_statement()
    return _file(documents.as_pdf(statement), "application/pdf", f"releve-equipe-{statement.year}.pdf")


@blueprint.get("/mon-association/heures.xlsx")
@needs(Action.REGISTER)
def team_xlsx() -> Response:
    """The association's statement, to count with."""
    statement = _team_statement()
    return _file(documents.as_xlsx(statement), XLSX, f"releve-equipe-{statement.year}.xlsx")


def _team_statement() -> HoursStatement:
    """Journalled before it leaves, as every file about several people."""
    partner = partner_acted_for()
    found = queries.of_partner(viewer(), partner.id, year_asked())
    services.note_download(partner.id, found.year, len(found.people), account_id())
    return _statement(found, partner.name)


def year_asked() -> int | None:
    """The year asked for; None for none, or for what is no year of trainings."""
    year = row_number(request.args.get("annee", ""))
    return year if year and FIRST_YEAR <= year <= clock.today().year else None


def _statement(found: YearOfHours, association: str) -> HoursStatement:
    settings = current_settings()
    return HoursStatement(
        organisation=settings.organisation_name,
        year=found.year,
        association=association,
        people=tuple(_person(one) for one in found.people),
        minutes=found.minutes,
        issuer=(settings.issuer_name, settings.issuer_function),
        made_at=clock.now(),
    )


def _person(one: PersonHours) -> StatementPerson:
    lines = tuple(
        StatementLine(line.title, line.starts_at, line.ends_at, label(line.state), line.minutes, line.certificate)
        for line in one.lines
    )
    present, absent, excused = (one.count(state) for state in COUNTED)
    names = (one.given_name, one.family_name, one.name, one.function, one.partner)
    return StatementPerson(*names, lines, one.minutes, (present, absent, excused))


def _file(content: bytes | Iterator[bytes], content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
