"""Tests of what stands outside the dashboard."""
