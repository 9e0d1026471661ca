"""Staff write, publish and archive workshops."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.models.planning.workshops import Workshop
from portal.queries.planning import workshops as queries
from portal.rules.base.permissions import Action
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.planning import workshops as services
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import row_number
from portal.web.messages import sentence
from portal.web.planning.forms.workshops import WorkshopForm, values_of

blueprint = Blueprint("desk_workshops", __name__, url_prefix="/gestion/formations")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every workshop, in any state."""
    return render_template("planning/desk_workshops/index.html", workshops=queries.all_workshops())


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Write a new workshop: a draft."""
    form = WorkshopForm().offer(queries.themes())
    if not form.validate_on_submit():
        return _form_page(form, None)
    slug = services.create(form.written, account_id())
    flash(_("La formation est enregistrée comme brouillon."), "good")
    return redirect(url_for("desk_workshops.edit", slug=slug), 303)


@blueprint.route("/<slug>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """Change a workshop."""
    workshop = queries.by_slug(slug)
    form = WorkshopForm(data=values_of(workshop)).offer(queries.themes())
    if not form.validate_on_submit():
        return _form_page(form, workshop)
    try:
        services.revise(workshop.id, _version(form), form.written, account_id())
    except EditedMeanwhile as refusal:
        return _told(form, slug, refusal)
    flash(_("La formation est enregistrée."), "good")
    return redirect(url_for("desk_workshops.edit", slug=slug), 303)


def _version(form: WorkshopForm) -> int:
    return row_number(form.version.data) or 0


def _told(form: WorkshopForm, slug: str, refusal: EditedMeanwhile) -> tuple[str, int]:
    """What was typed stays; saving it again is then a choice made knowingly."""
    workshop = queries.by_slug(slug)
    form.form_errors.append(sentence(refusal))
    form.version.data = str(workshop.version)
    page, _status = _form_page(form, workshop)
    return page, refusal.status


def _form_page(form: WorkshopForm, workshop: Workshop | None) -> tuple[str, int]:
    status = 422 if request.method == "POST" else 200
    return render_template("planning/desk_workshops/edit.html", form=form, workshop=workshop), status


@blueprint.post("/<slug>/publier")
@needs(Action.MANAGE)
def publish(slug: str) -> ResponseReturnValue:
    """Show the workshop to everybody."""
    services.publish(queries.by_slug(slug).id, account_id())
    flash(_("La formation est publiée."), "good")
    return redirect(url_for("desk_workshops.edit", slug=slug), 303)


@blueprint.route("/<slug>/archiver", methods=["GET", "POST"])
@needs(Action.MANAGE)
def archive(slug: str) -> ResponseReturnValue:
    """Take the workshop off the site, once confirmed."""
    workshop = queries.by_slug(slug)
    if request.method == "GET":
        return render_template("planning/desk_workshops/archive.html", page=queries.page(slug, drafts=True))
    services.archive(workshop.id, account_id())
    flash(_("La formation est archivée : elle ne paraît plus sur le site."), "good")
    return redirect(url_for("desk_workshops.index"), 303)
