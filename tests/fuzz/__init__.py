"""Fuzzing of what strangers hand in, guided by coverage: see `__main__`."""
