"""Which words the French language knows: 318,800 folded words of an-array-of-french-words 2.0.0 (MIT).

Of thirty names of people four are among them (Petit, Marie, …), so that being known makes no word a safe one by itself.
"""

import gzip
from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "french.txt.gz"


def is_french(word: str) -> bool:
    """Whether the folded word is in the list in this very form: plurals and verbs have lines of their own."""
    return word.isascii() and word.isalpha() and _lines().find(b"\n%s\n" % word.encode()) >= 0


@cache
def _lines() -> bytes:
    """One word a line: 3.5 MB in one piece, which is searched in a millisecond; a set would take forty."""
    return gzip.decompress(_LIST.read_bytes())
