"""`python -m kg`: the command `kg` without its console script."""

from kg.cli import main

if __name__ == "__main__":
    main()
