"""The summary of a form's errors, flattened."""

import re

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, FieldList, Form, FormField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from portal.web.base.page.problems import Problem, problems_of

SUMMARY = '{% from "components/error_summary.html" import error_summary %}{{ error_summary(form) }}'


class PersonForm(Form):
    name = StringField("Nom", [InputRequired("Écrivez le nom.")])
    email = EmailField("Adresse e-mail", [InputRequired("Écrivez l’adresse.")])


class TeamForm(Form):
    title = StringField("Titre", [InputRequired("Écrivez le titre."), Length(min=3, message="Trop court.")])
    place = RadioField(
        "Lieu",
        choices=[SelectChoice("a", "Ici"), SelectChoice("b", "Là")],
        validators=[InputRequired("Choisissez.")],
    )
    lead = FormField(PersonForm, label="Responsable")
    people = FieldList(FormField(PersonForm), label="Personne", max_entries=3)


GOOD = {
    "title": "Équipe",
    "place": "a",
    "lead-name": "Fatou Exemple",
    "lead-email": "fatou@example.org",
    "people-0-name": "Noé Épreuve",
    "people-0-email": "noe@example.org",
}


def validated(**changes: str) -> TeamForm:
    form = TeamForm(MultiDict(GOOD | changes))
    form.validate()
    return form


def test_a_form_without_error_has_no_problem() -> None:
    assert problems_of(validated()) == []


def test_a_field_in_error_is_named_with_its_first_sentence() -> None:
    assert problems_of(validated(title="")) == [Problem("title", "Titre", "Écrivez le titre.")]


def test_a_group_is_reached_at_its_first_choice() -> None:
    assert problems_of(validated(place="")) == [Problem("place-0", "Lieu", "Choisissez.")]


def test_a_nested_form_is_named_before_its_field() -> None:
    assert problems_of(validated(**{"lead-email": ""})) == [
        Problem("lead-email", "Responsable, Adresse e-mail", "Écrivez l’adresse.")
    ]


def test_the_entries_of_a_list_are_numbered_from_one() -> None:
    second = {"people-1-name": "Karim Test", "people-1-email": ""}
    assert problems_of(validated(**second)) == [
        Problem("people-1-email", "Personne 2, Adresse e-mail", "Écrivez l’adresse.")
    ]


def test_a_sentence_about_the_form_as_a_whole_comes_first_and_leads_nowhere() -> None:
    form = validated(title="")
    form.form_errors.append("La séance est complète.")
    assert problems_of(form)[0] == Problem(None, "", "La séance est complète.")


def test_a_sentence_about_a_list_keeps_its_name() -> None:
    def refuse(form: Form, field: FieldList) -> None:
        raise ValidationError("Trois au plus.")

    form = TeamForm(MultiDict(GOOD))
    form.people.validators = [refuse]
    form.validate()
    assert problems_of(form) == [Problem(None, "Personne", "Trois au plus.")]


def test_a_question_has_its_own_mark_and_no_colon_after_it(app: Flask) -> None:
    form = validated(place="", title="")
    form.place.label.text = "Qui vient\u202f?"
    with app.test_request_context():
        page = app.jinja_env.from_string(SUMMARY).render(form=form)

    assert re.findall("<a [^>]*>(.*?)</a>", page) == [
        "Titre\u00a0: Écrivez le titre.",
        "Qui vient\u202f? Choisissez.",
    ]
