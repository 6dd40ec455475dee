"""Real servers for the tests: installed by ``make servers``, started and stopped by the test session."""
