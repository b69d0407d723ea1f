"""What leaves the dashboard as a file: lists as CSV and XLSX, a cohort's report as PDF.

Made from records; nothing here knows who asks, or where the records came from.
"""
