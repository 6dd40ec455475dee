"""The answers of the task table's lines, counted from what the city truly said (`simulator.facts`).

One module a chapter, each with ``LINES``: indicator → a function from facts to its `Answer`.
"""
