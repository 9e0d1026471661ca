"""Adding people to a team: pasted or from a file, looked at line by line, then written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.documents.base import tables
from portal.queries.registrations.my_partner import PartnerName
from portal.queries.registrations.sites import SiteName, sites_seen
from portal.queries.registrations.team import lists
from portal.rules.base.permissions import Action
from portal.rules.registrations.team_lists import MOST_LINES, Judged, LineState, judge, ready
from portal.services.registrations.people import NewPerson
from portal.services.registrations.team import listing
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import row_number
from portal.web.registrations.forms.team import SHOWN, ListForm, PreviewForm, TeamPersonForm
from portal.web.registrations.team.chosen import partner_acted_for, place
from portal.web.registrations.team.drafts import Draft, carried, drafted
from portal.web.registrations.team.faults import sentence_of

blueprint = Blueprint("adding", __name__, url_prefix="/mon-association/equipe")


@blueprint.route("/ajouter", methods=["GET", "POST"])
@needs(Action.REGISTER)
def add() -> ResponseReturnValue:
    """Take a list, show what becomes of each line, and add it when its author says so."""
    partner = partner_acted_for()
    if "draft" in request.form:
        return _again(partner)
    form = ListForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            return _preview(partner, drafted(_rows(form)))
    page = render_template("registrations/team/add.html", place=place(partner), form=form, most=MOST_LINES)
    return page, attempt.status


def _rows(form: ListForm) -> tables.Rows:
    if form.upload.data:
        return tables.from_file(form.upload.data.read(tables.SIZE_LIMIT + 1), MOST_LINES)
    return tables.from_text(form.pasted.data or "", MOST_LINES)


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft with what becomes of each of its lines."""

    draft: Draft
    verdicts: Sequence[Judged]
    sites: Sequence[SiteName]

    def those(self, state: LineState) -> list[Judged]:
        """The lines of which this becomes."""
        return [one for one in self.verdicts if one.state is state]

    @property
    def wrong(self) -> list[Judged]:
        """The lines to correct."""
        return self.those(LineState.WRONG)


def _looked_at(partner: PartnerName, draft: Draft) -> Preview:
    team = lists.team_of(viewer(), partner.id, draft.lines)
    return Preview(draft, judge(draft.lines, team), sites_seen(viewer(), partner.id))


def _again(partner: PartnerName) -> ResponseReturnValue:
    """The preview, sent: columns chosen otherwise, lines corrected or left aside, or all that is right added."""
    form, attempt = PreviewForm(), Attempt(ListForm(formdata=None))
    with attempt:
        preview = _looked_at(partner, _corrected(form, _looked_at(partner, carried(form.draft.data or ""))))
        if "ajouter" not in request.form:
            return _page(partner, preview)
        return _added(partner, preview)
    assert attempt.form is not None, "it was made with one"  # noqa: S101 (for mypy)
    page = render_template("registrations/team/add.html", place=place(partner), form=attempt.form, most=MOST_LINES)
    return page, attempt.status


def _corrected(form: PreviewForm, before: Preview) -> Draft:
    """The draft as its author left it. "Ajouter" takes of the lines to correct those that she touched, and no guess."""
    draft, shown = before.draft, {str(one.line.number): one for one in before.wrong}
    looking = "ajouter" not in request.form
    chosen = [str(entry.form.holds.data or "") for entry in form.columns.entries]
    columns = chosen if len(chosen) == len(draft.columns) else draft.columns
    sent = [(shown.get(entry.form.number.data or ""), entry.form) for entry in form.lines.entries]
    fixed = {fields.line.number: fields.line for one, fields in sent if one and (looking or fields.changed(one))}
    aside = {row_number(word) or 0 for word in request.form.getlist("laisser")}
    return replace(draft, columns=columns, fixed={**draft.fixed, **fixed}, aside=draft.aside | aside)


def _added(partner: PartnerName, preview: Preview) -> ResponseReturnValue:
    number = listing.add(partner.id, [_person(one) for one in ready(preview.verdicts)], account_id())
    said = ngettext("%(num)s personne ajoutée.", "%(num)s personnes ajoutées.", number)
    if not number:
        said = _("Ces personnes sont déjà dans votre équipe.")
    if not preview.wrong:
        return done(url_for("people.index", association=partner.slug), said)
    flash(said, "good")
    left = preview.draft.only(one.line.number for one in preview.wrong)
    return _page(partner, _looked_at(partner, left))


def _person(one: Judged) -> NewPerson:
    """Who is held to a site adds people there."""
    line = one.line
    site = one.site_id if one.site_id is not None else _own_site()
    return NewPerson(line.given_name, line.family_name, line.email, line.function, line.volunteer, site)


def _own_site() -> int | None:
    return viewer().site_in(partner_acted_for().id)


def _preview(partner: PartnerName, draft: Draft) -> ResponseReturnValue:
    return _page(partner, _looked_at(partner, draft))


def _page(partner: PartnerName, preview: Preview) -> ResponseReturnValue:
    form = PreviewForm(formdata=None)
    form.draft.data = preview.draft.kept()
    form.show(preview.draft.heads(), preview.draft.columns)
    form.show_wrong(preview.wrong, preview.sites, [sentence_of(one) for one in preview.wrong])
    page = render_template(
        "registrations/team/preview.html",
        place=place(partner),
        form=form,
        ready=ready(preview.verdicts),
        known=preview.those(LineState.KNOWN),
        wrong=preview.wrong,
        further=len(preview.wrong[SHOWN:]),
        left_out=_left_out(preview.draft),
    )
    return page, 422 if preview.wrong else 200


def _left_out(draft: Draft) -> list[str]:
    """The heads of the columns that are not taken."""
    if not draft.head:
        return []
    return [head for head, column in zip(draft.heads(), draft.columns, strict=True) if head and not column]


@blueprint.route("/ajouter/une-personne", methods=["GET", "POST"])
@needs(Action.REGISTER)
def add_one() -> ResponseReturnValue:
    """Put one person in the team, by hand."""
    partner = partner_acted_for()
    form = TeamPersonForm()
    form.offer_sites(viewer(), partner.id, sites_seen(viewer(), partner.id))
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            number = listing.add(partner.id, [form.typed()], account_id())
            named = {"name": form.typed().name}
            said = _("%(name)s est dans l’équipe.", **named) if number else _("%(name)s y était déjà.", **named)
            return done(url_for("people.index", association=partner.slug), said)
    return render_template("registrations/team/add_one.html", place=place(partner), form=form), attempt.status
