"""What people type to work with a running adaptor."""
