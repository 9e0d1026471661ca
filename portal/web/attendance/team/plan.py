"""The plan of a team: a table of people and workshops, its gaps ticked and registered at once, XLSX and print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.documents.base import spreadsheet
from portal.documents.base.spreadsheet import Cell, Table
from portal.queries.attendance.team import plans
from portal.queries.attendance.team.plans import Plan, PlanPerson, PlanWorkshop
from portal.queries.base.sessions import SessionCard
from portal.queries.registrations.sites import SiteName, sites_seen
from portal.rules.attendance.plans import GAPS, ORDER, PlanState, Standing
from portal.rules.base.dates import date_medium, duration
from portal.rules.base.names import in_order
from portal.rules.base.permissions import Action
from portal.rules.refusals.registrations import NobodyNamed
from portal.services.attendance import hours as downloads
from portal.services.registrations import registrations as services
from portal.services.registrations.people import NewPerson
from portal.web.attendance.forms.plans import PlanForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.base import refuse_field
from portal.web.base.page.chips import Chip
from portal.web.base.page.labels import label
from portal.web.base.request import new_rows
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import row_number
from portal.web.base.request.private_pages import keep_private
from portal.web.registrations.team.chosen import Place, place_acted_for

blueprint = Blueprint("plan", __name__)
blueprint.after_request(keep_private)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY_SITE, BY_NAME = "antenne", "nom"


@dataclass(frozen=True, slots=True)
class Group:
    """People of one site together; `name` is "" for a table without groups."""

    name: str
    people: Sequence[PlanPerson]


@dataclass(frozen=True, slots=True)
class View:
    """What of a plan is shown: of which site, which workshop, in which order."""

    place: Place
    plan: Plan
    sites: Sequence[SiteName]
    site: int | None
    workshop: int | None
    order: str

    @property
    def workshops(self) -> list[PlanWorkshop]:
        """The columns shown."""
        return [one for one in self.plan.workshops if self.workshop in (None, one.id)]

    @property
    def sessions(self) -> list[SessionCard]:
        """The sessions of the columns shown that take registrations."""
        return [card for one in self.workshops for card in self.plan.sessions.get(one.id, ())]

    @property
    def columns(self) -> list[tuple[int, PlanWorkshop, bool]]:
        """The columns shown: the place of each among the standings of a person, and whether a session takes people."""
        numbered = enumerate(self.plan.workshops)
        return [(at, one, one.id in self.plan.sessions) for at, one in numbered if self.workshop in (None, one.id)]

    def standing(self, person: PlanPerson, workshop: PlanWorkshop) -> Standing:
        """Where she stands with it."""
        return person.standings[self.plan.workshops.index(workshop)]

    def people(self) -> list[PlanPerson]:
        """Those shown, in the order asked for: by name, or by where they stand with a workshop."""
        shown = [one for one in self.plan.people if self.site in (None, one.site_id)]
        column = next((one for one in self.plan.workshops if str(one.id) == self.order), None)
        if column is None:
            return shown
        return sorted(shown, key=lambda one: ORDER.index(self.standing(one, column).state))

    def groups(self) -> list[Group]:
        """The people by site, those of none at the end; all together in another order."""
        people = self.people()
        if self.order != BY_SITE or self.site is not None or len(self.sites) < 2:
            return [Group("", people)]
        named = [Group(site.name, [one for one in people if one.site_id == site.id]) for site in self.sites]
        known = {site.id for site in self.sites}
        rest = Group(_("Sans antenne"), [one for one in people if one.site_id not in known])
        return [group for group in (*named, rest) if group.people]

    @property
    def chosen(self) -> dict[str, int | str]:
        """What was chosen, as an address or a form says it."""
        said = {"antenne": self.site, "atelier": self.workshop, "tri": self.order}
        return {name: value for name, value in said.items() if value}

    def url(self, **other: int | str | None) -> str:
        """The address of this view, or of one with something else chosen."""
        query = urlencode({name: value for name, value in {**self.chosen, **other}.items() if value})
        return f"{url_for('plan.show', association=self.place.partner.slug)}&{query}"


def _view() -> View:
    place = place_acted_for()
    plan, sites = plans.plan_of(viewer(), place.partner.id), sites_seen(viewer(), place.partner.id)
    asked = {name: row_number(request.values.get(name, "")) for name in ("antenne", "atelier")}
    site = asked["antenne"] if asked["antenne"] in {one.id for one in sites} else None
    workshop = asked["atelier"] if asked["atelier"] in {one.id for one in plan.workshops} else None
    return View(place, plan, sites, site, workshop, request.values.get("tri", BY_SITE))


@blueprint.route("/mon-association/plan", methods=["GET", "POST"])
@needs(Action.REGISTER)
def show() -> ResponseReturnValue:
    """Who followed what; the gaps ticked are registered for the session chosen."""
    view = _view()
    form = PlanForm()
    form.offer(view.sessions)
    attempt = Attempt(form)
    if form.validate_on_submit():
        card = next(card for card in view.sessions if card.public_id == form.session.data)
        if _alone(view, form, card):
            with attempt:
                return _register(view, form, card)
    refused = form.is_submitted() and not attempt.refusal
    return _page(view, form), 422 if refused else attempt.status


def _alone(view: View, form: PlanForm, card: SessionCard) -> bool:
    """Whether nobody is ticked for a workshop of which this is no session; told where the session is chosen."""
    others = [one.title for one in view.workshops if one.slug != card.workshop_slug and _ticked(one)]
    if not others:
        return True
    said = _("Une séance à la fois. Des cases sont cochées aussi pour : %(names)s.", names=", ".join(others))
    return refuse_field(form.session, said)


def _ticked(workshop: PlanWorkshop) -> set[str]:
    return set(request.form.getlist(f"atelier-{workshop.id}"))


def _register(view: View, form: PlanForm, card: SessionCard) -> ResponseReturnValue:
    [workshop] = [one for one in view.workshops if one.slug == card.workshop_slug]
    ticked = _ticked(workshop)
    chosen = [one for one in view.plan.people if str(one.id) in ticked]
    if not chosen:
        raise NobodyNamed
    partner = view.place.partner
    command = services.Register(
        session_id=card.id,
        partner_id=partner.id,
        people=tuple(NewPerson(one.given_name, one.family_name, one.email, one.function) for one in chosen),
        actor_id=account_id(),
        form_key=form.form_key.data,
    )
    new_rows.keep(services.register(command))
    return done(url_for("teams.show", slug=partner.slug, public_id=card.public_id))


def _page(view: View, form: PlanForm) -> str:
    return render_template(
        "attendance/plan/show.html",
        view=view,
        place=view.place,
        form=form,
        total=len(view.plan.people),
        chips=_chips(view),
        ticked={(one.id, person) for one in view.workshops for person in _ticked(one)},
        orders=(BY_SITE, BY_NAME),
        gaps=GAPS,
        words={state.value: label(state) for state in PlanState},
    )


def _chips(view: View) -> list[Chip]:
    if len(view.sites) < 2:
        return []
    every = Chip(_("Toutes"), view.url(antenne=None), view.site is None)
    return [every, *(Chip(one.name, view.url(antenne=one.id), one.id == view.site) for one in view.sites)]


@blueprint.get("/mon-association/plan.xlsx")
@needs(Action.REGISTER)
def xlsx() -> Response:
    """The plan as a workbook: what the page shows of it. Journalled before it leaves."""
    view = _view()
    people = view.people()
    downloads.note_plan(view.place.partner.id, len(people), account_id())
    day = clock.today().isoformat()
    response = Response(spreadsheet.as_xlsx(_table(view, people)), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="plan-equipe-{day}.xlsx"'
    return response


def _table(view: View, people: Sequence[PlanPerson]) -> Table:
    about = (_("Nom"), _("Prénom"), _("Fonction"), _("Antenne"), _("Bénévole"))
    return Table(
        title=_("Plan de formation, %(name)s", name=view.place.partner.name),
        notes=(_("État au %(day)s", day=date_medium(clock.today())),),
        header=(*about, *(one.title for one in view.workshops)),
        rows=_rows(view, people),
        made_at=clock.now(),
    )


def _rows(view: View, people: Sequence[PlanPerson]) -> Iterator[tuple[Cell, ...]]:
    sites = {one.id: one.name for one in view.sites}
    for one in sorted(people, key=lambda one: in_order(sites.get(one.site_id or 0, ""))):
        about = (one.family_name, one.given_name, one.function, sites.get(one.site_id or 0, ""))
        cells = (words_of(view.standing(one, workshop)) for workshop in view.workshops)
        yield (*about, _("oui") if one.is_volunteer else "", *cells)


def words_of(standing: Standing) -> str:
    """A cell of the plan in words: the state, its day, and the hours that count."""
    day = date_medium(standing.at) if standing.at else ""
    hours = duration(standing.minutes) if standing.minutes else ""
    return ", ".join(part for part in (label(standing.state), day, hours) if part)
