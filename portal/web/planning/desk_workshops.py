"""Staff write, publish and archive workshops."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.planning import rewordings
from portal.queries.planning import workshops as queries
from portal.rules.base.permissions import Action
from portal.services.planning import workshops as services
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.request.access import account_id, needs
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
    if form.validate_on_submit():
        slug = services.create(form.written, account_id())
        return done(url_for("desk_workshops.edit", slug=slug), _("La formation est enregistrée comme brouillon."))
    page = render_template("planning/desk_workshops/edit.html", form=form, workshop=None, untold=[])
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """Change a workshop."""
    workshop = queries.by_slug(slug)
    form = WorkshopForm(data=values_of(workshop)).offer(queries.themes())
    form.ask(rewordings.reach_of_workshop(workshop.id))
    attempt = AttemptOnRow(form, lambda: queries.by_slug(slug))
    if form.validate_on_submit():
        with attempt:
            services.revise(workshop.id, form.shown_version, form.written, account_id(), form.told)
            return done(url_for("desk_workshops.edit", slug=slug), _("La formation est enregistrée."))
    untold = rewordings.untold_of_workshop(workshop.id)
    shown = {"form": form, "workshop": attempt.present or workshop, "untold": untold}
    return render_template("planning/desk_workshops/edit.html", **shown), attempt.status


@blueprint.post("/<slug>/publier")
@needs(Action.MANAGE)
def publish(slug: str) -> ResponseReturnValue:
    """Show the workshop to everybody."""
    services.publish(queries.by_slug(slug).id, account_id())
    return done(url_for("desk_workshops.edit", slug=slug), _("La formation est publiée."))


@blueprint.route("/<slug>/archiver", methods=["GET", "POST"])
@needs(Action.MANAGE)
def archive(slug: str) -> ResponseReturnValue:
    """Take the workshop off the site, once confirmed."""
    workshop = queries.by_slug(slug)
    if request.method == "GET":
        return render_template("planning/desk_workshops/archive.html", page=queries.page(slug, drafts=True))
    services.archive(workshop.id, account_id())
    return done(url_for("desk_workshops.index"), _("La formation est archivée : elle ne paraît plus sur le site."))
