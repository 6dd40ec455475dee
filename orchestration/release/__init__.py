"""A release: what readers get, written aside, checked, compared with the last one, switched to by one rename.

``write`` makes a release of what ``tables`` and ``parquet`` write, ``cells`` hides small counts of persons,
``checks`` refuses, ``changes`` compares, ``pointer`` switches, ``asset`` is Dagster's door; ``exports`` hands
single marts to people and ``log`` remembers to whom.
"""
