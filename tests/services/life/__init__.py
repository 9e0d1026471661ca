"""The life of a session's registrations, driven at random through the real services and checked after every command."""
