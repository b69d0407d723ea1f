"""The demo network: invented partners, people and marks to look at. Nothing here is real."""

from leap_dash.services.demo.build import DemoReport, build_demo
from leap_dash.services.demo.staff import SignIn

__all__ = ["DemoReport", "SignIn", "build_demo"]
