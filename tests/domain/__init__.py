"""Tests of leap_dash.domain."""
