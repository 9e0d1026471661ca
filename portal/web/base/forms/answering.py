"""Answering what was sent: the use case is tried, and a refusal is told where the person can mend it.

form = SomeForm(...)
attempt = Attempt(form)
if form.validate_on_submit():
    with attempt:
        services.act(...)
        return done(url_for(...), _("C’est fait."))
return render_template(..., form=form), attempt.status
"""

from collections.abc import Callable
from types import TracebackType
from typing import Generic, Protocol, TypeVar

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal.rules.refusals import NotFound, Refusal
from portal.rules.refusals.base import EditedMeanwhile, StaleVersion
from portal.web.base.forms.base import PortalForm, VersionedForm, refuse_field
from portal.web.messages import sentence

STALE = (EditedMeanwhile, StaleVersion)


class Versioned(Protocol):
    """A row, or what a page shows of it, that counts its changes."""

    @property
    def version(self) -> int:
        """How often it was changed."""
        ...


Row = TypeVar("Row", bound=Versioned)


class Attempt:
    """One use case, tried with `with attempt:`. A refusal ends the block and is kept; what follows gives the page again.

    Its sentence stands at the field that the form names (`field_of`), else on top of the form; a page without a
    form, or with a notice of its own for the rest (`in_notice`), shows `told`. Where nothing was typed there is nothing to give back
    for what does not exist: NotFound then passes through.
    """

    def __init__(self, form: PortalForm | None = None, *, in_notice: bool = False) -> None:
        self.form = form
        self.in_notice = in_notice or form is None
        self.refusal: Refusal | None = None
        self.told = (
            ""  # the refusal's sentence, for the page's own notice; "" where there is none, or the form tells it
        )

    def __enter__(self) -> None:
        """Begin; there is nothing to hold."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> bool:
        """Keep a refusal; anything else goes on its way."""
        if not isinstance(error, Refusal) or (isinstance(error, NotFound) and self.form is None):
            return False
        self.refusal = error
        self._tell(error)
        return True

    def _tell(self, refusal: Refusal) -> None:
        field = self.form.field_of(refusal) if self.form is not None else None
        if field is not None:
            refuse_field(field, sentence(refusal))
        elif self.in_notice:
            self.told = sentence(refusal)
        elif self.form is not None:
            self.form.form_errors.append(sentence(refusal))

    @property
    def status(self) -> int:
        """The status of the page that is given again: the refusal's, 422 for a form with errors, else 200."""
        if self.refusal:
            return self.refusal.status
        return 422 if self.form is not None and self.form.errors else 200

    def told_at(self, url: str) -> Response:
        """Go to another page that tells the refusal: for buttons, where nothing was typed."""
        assert self.refusal is not None, "nothing was refused"  # noqa: S101 (for mypy)
        return done(url, sentence(self.refusal), "bad")


class AttemptOnRow(Attempt, Generic[Row]):
    """An attempt with a form that holds the version of a row; `read` reads that row, and fills `present` after a refusal.

    Where somebody else saved meanwhile, the form then carries the present version: what was typed is kept, and sending
    it again is a choice, which works.
    """

    def __init__(self, form: VersionedForm, read: Callable[[], Row], *, in_notice: bool = False) -> None:
        super().__init__(form, in_notice=in_notice)
        self.read = read
        self.versioned = form
        self.present: Row | None = None

    def _tell(self, refusal: Refusal) -> None:
        super()._tell(refusal)
        self.present = self.read()
        if isinstance(refusal, STALE):
            self.versioned.show_version(self.present.version)

    @property
    def stale(self) -> bool:
        """Whether somebody else saved since the page was drawn."""
        return isinstance(self.refusal, STALE)


def done(url: str, said: str = "", tone: str = "good") -> Response:
    """What was sent is done: the next page, which says so."""
    if said:
        flash(said, tone)
    return redirect(url, 303)
