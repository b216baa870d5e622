"""Prints tables in Markdown: a row per scenario, a column per server, the ratio to the best peer beside its target."""
import dataclasses
import statistics

from harness import startup, syscalls
from harness.servers import FLOOR, PEER, PRODUCT
from harness.targets import TARGETS

NOTHING = "–"
_FEW = 0.01
_QUIET = 0.2
LATENCIES = {"p50_us": "p50", "p99_us": "p99", "p999_us": "p99.9"}
STARTS = {"wall_ms": "wall time, ms", "cpu_ms": "CPU time, ms", "resident_mb": "resident memory, MB"}


@dataclasses.dataclass(frozen=True)
class Row:
    """One measure of one scenario; values are lists by server, one value per round."""
    label: str
    values: dict
    target: object = None
    less_is_better: bool = True
    spec: str = "%.0f"

    def median(self, server):
        values = [value for value in self.values.get(server, ()) if value is not None]
        return statistics.median(values) if values else None

    def cell(self, server):
        """The median, and how far the rounds lie from it."""
        median = self.median(server)
        if median is None:
            return NOTHING
        values = [value for value in self.values[server] if value is not None]
        if len(values) < 2 or not median:
            return self.spec % median
        return self.spec % median + " ±%.0f %%" % (100 * (max(values) - min(values)) / 2 / median)

    def best(self, servers):
        medians = [self.median(server) for server in servers]
        medians = [median for median in medians if median]
        return (min if self.less_is_better else max)(medians) if medians else None

    def ratio(self, server, others):
        median, best = self.median(server), self.best(others)
        return median / best if median is not None and best else None

    def verdict(self, product, peers):
        value = self.ratio(product, peers) if self.target and self.target.ratio else self.median(product)
        if not self.target or value is None:
            return ""
        return "pass" if self.target.met(value) else "**fail**"


class Report:
    """All tables of the results of a run."""

    def __init__(self, results):
        self._results = results
        roles = results["servers"]
        self._servers = [name for role in (PRODUCT, PEER, FLOOR) for name in roles if roles[name] == role]
        self._products = [name for name in roles if roles[name] == PRODUCT]
        self._peers = [name for name in roles if roles[name] == PEER]

    def text(self):
        scenarios = self._results["scenarios"]
        starts = self._results["start"]
        closed = [name for name in scenarios if name not in ("slow-clients", "fixed-rate")]
        parts = [
            self._table("CPU time per request, µs",
                        [self._row(name, "cpu_us", spec="%.1f") for name in scenarios if name != "slow-clients"]),
            self._table("Requests per second", [self._row(name, "rps", less_is_better=False) for name in closed]),
            self._table("Latency at a fixed rate, µs",
                        [self._row("fixed-rate", measure, label) for measure, label in LATENCIES.items()]),
            self._table("Resident memory, MB", [self._row("many-idle", "resident_mb")]),
            self._table("Heap allocated per request, bytes", [self._allocation(name) for name in closed]),
            self._table("Slow clients: what healthy clients get beside them, as a share of what they get alone",
                        [self._row("slow-clients", "share", spec="%.2f", less_is_better=False)]),
            self._table("Start to the first response", self._starts(starts)),
            self._table("Start to the first response, ours with a class archive",
                        self._starts(startup.archived(starts, self._products))),
        ] + [self._calls(name, calls) for name, calls in self._results["syscalls"].items()] + [self._notes()]
        return "\n\n".join(part for part in parts if part)

    def failures(self):
        """The servers that could not be measured, by scenario; numbers alone are no failure."""
        return [(scenario, server) for scenario, results in self._results["scenarios"].items()
                for server, found in results.items() if "failed" in found] + [
                    ("start", server) for server, found in self._results["start"].items() if not found]

    def _row(self, scenario, measure, label=None, **format):
        results = self._results["scenarios"].get(scenario, {})
        values = {server: [one.get(measure) for one in found.get("rounds", ())] for server, found in results.items()}
        return Row(label or scenario, values, TARGETS.get((scenario, measure)), **format)

    def _allocation(self, scenario):
        results = self._results["scenarios"][scenario]
        return Row(scenario, {server: [found.get("allocated")] for server, found in results.items()},
                   TARGETS.get((scenario, "allocated")))

    def _starts(self, starts):
        return [Row(label, {server: [one[measure] for one in found] for server, found in starts.items()},
                    TARGETS[("start", measure)]) for measure, label in STARTS.items()]

    def _calls(self, scenario, counts):
        rows = []
        for call in ["all"] + syscalls.CALLS:
            values = {server: [calls.get(call)] for server, calls in counts.items()}
            if any((number or 0) >= 0.005 for (number,) in values.values()):
                rows.append(Row(call, values, spec="%.2f"))
        label = "all but waiting"
        values = {server: [calls["all"] - sum(calls.get(call, 0) for call in syscalls.WAITING)]
                  for server, calls in counts.items()}
        rows.insert(1, Row(label, values, TARGETS.get((label, scenario)), spec="%.2f"))
        return self._table("System calls per request: " + scenario, rows, ratios=False)

    def _table(self, title, rows, ratios=True):
        rows = [row for row in rows if any(row.median(server) is not None for server in self._servers)]
        if not rows:
            return ""
        targets = any(self._applies(row.target) for row in rows)
        heads = [""] + self._servers
        ratios = ratios and self._peers
        if ratios:
            heads += ["%s ÷ best peer" % product for product in self._products]
        if len(self._products) > 1:
            heads += ["%s ÷ %s" % (self._products[0], other) for other in self._products[1:]]
        if targets:
            heads += ["target", ""]
        lines = [heads, ["---"] + ["---:"] * (len(heads) - 1)]
        for row in rows:
            cells = [row.label] + [row.cell(server) for server in self._servers]
            if ratios:
                cells += [_ratio(row.ratio(product, self._peers)) for product in self._products]
            if len(self._products) > 1:
                cells += [_ratio(row.ratio(self._products[0], [other])) for other in self._products[1:]]
            if targets:
                cells += [str(row.target), row.verdict(self._products[0], self._peers)] \
                    if self._applies(row.target) else ["", ""]
            lines.append(cells)
        return "### %s\n\n%s" % (title, "\n".join("| %s |" % " | ".join(cells) for cells in lines))

    def _applies(self, target):
        return target and self._products and (self._peers or not target.ratio)

    def _notes(self):
        """What makes the numbers doubtful."""
        notes = []
        for scenario, results in self._results["scenarios"].items():
            for server, found in results.items():
                if "failed" in found:
                    notes.append("- %s, %s failed: %s" % (scenario, server, found["failed"]))
                    continue
                errors = sum(one["errors"] for one in found["rounds"])
                if errors and scenario != "slow-clients":
                    notes.append("- %s, %s: %d requests failed" % (scenario, server, errors))
                late = sum(one.get("late", 0) for one in found["rounds"])
                if late > _FEW * sum(one["requests"] for one in found["rounds"]):
                    notes.append("- %s, %s: the load generator sent %d requests more than 1 ms late"
                                 % (scenario, server, late))
                foreign = max(one["foreign_cores"] for one in found["rounds"])
                if foreign > _QUIET:
                    notes.append("- %s, %s: other processes used up to %.1f cores" % (scenario, server, foreign))
        return "### Doubts\n\n" + "\n".join(notes) if notes else ""


def _ratio(value):
    return NOTHING if value is None else "%.2f" % value
