"""Publishing: outputs are written to a staging folder, then moved into the public folder at once.

See `publisher` for the guarantees.
"""

from digest.build.publish.journal import Changes
from digest.build.publish.publisher import Publisher, StateLostError, complete_change
from digest.build.publish.stager import Staged, Stager

__all__ = ["Changes", "Publisher", "Staged", "Stager", "StateLostError", "complete_change"]
