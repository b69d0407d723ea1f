"""LEAP Dash: a dashboard for training networks, with an embedded Open Badges issuer."""

__version__ = "0.1.0"
