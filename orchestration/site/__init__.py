"""The static site: pages made from the shared file of the current release, opened without server or network.

One module for each kind of page; a page is a template and what it is filled with. The pages read nothing but
``published/shared.duckdb`` (and, for what changed, that of the release before), so they can show nothing
their readers may not see (law 9). Everything is written aside and switched to by one rename.
"""
