"""Connectors: how what a feed sends reaches ``inbox/<feed>/``; landing reads from there and nowhere else.

``declared`` says what a feed's YAML may hold, ``fetching`` finds the fetch step of a connector's type, a
module of the type's name does it. A fetch step writes whole files into the inbox (`inbox.Inbox`); it never
parses, never judges, and never changes a source before the bytes are on our disk.
"""
