"""Arranging toolkits: what they say, their workshop, their sheets in order, publishing."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.library import editing
from portal.queries.library.editing import EditedToolkit
from portal.rules.base.permissions import Action
from portal.rules.base.states import ContentStatus
from portal.rules.refusals import NotFound
from portal.services.library import toolkits as services
from portal.services.library.toolkits import ToolkitText
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.forms.base import VersionedForm
from portal.web.base.page.paging import paged
from portal.web.base.request.access import account_id, needs
from portal.web.library.editor import options
from portal.web.library.forms.toolkits import AddSheetForm, EntryForm, NewToolkitForm, ToolkitFields, ToolkitForm

blueprint = Blueprint("desk_toolkits", __name__, url_prefix="/gestion/boites")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every toolkit, drafts included."""
    toolkits, page = paged(url_for("desk_toolkits.index"), editing.toolkit_rows())
    return render_template("library/desk_toolkits/index.html", toolkits=toolkits, page=page)


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Begin a toolkit; its sheets come next."""
    form = NewToolkitForm()
    form.offer(options(editing.workshops()))
    if not form.validate_on_submit():
        return render_template("library/desk_toolkits/new.html", form=form), 422 if form.errors else 200
    return done(url_for(".edit", slug=services.create(_text(form), account_id())))


@blueprint.route("/<slug>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """What it says, and its sheets."""
    kit = editing.edited_toolkit(slug)
    form = ToolkitForm(obj=kit, workshop=kit.workshop_id or 0)
    form.offer(options(editing.workshops()))
    attempt = AttemptOnRow(form, lambda: editing.edited_toolkit(slug))
    if form.validate_on_submit():
        with attempt:
            kept_as = services.edit(kit.id, form.shown_version, _text(form), account_id())
            return done(url_for(".edit", slug=kept_as), _("Boîte à outils enregistrée."))
    return _page(attempt.present or kit, form), attempt.status


def _page(kit: EditedToolkit, form: ToolkitForm) -> str:
    adding = AddSheetForm(formdata=None)
    adding.sheet.choices = options(editing.sheets_outside(kit.id))
    return render_template("library/desk_toolkits/edit.html", kit=kit, form=form, adding=adding)


def _text(form: ToolkitFields) -> ToolkitText:
    return ToolkitText(form.title.data or "", form.intro.data or "", form.workshop.data or None)


@blueprint.post("/<slug>/ajouter")
@needs(Action.MANAGE)
def add(slug: str) -> ResponseReturnValue:
    """Put a sheet last."""
    return _arranged(slug, services.add_sheet)


@blueprint.post("/<slug>/retirer")
@needs(Action.MANAGE)
def remove(slug: str) -> ResponseReturnValue:
    """Take a sheet out; the sheet itself stays."""
    return _arranged(slug, services.remove_sheet)


@blueprint.post("/<slug>/monter")
@needs(Action.MANAGE)
def up(slug: str) -> ResponseReturnValue:
    """Move a sheet one place up."""
    return _arranged(slug, lambda kit, sheet, actor: services.move_sheet(kit, sheet, -1, actor))


@blueprint.post("/<slug>/descendre")
@needs(Action.MANAGE)
def down(slug: str) -> ResponseReturnValue:
    """Move a sheet one place down."""
    return _arranged(slug, lambda kit, sheet, actor: services.move_sheet(kit, sheet, 1, actor))


def _arranged(slug: str, act: Callable[[int, int, int | None], None]) -> ResponseReturnValue:
    kit = editing.edited_toolkit(slug)
    form = EntryForm()
    if not form.validate():
        raise NotFound
    act(kit.id, form.sheet.data or 0, account_id())
    return done(url_for(".edit", slug=slug, _anchor="fiches"))


@blueprint.post("/<slug>/publier")
@needs(Action.MANAGE)
def publish(slug: str) -> ResponseReturnValue:
    """Put it online."""
    return _set_status(slug, ContentStatus.PUBLISHED, _("La boîte à outils est en ligne."))


@blueprint.post("/<slug>/archiver")
@needs(Action.MANAGE)
def archive(slug: str) -> ResponseReturnValue:
    """Take it offline; its sheets stay."""
    said = _("La boîte à outils n’est plus en ligne. Ses fiches publiées le restent.")
    return _set_status(slug, ContentStatus.ARCHIVED, said)


def _set_status(slug: str, status: ContentStatus, said: str) -> ResponseReturnValue:
    kit = editing.edited_toolkit(slug)
    services.set_status(kit.id, VersionedForm().shown_version, status, account_id())
    return done(url_for(".edit", slug=slug), said)
