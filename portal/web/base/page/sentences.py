"""The sentences of templates: each is looked up once a process and language, however often it is drawn."""

from functools import lru_cache
from typing import Any

import flask_babel
from flask import Flask, g
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

MOST = 8192  # several times the catalogue; plurals are kept by number


def set_up(app: Flask) -> None:
    """Give the templates of `app` these in place of the extension's, which look up catalogue and context each time."""
    app.jinja_env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})


def language() -> str:
    """The language of this page."""
    if "language" not in g:
        g.language = str(flask_babel.get_locale())
    return str(g.language)


@pass_eval_context
def gettext(page: EvalContext, sentence: str, /, **variables: Any) -> str:
    """The sentence in this page's language, `variables` put in; escaped where the template escapes."""
    if not variables:
        return _whole(language(), sentence, bool(page.autoescape))
    found = _sentence(language(), sentence)
    return (Markup(found) if page.autoescape else found) % variables  # noqa: S704 (the catalogue is ours)


@pass_eval_context
def ngettext(page: EvalContext, singular: str, plural: str, num: int, /, **variables: Any) -> str:
    """The form of the sentence for `num`, which it may name."""
    found = _plural(language(), singular, plural, num)
    return (Markup(found) if page.autoescape else found) % {"num": num, **variables}  # noqa: S704 (the catalogue is ours)


@lru_cache(maxsize=MOST)
def _sentence(_language: str, sentence: str) -> str:
    return str(flask_babel.get_translations().ugettext(sentence))


@lru_cache(maxsize=MOST)
def _whole(language: str, sentence: str, autoescape: bool) -> str:
    """A sentence into which nothing is put: most of them, and putting nothing in costs as much as putting in."""
    found = _sentence(language, sentence)
    return (Markup(found) if autoescape else found) % {}  # noqa: S704 (the catalogue is ours)


@lru_cache(maxsize=MOST)
def _plural(_language: str, singular: str, plural: str, num: int) -> str:
    return str(flask_babel.get_translations().ungettext(singular, plural, num))
