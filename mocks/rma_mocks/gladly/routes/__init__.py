"""The mock Gladly's endpoints, one module per resource."""
