"""Refusals about the directory."""

from portal.rules.refusals import Refusal


class PhoneUnreadable(Refusal):
    """No telephone number can be read from what was typed."""

    code = "phone_unreadable"
    status = 422


class EnterpriseNumberWrong(Refusal):
    """The enterprise number does not have its ten digits or its check digits."""

    code = "enterprise_number_wrong"
    status = 422


class EnterpriseNumberTaken(Refusal):
    """Another partner (`name`) has this enterprise number."""

    code = "enterprise_number_taken"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class PossibleDuplicate(Refusal):
    """The new partner looks like others (`suspects`); confirming creates it all the same."""

    code = "possible_duplicate"
    status = 422


class DatesDisordered(Refusal):
    """The end comes before the start."""

    code = "dates_disordered"
    status = 422


class ParentCircular(Refusal):
    """A partner cannot be part of itself, nor of one of its own services."""

    code = "parent_circular"
    status = 422


class WordsTooFew(Refusal):
    """A group of words holds fewer than two."""

    code = "words_too_few"
    status = 422


class LocalityTaken(Refusal):
    """This locality is known with this postcode already."""

    code = "locality_taken"
