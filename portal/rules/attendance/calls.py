"""The ticks of a call list, as the journal keeps them: the last one of a partner stands."""

from portal.rules.base.verbs import Verb

TICKS = (Verb.CALLED_PARTNER, Verb.UNCALLED_PARTNER)
