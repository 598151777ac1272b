"""People, orders and RMAs that follow from a seed, any number of them."""
