"""The rules of the house, pure: who may do what, results, progress, criteria, awards.

Standard library only, so that every rule can be run and tested without a server or a database.
"""
