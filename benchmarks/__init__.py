"""Speed and memory as ratios in one run: against the machine's limit and against what a user would write."""
