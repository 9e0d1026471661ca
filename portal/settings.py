"""The settings at hand: the one door through which the running portal reads what `config.py` found."""

from typing import cast

from flask import Flask, current_app

from config import Settings

PLACE = "PORTAL"


def keep_settings(app: Flask, settings: Settings) -> None:
    """Give an application the settings it is made with."""
    app.config[PLACE] = settings


def settings_of(app: Flask) -> Settings:
    """The settings that an application was made with."""
    return cast(Settings, app.config[PLACE])


def current_settings() -> Settings:
    """The settings of the application that answers now. Needs its context, as a request and a command have it."""
    return settings_of(current_app)
