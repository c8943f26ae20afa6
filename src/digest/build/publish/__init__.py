"""Publishing: rendered pages are staged, then the site changes all at once.

Between the renderers and the public folder. See `publisher` for what is promised.
"""

from digest.build.publish.journal import Changes
from digest.build.publish.publisher import Publisher, StateLostError, complete_change
from digest.build.publish.stager import Staged, Stager

__all__ = ["Changes", "Publisher", "Staged", "Stager", "StateLostError", "complete_change"]
