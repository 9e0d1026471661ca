"""Tables. Importing this package registers every one of them; it knows no Flask."""

from portal.models.accounts import accounts  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.attendance import certificates, evaluations, list_choices, room_codes, trainer_questions  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.base import journal, revisions, search, search_words  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.library import toolkits  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.network import partners  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.planning import announcements, sessions, workshops  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.post import feeds, inbound, mail  # noqa: F401 (imported so that Base.metadata is complete)
from portal.models.registrations import answers, interests, people, registrations  # noqa: F401 (imported so that Base.metadata is complete)
