"""Alembic's environment and the versions; shipped in the wheel and run by `leap-dash init`."""
