"""The format of a scenario file: text to data with positions, data to a checked scenario, scenario to cases."""
