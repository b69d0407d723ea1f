"""Tests of the demo network."""
