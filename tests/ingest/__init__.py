"""Tests of reading source formats."""
