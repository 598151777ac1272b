"""The mock ReturnLogic's endpoints, one module per audience."""
