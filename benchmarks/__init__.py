"""What Sijill is measured by: `make bench`. Figures that are worth keeping stand in results.md, with their command."""
