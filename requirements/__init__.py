"""What Sijill runs on: `runtime.txt` (made by `make requirements`), and whether its licences fit."""
