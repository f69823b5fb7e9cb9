"""How long tests wait for what must come, and how much slower a busy machine is than an idle one."""

import time

SECONDS = 60.0
"""What a client, a browser or a loop of the tests waits for an answer: nobody's default, which an idle machine set."""

TRIAL_SECONDS = 0.1


def slowness() -> float:
    """How many times as long as on an idle machine work takes at this moment, at least 1; takes 0.1 s of CPU.

    A promise of the portal in seconds is one for an idle machine: a test that holds it to that multiplies by this.
    """
    began, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < TRIAL_SECONDS:
        pass
    return max(1.0, (time.monotonic() - began) / (time.thread_time() - worked))
