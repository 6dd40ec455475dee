"""Builds the clerk's checker: `ingest.desk` and what it needs, as one file (``make checker``)."""
