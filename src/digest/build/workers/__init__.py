"""Workers: pure steps are sent to them in chunks that pay, results come back in order.

Any `concurrent.futures.Executor` will do. With one job everything happens in this process, in
the same order and with the same result.
"""

from digest.build.workers.activity import at_work_on
from digest.build.workers.chunks import WorkerLostError, describe_error, map_chunks, split_work
from digest.build.workers.executors import Crew, SerialExecutor, count_cores, open_crew
from digest.build.workers.requirements import Ground

__all__ = [
    "Crew",
    "Ground",
    "SerialExecutor",
    "WorkerLostError",
    "at_work_on",
    "count_cores",
    "describe_error",
    "map_chunks",
    "open_crew",
    "split_work",
]
