"""What both mocks stand on: worlds, clock, faults, journal, servers; it knows no vendor."""
