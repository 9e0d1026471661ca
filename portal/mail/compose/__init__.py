"""One function a message: what it says, to whom, and its key."""
