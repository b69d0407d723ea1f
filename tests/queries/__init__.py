"""Tests of leap_dash.queries."""
