"""Tests of leap_dash.services."""
