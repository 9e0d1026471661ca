"""The page of components: every piece pages are made of, for who draws a new one."""

from flask import Blueprint, render_template

from portal.rules.permissions import Action
from portal.web.access import needs
from portal.web.forms.samples import Sample, sample_form

blueprint = Blueprint("gestion_components", __name__, url_prefix="/gestion/composants")


@blueprint.get("")
@needs(Action.MANAGE)
def show() -> str:
    """Each component once, with invented rows and a form that has its errors."""
    return render_template("gestion/composants.html", form=sample_form(), sample=Sample(), has_errors=True)
