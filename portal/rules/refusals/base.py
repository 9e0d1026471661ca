"""Refusals that any act may meet."""

from portal.rules.refusals import Refusal


class EditedMeanwhile(Refusal):
    """Somebody else saved this page since it was opened."""

    code = "edited_meanwhile"


class ReasonMissing(Refusal):
    """A reason is due and was not given."""

    code = "reason_missing"
    status = 422


class NothingChanged(Refusal):
    """The command would change nothing."""

    code = "nothing_changed"


class StaleVersion(Refusal):
    """The row changed since the page was drawn: the page shows the present state."""

    code = "stale_version"
