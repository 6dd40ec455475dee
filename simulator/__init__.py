"""The demonstration city: source systems with known faults and known answers.

Imports nothing of the project but the catalogue: what is counted here must share no code with what is tested.
"""
