"""Mirrors leap_dash/mail: against a real mail server on this machine."""
