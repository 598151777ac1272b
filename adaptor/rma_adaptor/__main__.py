"""`python -m rma_adaptor` is the `rma` command."""

from rma_adaptor.cli import main

if __name__ == "__main__":
    main(prog_name="rma")
