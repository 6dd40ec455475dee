"""Serving beyond files: one audience's published file in a database server, for tools that speak only that.

* ``settings``: where to, and for whom;
* ``postgres``: the load and the switch;
* ``asset``: the same after every release.

What is served is the published file as it lies there, so it cannot hold what its readers may not see.
"""
