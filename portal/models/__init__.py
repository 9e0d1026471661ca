"""Tables. Importing this package registers every one of them; it knows no Flask."""

from portal.models.accounts import accounts  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.attendance import (  # noqa: F401 (imported so that Base.metadata is complete)
    certificates,
    evaluations,
    list_choices,
    room_codes,
    session_files,
    trainer_questions,
)
from portal.models.base import journal, kept_files, revisions, search, search_words  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.library import toolkits  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.network import partners  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.planning import announcements, sessions, workshops  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.post import feeds, inbound, mail  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.registrations import answers, interests, people, registrations  # noqa: F401 (imported so that Base.metadata is complete)
