"""What stands outside the dashboard: landing, sign-in, badges, issuers, status lists, verify.

Flask blueprints, one per module, each made by a function that takes the context.
"""
