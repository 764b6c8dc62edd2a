"""`python -m modelsync`: the command line."""

from modelsync.cli import main

main()
