"""How fast it is, against a yardstick measured in the same run: `python -m tests.benchmarks`.

Not run by pytest: a busy machine must not fail a test. Each module here has one `run`.
"""
