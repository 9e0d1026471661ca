"""The page of components: every piece pages are made of, for who draws a new one."""

from flask import Blueprint, render_template

from portal.rules.base.permissions import Action
from portal.web.base.forms.samples import Sample, sample_form
from portal.web.base.request.access import needs

blueprint = Blueprint("components", __name__, url_prefix="/gestion/composants")


@blueprint.get("")
@needs(Action.MANAGE)
def show() -> str:
    """Each component once, with invented rows and a form that has its errors."""
    return render_template("upkeep/components.html", form=sample_form(), sample=Sample(), has_errors=True)
