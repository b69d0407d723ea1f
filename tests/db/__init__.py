"""Tests of the tables, their migrations and the connections."""
