"""The life of a session's registrations, driven at random through the real services and checked after every command."""

import os

# How many lives are lived: LIVES=20 ./test tests/services/crossings looks twenty times as far.
LIVES = int(os.environ.get("LIVES", "1"))
