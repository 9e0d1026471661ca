"""Staff keep what belongs to a partner: contacts, sites, relationships, agreements; one small page each."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.models.network.partners import Agreement, Contact, Relationship, Site
from portal.queries.network import desk_partners as queries
from portal.queries.network.desk_partners import PartnerFields
from portal.rules.base.permissions import Action
from portal.services.network import partner_parts as services
from portal.services.network.partner_parts import Place
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import shown_version
from portal.web.network.forms.partner_parts import AgreementForm, AnyPartForm, ContactForm, RelationshipForm, SiteForm

blueprint = Blueprint("desk_partner_parts", __name__, url_prefix="/gestion/partenaires/<slug>")

PARTS = '<any("contacts","lieux","relations","conventions"):part>'


@dataclass(frozen=True, slots=True)
class PartKind:
    """What one kind of part is kept with, and what it is called."""

    model: Any
    form: type[AnyPartForm]
    one: str
    add: str
    remove: str


def kinds() -> dict[str, PartKind]:
    """The kinds of parts, by their word in the address."""
    return {
        "contacts": PartKind(Contact, ContactForm, _("Contact"), _("Ajouter un contact"), _("Retirer ce contact")),
        "lieux": PartKind(Site, SiteForm, _("Lieu"), _("Ajouter un lieu"), _("Retirer ce lieu")),
        "relations": PartKind(
            Relationship, RelationshipForm, _("Relation"), _("Ajouter une relation"), _("Retirer cette relation")
        ),
        "conventions": PartKind(
            Agreement, AgreementForm, _("Convention"), _("Ajouter une convention"), _("Retirer cette convention")
        ),
    }


@blueprint.route(f"/{PARTS}/nouveau", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new(slug: str, part: str) -> ResponseReturnValue:
    """Add a part to a partner."""
    partner = queries.fields_of(slug)
    form = kinds()[part].form(version=partner.version)
    return _answer(partner, part, form, None)


@blueprint.route(f"/{PARTS}/<int:row_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str, part: str, row_id: int) -> ResponseReturnValue:
    """Change a part of a partner."""
    partner = queries.fields_of(slug)
    kind = kinds()[part]
    row = queries.part_of(partner.id, kind.model, row_id)
    return _answer(partner, part, kind.form(obj=row, version=partner.version), row_id)


@blueprint.post(f"/{PARTS}/<int:row_id>/retirer")
@needs(Action.MANAGE)
def remove(slug: str, part: str, row_id: int) -> ResponseReturnValue:
    """Take a part away for good."""
    version = shown_version(request.form.get("version"))
    services.remove(account_id(), Place(slug, version, row_id), kinds()[part].model)
    return _done(slug, _("Retiré de la fiche."))


@blueprint.post("/relations/<int:row_id>/terminer")
@needs(Action.MANAGE)
def end(slug: str, row_id: int) -> ResponseReturnValue:
    """End a relationship today."""
    services.end_relationship(account_id(), slug, row_id)
    return _done(slug, _("Relation terminée aujourd’hui."))


def _answer(partner: PartnerFields, part: str, form: AnyPartForm, row_id: int | None) -> ResponseReturnValue:
    form.offer()
    if isinstance(form, SiteForm):
        form.offer_communes(queries.municipalities())
    attempt = AttemptOnRow(form, lambda: queries.fields_of(partner.slug))
    if form.validate_on_submit():
        with attempt:
            services.save(account_id(), Place(partner.slug, form.shown_version, row_id), form.details())
            return _done(partner.slug, _("Fiche enregistrée."))
    kind = kinds()[part]
    page = render_template(
        "network/desk_partners/part.html", partner=partner, part=part, kind=kind, form=form, row_id=row_id
    )
    return page, attempt.status


def _done(slug: str, said: str) -> ResponseReturnValue:
    return done(url_for("desk_partners.show", slug=slug), said)
