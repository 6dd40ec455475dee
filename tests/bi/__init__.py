"""A real BI tool opens a release: outside the default tests, in an environment of its own (``make bi``)."""
