"""The demo network: invented partners, people and marks to look at. Nothing here is real."""
