"""Is it right? Identifiers, values, rules, working days and the disclosure clock; imports nothing of ours."""
