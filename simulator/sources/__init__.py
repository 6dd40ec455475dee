"""The departments' further feeds, a module for each group that belongs together."""
