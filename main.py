"""Start Salient: the window, or one of its commands."""

import sys

from viewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
