"""The gate: every shipped programme, and the strange ones kept with the tests, live through everything that Huying has."""
