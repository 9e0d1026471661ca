"""What every template may use: the viewer, the navigation, the formats of dates."""

from typing import Any

from flask import Flask
from flask_login import current_user
from jinja2 import StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from portal.documents.library import markdown
from portal.rules.base import dates
from portal.rules.base.permissions import Action, can
from portal.rules.base.phones import dial
from portal.settings import current_settings
from portal.web.base.delivery.shelf import Shelf
from portal.web.base.page import sentences
from portal.web.base.page.addresses import breakable
from portal.web.base.page.drawn_once import DrawnOnce
from portal.web.base.page.labels import label
from portal.web.base.page.navigation import navigation
from portal.web.base.page.problems import problems_of
from portal.web.base.page.team_history import in_words
from portal.web.base.page.time_left import time_left
from portal.web.base.request.access import viewer

FILTERS = {
    "date_long": dates.date_long,
    "date_medium": dates.date_medium,
    "date_short": dates.date_short,
    "half_day_words": dates.half_day_words,
    "half_days": dates.half_days,
    "month_long": dates.month_long,
    "month_abbr": dates.month_abbr,
    "day_name": dates.day_name,
    "day_number": dates.day_number,
    "time": dates.clock_time,
    "timespan": dates.timespan,
    "duration": dates.duration,
    "datetime_long": dates.datetime_long,
    "iso": dates.iso,
    "time_left": time_left,
    "in_words": in_words,
    "label": label,
    "dial": dial,
    "breakable": breakable,
    "problems": problems_of,
    "tuple": tuple,
}


class HouseTemplate(Template):
    """A template whose components are imported once a process, not looked at anew for each page that imports them.

    The library compares all the names of page and component each time, for applications that hand templates globals
    of their own; ours are those of the environment.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 (as the library has it)
        return super()._get_default_module()


def set_up(app: Flask, shelf: Shelf) -> None:
    """Strict templates, our filters and the few globals every page needs; static files by what `shelf` holds."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.template_class = HouseTemplate
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.add_extension(DrawnOnce)
    sentences.set_up(app)
    app.jinja_env.filters["markdown"] = lambda text: Markup(markdown.render(text))  # noqa: S704 (nh3 cleaned it)
    app.jinja_env.globals.update(
        static_url=lambda name: shelf.file(name).address, navigation=navigation, Action=Action, may=may
    )
    app.context_processor(_per_request)


def _per_request() -> dict[str, Any]:
    settings = current_settings()
    return {
        "organisation_name": settings.organisation_name,
        "development": settings.development,
        "viewer": current_user,  # asked for when first used: a page of fault asks no database
        "has_errors": False,
    }


def may(action: Action, **subject: Any) -> bool:
    """Whether the viewer may do this, as a view would decide it: for a template to show or hide a button."""
    return can(viewer(), action, **subject)
