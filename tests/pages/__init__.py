"""Tests of leap_dash.pages."""
