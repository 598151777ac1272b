"""Who can do what in a scenario: one module per actor; each verb is its fields, its sentence and its calls."""
