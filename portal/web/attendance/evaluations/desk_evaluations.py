"""Staff write what the evaluation of a workshop asks."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.attendance import evaluations as queries
from portal.rules.base.permissions import Action
from portal.services.attendance.evaluations import evaluation_questions as services
from portal.web.attendance.forms.evaluations import QuestionsForm, values_of
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.request.access import account_id, needs

blueprint = Blueprint("desk_evaluations", __name__, url_prefix="/gestion/formations/<slug>/evaluation")


@blueprint.route("", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """The questions of a workshop; evaluations that are open already keep theirs."""
    workshop = queries.of_workshop(slug)
    form = QuestionsForm(data=values_of(workshop))
    attempt = AttemptOnRow(form, lambda: queries.of_workshop(slug))
    if form.validate_on_submit():
        with attempt:
            services.write(workshop.workshop_id, form.shown_version, form.wording, account_id())
            said = _("Les questions sont enregistrées\u00a0: elles valent pour les prochaines clôtures.")
            return done(url_for("desk_workshops.edit", slug=slug), said)
    page = render_template("attendance/evaluations/questions.html", form=form, workshop=workshop)
    return page, attempt.status
