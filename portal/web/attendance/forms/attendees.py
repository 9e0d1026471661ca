"""The forms of the attendee list: what changed on the page, and what a phone tapped."""

import json
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField
from wtforms.validators import InputRequired, Length

from portal.rules.attendance.taps import Tap
from portal.rules.base.states import NotedBy, PresenceMark
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import LateReasonMissing
from portal.web.base.forms.base import PortalForm, long_text_field
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.request.numbers import whole
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD

WHY_LATE = _l("Pourquoi si tard ?")
ROW = "m-"  # the choices of a row are named by its registration
SENT_AT_ONCE = 200
LONGEST_KEY = 64


class Garbled(ValueError):
    """What was sent is nothing that our page sends."""


class FromPaper:
    """Whether marks are copied from the sheet that people signed: asked once the half-day is over."""

    paper = BooleanField(
        _l("Je recopie la feuille signée"), description=_l("Le relevé des présences dira\u00a0: d’après la feuille.")
    )

    @property
    def noted_by(self) -> NotedBy:
        """How these marks came to be noted."""
        return NotedBy.PAPER if self.paper.data else NotedBy.TRAINER


class PresenceForm(FromPaper, PortalForm):
    """The page of a meeting, sent without a script: its marks as they were shown (`seen`), and what each row says now.

    `rest` notes all whose row says nothing; `instead` is one row whose mark, seen meanwhile, is replaced.
    """

    meeting = WholeNumberField(validators=[InputRequired()])
    seen = StringField(validators=[InputRequired()])
    rest = StringField()
    instead = StringField()
    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)

    def taps(self) -> list[Tap]:
        """What changed on the page, row by row; one that says what it said is no tap. Raises Garbled."""
        chosen, rest, instead = self.chosen(), _mark(self.rest.data or ""), pairs(self.instead.data or "")
        taps = []
        for number, saw in pairs(self.seen.data or "").items():
            mark = instead.get(number, chosen[number] or rest)
            if mark is not saw:
                taps.append(Tap(number, saw, mark))
        return taps

    def chosen(self) -> dict[int, PresenceMark | None]:
        """What each row says now; one without a choice says what it showed. Raises Garbled."""
        seen = pairs(self.seen.data or "")
        return {number: _mark(request.form.get(f"{ROW}{number}", saw or "")) for number, saw in seen.items()}


class TapsForm(FromPaper, PortalForm):
    """What a phone tapped at a meeting: a list of [key, registration, mark seen, mark], "" for no mark."""

    meeting = WholeNumberField(validators=[InputRequired()])
    taps = StringField(validators=[InputRequired(), Length(max=SENT_AT_ONCE * 2 * LONGEST_KEY)])

    def said(self) -> list[Tap]:
        """The taps, in the order of their making. Raises Garbled."""
        try:
            rows = json.loads(self.taps.data or "")
            return list(_taps(rows))
        except (TypeError, ValueError, RecursionError) as error:
            raise Garbled from error


def _taps(rows: Any) -> Iterator[Tap]:
    if len(rows) > SENT_AT_ONCE:
        raise Garbled
    for key, number, saw, mark in rows:
        if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY or isinstance(number, bool):
            raise Garbled
        yield Tap(whole(number), _mark(saw), _mark(mark), key)


def pairs(text: str) -> dict[int, PresenceMark | None]:
    """Marks by registration, written "12:present 13:". Raises Garbled."""
    try:
        pairs = [pair.split(":") for pair in text.split()]
        return {whole(number): _mark(mark) for number, mark in pairs}
    except ValueError as error:
        raise Garbled from error


def _mark(text: str) -> PresenceMark | None:
    try:
        return PresenceMark(text) if text else None
    except ValueError as error:
        raise Garbled from error
