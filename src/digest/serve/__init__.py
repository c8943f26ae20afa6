"""The preview: the site kept in memory, pages rendered when asked for, browsers told of changes.

`studio` turns files into editions, `edition` gives any output of one, `watch` tells of changed
files, `audience` decides which open pages they concern, `app` answers browsers, and `preview`
runs all of it. Nothing is written but the cache.
"""

from digest.serve.preview import Listener, Place, Preview, Started
from digest.serve.studio import Revision, Wishes

__all__ = ["Listener", "Place", "Preview", "Revision", "Started", "Wishes"]
