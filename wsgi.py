"""The WSGI entry: `app`. A missing or unsafe setting ends the process with one sentence."""

import sys

from config import UnsafeSettings, read_settings
from portal.app import create_app

try:
    app = create_app(read_settings())
except UnsafeSettings as unsafe:
    sys.exit(f"The portal does not start: {unsafe}")
