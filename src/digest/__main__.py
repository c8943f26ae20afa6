"""`python -m digest` and the `digest` command."""

import gc
import sys

_INTERRUPTED = 128 + 2

_SELDOM = 100_000, 50, 100
"""When to look for garbage in cycles. A site's records have none, and a large one has millions of
them: looking as often as Python does by itself took a quarter of the time of an edit."""


def main() -> None:
    """Run the command line; Ctrl-C ends it as shells expect, also while it is being imported."""
    gc.set_threshold(*_SELDOM)
    try:
        from digest.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
