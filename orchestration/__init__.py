"""Dagster's room: assets from the catalogue, dbt assets, checks, jobs, publication and the siku command."""
