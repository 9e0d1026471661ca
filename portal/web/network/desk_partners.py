"""Staff keep the directory: the list, and a partner itself."""

from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.attendance import outcomes
from portal.queries.network import desk_partners as queries
from portal.queries.network import partner_pages
from portal.queries.network.desk_partners import PartnerFilter
from portal.rules.base.permissions import Action
from portal.rules.base.states import PartnerStatus, RelationshipKind
from portal.rules.base.text import squeeze
from portal.rules.network import agreements
from portal.rules.network.enterprise_numbers import shown as shown_number
from portal.rules.refusals.network import PossibleDuplicate
from portal.services.network import partners as services
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.page.freshness import pill, pills
from portal.web.base.page.labels import choices
from portal.web.base.page.paging import Page, asked_page
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.network.forms.partners import NewPartnerForm, PartnerForm, StatusForm

blueprint = Blueprint("desk_partners", __name__, url_prefix="/gestion/partenaires")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every partner, by name or the longest unconfirmed first."""
    asked = request.args
    wanted = PartnerFilter(
        text=squeeze(asked.get("q", ""))[:200],
        status=asked.get("situation", ""),
        category=asked.get("categorie", ""),
        stalest_first=asked.get("ordre") == "fraicheur",
        page=asked_page(),
    )
    found = queries.desk_listing(wanted)
    kept = tuple((name, asked.get(name, "")) for name in ("q", "situation", "categorie", "ordre"))
    return render_template(
        "network/desk_partners/index.html",
        found=found,
        wanted=wanted,
        page=Page(url_for(".index"), found.number, found.last, kept),
        statuses=choices(PartnerStatus),
        categories=choices(RelationshipKind),
        pills=pills(row.verified_on for row in found.rows),
    )


@blueprint.route("/nouveau", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Create a partner; one that looks like another asks for a second look first."""
    form = NewPartnerForm()
    form.offer(queries.choices())
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            slug = services.create(account_id(), form.new_partner(bool(request.form.get("confirmed"))))
            said = _("Partenaire créé. Ajoutez maintenant ses contacts, ses lieux et ses relations.")
            return done(url_for(".show", slug=slug), said)
    refusal = attempt.refusal
    suspects = refusal.details["suspects"] if isinstance(refusal, PossibleDuplicate) else ()
    return render_template("network/desk_partners/new.html", form=form, suspects=suspects), attempt.status


@blueprint.get("/<slug>")
@needs(Action.MANAGE)
def show(slug: str) -> ResponseReturnValue:
    """A partner with all that belongs to it, hidden addresses included: this page is the staff's own."""
    partner = queries.fields_of(slug)
    form = StatusForm(status=partner.status.value)
    form.offer()
    return render_template(
        "network/desk_partners/show.html",
        partner=partner,
        form=form,
        fresh=pill(partner.verified_on),
        number=shown_number(partner.enterprise_number),
        contacts=partner_pages.contacts_of(partner.id),
        sites=partner_pages.sites_of(partner.id),
        relationships=[tie for tie in partner_pages.ties_of(partner.id) if tie.kind],
        agreements=queries.agreements_of(partner.id),
        reliability=outcomes.reliability(viewer(), partner.id),
        agreement_state=_agreement_state,
        today=clock.today(),
    )


@blueprint.route("/<slug>/modifier", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """What is written of a partner itself."""
    partner = queries.fields_of(slug)
    form = PartnerForm(obj=replace(partner, enterprise_number=shown_number(partner.enterprise_number)))
    form.offer(queries.choices(without=partner.id))
    attempt = AttemptOnRow(form, lambda: queries.fields_of(slug))
    if form.validate_on_submit():
        with attempt:
            services.edit(account_id(), slug, form.shown_version, form.details())
            return done(url_for(".show", slug=slug), _("Fiche enregistrée."))
    shown = {"partner": attempt.present or partner, "form": form, "meanwhile": attempt.stale}
    return render_template("network/desk_partners/edit.html", **shown), attempt.status


@blueprint.post("/<slug>/situation")
@needs(Action.MANAGE)
def set_status(slug: str) -> ResponseReturnValue:
    """Change where the partner stands."""
    form = StatusForm()
    form.offer()
    if not form.validate():
        return done(url_for(".show", slug=slug), _("Choisissez une situation dans la liste."), "bad")
    services.set_status(account_id(), slug, PartnerStatus(form.status.data))
    return done(url_for(".show", slug=slug), _("Situation enregistrée."))


@blueprint.post("/<slug>/verifiee")
@needs(Action.MANAGE)
def confirm(slug: str) -> ResponseReturnValue:
    """The card was checked with the partner today."""
    services.confirm(account_id(), slug)
    return done(url_for(".show", slug=slug), _("Fiche vérifiée aujourd’hui."))


def _agreement_state(agreement: agreements.Dated) -> agreements.AgreementState:
    return agreements.state_of(agreement, clock.today())
