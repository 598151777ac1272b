"""The subcommands of `rma` for scenario files, one module each."""
