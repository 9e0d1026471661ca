"""The question beside a correction: whether the calendars that show the former words hear of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries.planning.rewordings import Reach
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import TellingUndecided
from portal.web.base.forms.base import FormPart

YES, NO = "yes", "no"
ANSWERS = {YES: True, NO: False}


def telling_field(help_text: Any) -> RadioField:
    """The question; nothing is chosen for staff. `help_text` says which changes it is about."""
    question = _l("Faut-il mettre à jour les agendas\u202f?")
    return RadioField(question, choices=[], validate_choice=False, description=help_text)


class TellingPart(FormPart):
    """A form with `tell = telling_field(…)`. The question is drawn once somebody would hear of a correction."""

    tell: RadioField
    reach: Reach | None = None

    def ask(self, reach: Reach) -> None:
        """Draw the question, with how many people it is about; not where nobody's calendar shows anything yet."""
        if not reach.people:
            return
        self.reach = reach
        people = ngettext("%(num)s personne", "%(num)s personnes", reach.people)
        sessions = ngettext("%(num)s séance à venir", "%(num)s séances à venir", reach.sessions)
        self.tell.choices = [
            SelectChoice(
                YES,
                _l(
                    "Oui : une invitation mise à jour part à %(people)s, pour %(sessions)s",
                    people=people,
                    sessions=sessions,
                ),
            ),
            SelectChoice(NO, _l("Non : personne n’est averti. Vous pourrez encore le faire plus tard")),
        ]

    @property
    def told(self) -> bool | None:
        """The answer; None while there is none."""
        return ANSWERS.get(self.tell.data or "")

    def field_of(self, refusal: Refusal) -> Field | None:
        """A missing answer is told at its question."""
        return self.tell if isinstance(refusal, TellingUndecided) else super().field_of(refusal)
