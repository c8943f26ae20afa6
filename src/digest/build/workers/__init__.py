"""Workers: pure functions are applied to chunks of work, with results in order.

Any `concurrent.futures.Executor` can be used. With one job all work is done in this process, in the
same order and with the same result.
"""

from digest.build.workers.executors import (
    Requirements,
    SerialExecutor,
    WorkerLostError,
    count_cores,
    describe_error,
    map_chunks,
    split_work,
)
from digest.build.workers.pool import showing_activity
from digest.build.workers.startup import Workers, open_executor

__all__ = [
    "Requirements",
    "SerialExecutor",
    "WorkerLostError",
    "Workers",
    "count_cores",
    "describe_error",
    "map_chunks",
    "open_executor",
    "showing_activity",
    "split_work",
]
