"""E-mail: the server it is handed to, how one is written down, and handing it over. No database."""

from leap_dash.mail.compose import Letter, compose, usable_address
from leap_dash.mail.delivery import TIMEOUT_SECONDS, Delivery, delivery
from leap_dash.mail.event_page import EventPage, event_html, event_text
from leap_dash.mail.server import MailServer, mail_server

__all__ = [
    "TIMEOUT_SECONDS",
    "Delivery",
    "EventPage",
    "Letter",
    "MailServer",
    "compose",
    "delivery",
    "event_html",
    "event_text",
    "mail_server",
    "usable_address",
]
