"""What the journal speaks of: the verbs of its events and the kinds of their objects, each value as it is stored."""

from enum import StrEnum


class Verb(StrEnum):
    """What happened, by wing. What befalls a registration in the line is a TransitionKind (rules/registrations)."""

    # accounts
    MADE_ADMINISTRATOR = "made_administrator"
    CHANGED_PROFILE = "changed_profile"
    CHANGED_ROLES = "changed_roles"
    CLOSED_ACCOUNT = "closed_account"
    REOPENED_ACCOUNT = "reopened_account"
    ENDED_SIGN_INS = "ended_sign_ins"
    SECOND_FACTOR_ADDED = "second_factor_added"
    FORGOT_SECOND_FACTOR = "forgot_second_factor"
    ASKED_NEW_ADDRESS = "asked_new_address"
    PLANNED_NEW_ADDRESS = "planned_new_address"
    CANCELLED_NEW_ADDRESS = "cancelled_new_address"
    CHANGED_ADDRESS = "changed_address"
    GAVE_WAY = "gave_way"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    SECOND_FACTOR_LOCKED = "second_factor_locked"
    INVITED_ACCOUNT = "invited_account"
    NAMED_COORDINATOR = "named_coordinator"
    LIMITED_COORDINATOR = "limited_coordinator"
    MEMBERSHIP_ENDED = "membership_ended"
    SIGNED_IN = "signed_in"

    # library
    CREATED = "created"
    EDITED = "edited"
    CLASSIFIED = "classified"
    SAVED_DRAFT = "saved_draft"
    DROPPED_DRAFT = "dropped_draft"
    PUBLISHED = "published"
    SET_STATUS = "set_status"
    ARRANGED = "arranged"
    ATTACHED = "attached"
    REPLACED = "replaced"
    REMOVED = "removed"

    # network
    PARTNER_CREATED = "partner_created"
    PARTNER_EDITED = "partner_edited"
    PARTNER_STATUS_SET = "partner_status_set"
    PARTNER_CONFIRMED = "partner_confirmed"
    RELATIONSHIP_SAVED = "relationship_saved"
    RELATIONSHIP_REMOVED = "relationship_removed"
    RELATIONSHIP_ENDED = "relationship_ended"
    AGREEMENT_SAVED = "agreement_saved"
    AGREEMENT_REMOVED = "agreement_removed"
    SITE_SAVED = "site_saved"
    SITE_REMOVED = "site_removed"
    CONTACT_SAVED = "contact_saved"
    CONTACT_REMOVED = "contact_removed"

    KEPT_WORDS = "kept_words"
    REMOVED_WORDS = "removed_words"
    DROPPED_MISSED_WORD = "dropped_missed_word"

    # registrations
    ASKED_TO_JOIN = "asked_to_join"
    JOIN_ACCEPTED = "join_accepted"
    JOIN_REFUSED = "join_refused"
    ALLOCATED = "allocated"  # beside each seat given out: the figures that decided
    NAMED = "named"  # a place that still waits (a seat held: T7)
    COMES_ANYWAY = "comes_anyway"
    ANSWERED = "answered"  # the questions of a session
    ANSWERED_INTEREST = "answered_interest"
    CORRECTED_PERSON = "corrected_person"
    CORRECTED_ADDRESS = "corrected_address"
    UNBLOCKED_PERSON = "unblocked_person"
    PERSON_LEFT = "person_left"
    PERSON_BACK = "person_back"
    LISTED_PEOPLE = "listed_people"  # a team's list added, without a registration
    ERASED_ARRANGEMENTS = "erased_arrangements"
    ERASED_ANSWERS = "erased_answers"

    # attendance
    DOWNLOADED_LIST = "downloaded_list"
    MARKED_PRESENCE = "marked_presence"
    CLOSED_SESSION = "closed_session"
    ISSUED_CERTIFICATE = "issued_certificate"
    REPLACED_CERTIFICATE = "replaced_certificate"
    WITHDREW_CERTIFICATE = "withdrew_certificate"
    DOWNLOADED_HOURS = "downloaded_hours"
    DOWNLOADED_PLAN = "downloaded_plan"
    DOWNLOADED_YEAR = "downloaded_year"  # the certificates of a partner's people
    DOWNLOADED_CERTIFICATES = "downloaded_certificates"
    WROTE_EVALUATION = "wrote_evaluation"  # its questions; that somebody answered is never journalled
    TYPED_EVALUATION = "typed_evaluation"  # a sheet of paper, by a trainer
    ERASED_OPINION = "erased_opinion"  # a sentence that let a household be recognised
    RELEASED_QUESTION = "released_question"  # to the trainers; that somebody asked is never journalled
    HID_QUESTION = "hid_question"  # waiting again
    DISMISSED_QUESTION = "dismissed_question"
    SHOWED_ROOM_CODE = "showed_room_code"  # switched on; that somebody declared herself is never journalled
    HID_ROOM_CODE = "hid_room_code"
    SET_DECLARATION_ASIDE = "set_declaration_aside"  # somebody who is not there, or was not sure to be
    DOWNLOADED_PRESENCES = "downloaded_presences"
    ADDED_FILE = "added_file"  # to a session, for those who are registered
    CHANGED_FILE = "changed_file"
    REMOVED_FILE = "removed_file"
    ADDED_SCAN = "added_scan"  # a photo of the sheet that people signed
    DOWNLOADED_SCAN = "downloaded_scan"
    REMOVED_SCAN = "removed_scan"

    # planning
    ADDED_WORKSHOP = "added_workshop"
    REVISED_WORKSHOP = "revised_workshop"
    PUBLISHED_WORKSHOP = "published_workshop"
    ARCHIVED_WORKSHOP = "archived_workshop"
    ADDED_VENUE = "added_venue"
    REVISED_VENUE = "revised_venue"
    PLANNED_SESSION = "planned_session"
    REVISED_DRAFT = "revised_draft"
    DISCARDED_DRAFT = "discarded_draft"
    PUBLISHED_SESSION = "published_session"
    CHANGED_SETTINGS = "changed_settings"
    CHANGED_CAPACITY = "changed_capacity"
    CHANGED_TRAINERS = "changed_trainers"
    RAISED_QUOTA = "raised_quota"
    CALLED_PARTNER = "called_partner"  # by telephone, that a session does not take place or changes
    UNCALLED_PARTNER = "uncalled_partner"  # the tick was a mistake
    ADDED_QUESTION = "added_question"
    REMOVED_QUESTION = "removed_question"
    REWORDED = "reworded"  # a word of its invitations: a title, a street, a note
    TOLD_REWORDING = "told_rewording"
    RESCHEDULED = "rescheduled"
    DECLARED_PAUSES = "declared_pauses"
    TOOK_MOVE_BACK = "took_move_back"
    ASKED_CANCELLATION = "asked_cancellation"
    RESTORED_SESSION = "restored_session"
    LAPSED_CANCELLATION = "lapsed_cancellation"  # people came all the same
    CANCELLED_SESSION = "cancelled_session"
    ASKED_STILL_COMING = "asked_still_coming"
    STILL_COMING = "still_coming"  # said by who waits
    ANNOUNCED = "announced"
    UNDID_ANNOUNCEMENT = "undid_announcement"
    WROTE_TO_PARTICIPANTS = "wrote_to_participants"

    # post
    BOUNCED = "bounced"
    CONFIRMED_ADDRESS = "confirmed_address"
    RETRIED_MAIL = "retried_mail"
    RECEIVED_MAIL = "received_mail"
    READ_MAIL = "read_mail"
    ANSWERED_INVITATION = "answered_invitation"
    CHOSE_ANNOUNCEMENTS = "chose_announcements"
    STOPPED_ANNOUNCEMENTS = "stopped_announcements"
    RENEWED_FEED = "renewed_feed"
    STOPPED_FEED = "stopped_feed"

    # upkeep
    KEPT_TO_TERMS = "kept_to_terms"


class ObjectKind(StrEnum):
    """What an event is about; with `object_id` it says which one."""

    ACCOUNT = "account"
    PARTNER = "partner"
    JOIN_REQUEST = "join_request"
    PERSON = "person"
    REGISTRATION = "registration"
    INTEREST = "interest"
    SESSION = "session"
    # The list of those who come was always journalled under another word; rows written so stay readable.
    TRAINING_SESSION = "training_session"
    MEETING = "meeting"
    SESSION_FILE = "session_file"
    SHEET_SCAN = "sheet_scan"
    WORKSHOP = "workshop"
    VENUE = "venue"
    ANNOUNCEMENT = "announcement"
    MESSAGE = "message"
    SHEET = "sheet"
    TOOLKIT = "toolkit"
    ATTACHMENT = "attachment"
    MAIL = "mail"
    INBOUND = "inbound"
    CALENDAR_ENTRY = "calendar_entry"
    MAIL_PREFERENCE = "mail_preference"
    PORTAL = "portal"
    SEARCH_WORDS = "search_words"
    LOCALITY = "locality"
