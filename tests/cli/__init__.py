"""Tests of leap_dash.cli."""
