"""`python -m digest` and the `digest` command."""

import sys

_INTERRUPTED = 128 + 2


def main() -> None:
    """Run the command line; Ctrl-C ends it as shells expect, also while it is being imported."""
    try:
        from digest.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
