"""Refusals about sheets and toolkits."""

from portal.rules.refusals import Refusal


class ChangeNoteMissing(Refusal):
    """Publishing a revision asks for a note on what changed."""

    code = "change_note_missing"
    status = 422


class KeptForPartners(Refusal):
    """A sheet that only who acts for a partner, gives sessions or manages may read."""

    code = "kept_for_partners"
    status = 403


class SheetIncomplete(Refusal):
    """A sheet is published with a summary and a text."""

    code = "sheet_incomplete"
    status = 422


class NothingToPublish(Refusal):
    """The sheet has no draft: what is online is its last text."""

    code = "nothing_to_publish"


class NeverPublished(Refusal):
    """A sheet that was never published cannot come back online."""

    code = "never_published"
