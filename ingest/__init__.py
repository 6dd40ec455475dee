"""Getting data in: the catalogue, the connectors, the readers and the landing. No Dagster, no dbt."""
