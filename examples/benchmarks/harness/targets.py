"""What the product is to reach. A ratio is to the best of the peers in the same run."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Target:
    bound: float
    at_most: bool
    ratio: bool = True

    def met(self, value):
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self):
        return ("≤ " if self.at_most else "≥ ") + ("%.2f" if self.ratio or self.bound < 10 else "%.0f") % self.bound


def _cost(bound):
    return Target(bound, at_most=True)


def _gain(bound):
    return Target(bound, at_most=False)


_CPU_AND_SPEED = {
    "hello": (0.70, 1.30), "hello-filter": (0.70, 1.30), "session": (0.70, 1.30),
    "json": (0.75, 1.20), "params": (0.75, 1.20), "echo-1k": (0.75, 1.20),
    "static-4k": (0.62, 1.35),
    "static-1m": (0.95, 1.05), "big-10m": (0.95, 1.05), "echo-1m": (0.95, 1.05),
    "pipelined": (0.70, 1.40),
    "close": (0.95, 1.05),
    "many-idle": (0.75, 1.30),
}

# (row, measure) -> Target
TARGETS = {
    ("many-idle", "resident_mb"): _cost(0.70),
    ("slow-clients", "share"): Target(0.80, at_most=False, ratio=False),
    ("fixed-rate", "cpu_us"): _cost(0.80),
    ("fixed-rate", "p50_us"): _cost(1.00),
    ("fixed-rate", "p99_us"): _cost(1.00),
    ("fixed-rate", "p999_us"): _cost(1.00),
    ("start", "wall_ms"): _cost(0.40),
    ("start", "cpu_ms"): _cost(0.40),
    ("start", "resident_mb"): _cost(0.70),
    ("hello", "allocated"): Target(1200, at_most=True, ratio=False),
    ("all but waiting", "hello"): Target(2.05, at_most=True, ratio=False),
}
for _scenario, (_most, _least) in _CPU_AND_SPEED.items():
    TARGETS[_scenario, "cpu_us"] = _cost(_most)
    TARGETS[_scenario, "rps"] = _gain(_least)
