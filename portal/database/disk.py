"""What this process met when it wrote: whether the disk was full, or refused, the last time it mattered."""

import logging
from dataclasses import dataclass

from flask import Flask, current_app

from portal.database.faults import OF_THE_DISK, Fault, fault_of

PLACE = "disk_notes"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Notes:
    """The fault that was met last, until a look at the disk finds that it is over."""

    fault: Fault | None = None


def keep_notes(app: Flask) -> None:
    """Give an application a place to note what it meets."""
    app.extensions[PLACE] = Notes()


def note(error: BaseException | None) -> None:
    """Note the fault of the disk that an exception tells of; anything else is none of its business."""
    fault = fault_of(error)
    if fault not in OF_THE_DISK:
        return
    if _notes().fault is None:
        log.error("the disk: %s. Nothing can be kept until it takes what is written", fault)
    _notes().fault = fault


def noted() -> Fault | None:
    """The fault of the disk that was met, and was not found to be over since."""
    return _notes().fault


def forget() -> None:
    """The disk takes what is written again."""
    if _notes().fault is not None:
        log.warning("the disk takes what is written again")
    _notes().fault = None


def _notes() -> Notes:
    notes: Notes = current_app.extensions[PLACE]
    return notes
