"""Measurements: `.venv/bin/python -m bench`. Every figure is a ratio to something measured in the same run."""
