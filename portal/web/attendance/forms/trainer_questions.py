"""A question to the trainers, as somebody registered types it, and the words that a moderator releases."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import Length

from portal.rules.attendance.trainer_questions import MOST_LETTERS
from portal.rules.refusals import NotFound, Refusal
from portal.web.base.forms.base import PortalForm, required, stripped

TOO_LONG = _l("C’est trop long\u00a0: %(max)d caractères au plus.")


class AskForm(PortalForm):
    """One question; a refusal is told at its field, where the words still are."""

    text = TextAreaField(
        _l("Votre question"),
        description=_l("En une ou deux phrases, sur une règle ou une démarche\u00a0: 500 caractères au plus."),
        filters=[stripped],
        validators=[required(_l("Écrivez votre question.")), Length(max=MOST_LETTERS, message=TOO_LONG)],
    )

    def field_of(self, refusal: Refusal) -> Field | None:
        """Whatever is refused is about the question."""
        return None if isinstance(refusal, NotFound) else self.text


class ReleaseForm(PortalForm):
    """The words of a question as everybody registered will read them."""

    text = TextAreaField(
        _l("Question"),
        filters=[stripped],
        validators=[
            required(_l("Écrivez les mots à publier, ou écartez la question.")),
            Length(max=MOST_LETTERS, message=TOO_LONG),
        ],
    )


def release_form(number: int, question_id: int, text: str | None = None) -> ReleaseForm:
    """The form of one question among others on its page, filled with `text`, or with what was sent."""
    form = ReleaseForm() if text is None else ReleaseForm(formdata=None, data={"text": text})
    form.text.id = form.text.label.field_id = f"question-{question_id}"
    form.text.label.text = _l("Question %(number)s", number=number)
    return form
