"""Staff keep the words that lead a search, and see which words found nothing."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.base import kept_words as queries
from portal.rules.base.dates import date_short
from portal.rules.base.permissions import Action
from portal.rules.base.states import WordKind
from portal.services.base import missed_words
from portal.services.base import search_words as services
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.request.access import account_id, needs
from portal.web.crossings.forms.search_words import LocalityForm, WordsForm, place_values, shown, words_values

blueprint = Blueprint("desk_search", __name__, url_prefix="/gestion/recherche")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every word, and the sheets to write."""
    missed = [(row, date_short(row.last)) for row in queries.missed()]
    return render_template(
        "crossings/desk_search/index.html", groups=queries.groups(), localities=queries.localities(), missed=missed
    )


@blueprint.route("/mots/nouveau", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new_words() -> ResponseReturnValue:
    """Add a group of words; of the kind and with the word that the address names."""
    asked = request.args.get("sorte", "")
    kind = asked if asked in set(WordKind) else WordKind.SYNONYM
    form = WordsForm(data={"kind": kind, "typed": request.args.get("mot", "")[:80]}).offer()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.keep_group(account_id(), form.words)
            return done(url_for("desk_search.index"), _("Les mots sont enregistrés : ils comptent dès maintenant."))
    return render_template("crossings/desk_search/words.html", form=form, group=None), attempt.status


@blueprint.route("/mots/<int:group_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def words(group_id: int) -> ResponseReturnValue:
    """Change a group of words."""
    group = queries.group(group_id)
    form = WordsForm(data=words_values(group)).offer()
    attempt = AttemptOnRow(form, lambda: queries.group(group_id))
    if form.validate_on_submit():
        with attempt:
            services.keep_group(account_id(), form.words, shown(form, group))
            return done(url_for("desk_search.index"), _("Les mots sont enregistrés : ils comptent dès maintenant."))
    return render_template("crossings/desk_search/words.html", form=form, group=group), attempt.status


@blueprint.post("/mots/<int:group_id>/retirer")
@needs(Action.MANAGE)
def remove_words(group_id: int) -> ResponseReturnValue:
    """Take a group of words away."""
    services.remove_group(account_id(), group_id)
    return done(url_for("desk_search.index"), _("Les mots sont retirés : ils ne comptent plus."))


@blueprint.route("/localites/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new_locality() -> ResponseReturnValue:
    """Add a locality."""
    form = LocalityForm().offer(queries.communes())
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.keep_locality(account_id(), form.place)
            return done(url_for("desk_search.index"), _("La localité est enregistrée."))
    return render_template("crossings/desk_search/locality.html", form=form, locality=None), attempt.status


@blueprint.route("/localites/<int:locality_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def locality(locality_id: int) -> ResponseReturnValue:
    """Change a locality."""
    row = queries.locality(locality_id)
    form = LocalityForm(data=place_values(row)).offer(queries.communes())
    attempt = AttemptOnRow(form, lambda: queries.locality(locality_id))
    if form.validate_on_submit():
        with attempt:
            services.keep_locality(account_id(), form.place, shown(form, row))
            return done(url_for("desk_search.index"), _("La localité est enregistrée."))
    return render_template("crossings/desk_search/locality.html", form=form, locality=row), attempt.status


@blueprint.post("/localites/<int:locality_id>/retirer")
@needs(Action.MANAGE)
def remove_locality(locality_id: int) -> ResponseReturnValue:
    """Take a locality away."""
    services.remove_locality(account_id(), locality_id)
    return done(url_for("desk_search.index"), _("La localité est retirée."))


@blueprint.post("/manques/ecarter")
@needs(Action.MANAGE)
def drop_missed() -> ResponseReturnValue:
    """Forget a word that found nothing."""
    missed_words.drop(account_id(), request.form.get("word", "")[:80])
    return done(url_for("desk_search.index"), _("Le mot est écarté."))
