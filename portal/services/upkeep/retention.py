"""What is past its term leaves every night: erased, or made anonymous where its figures stay.

It works in batches of at most 200 rows, each a transaction of its own, and looks for them with no lock held: nobody
waits for it. Stopped in the middle it goes on where it was; the second time it finds nothing.
"""

from datetime import datetime

from portal import clock
from portal.database import db, writing
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.upkeep.retention import next_night
from portal.services.base import files, jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry, record
from portal.services.upkeep.terms import BATCH, STEPS, Step


def plan_first() -> int:
    """Plan the first night of a portal that has none yet; returns 0, nothing was done."""
    with writing() as session:
        jobs.plan_once(session, JobKind.RETENTION, clock.now())
    return 0


@does(JobKind.RETENTION)
def keep_to_terms(_everything: int) -> None:
    """Do every step, keep in the journal how much left, and plan the next night."""
    now = clock.now()
    counts = {step.name: ended(step, now) for step in STEPS}
    counts["files"] = files.erase_released()
    with writing() as session:
        jobs.plan(session, JobKind.RETENTION, jobs.EVERYTHING, next_night(now))
        if any(counts.values()):
            record(session, None, Entry(Verb.KEPT_TO_TERMS, ObjectKind.PORTAL, jobs.EVERYTHING, inputs=counts))


def ended(step: Step, now: datetime) -> int:
    """End everything that is past its term at `now`, batch by batch; says how many rows. Nothing is locked for none."""
    total = 0
    while found := db.session.scalars(step.due(now).limit(BATCH)).all():
        with writing() as session:
            # Of what was found, what still is: a row may have changed meanwhile.
            keys = session.scalars(step.due(now).where(step.key.in_(found))).all()
            done = step.end(session, now, keys)
        if not done:
            break
        total += done
    return total
