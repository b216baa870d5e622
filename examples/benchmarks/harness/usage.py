"""What a process has used, from /proc."""
import dataclasses
import os
import time

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Usage:
    """A reading of the clock, of one process with all its threads, and of the whole machine."""
    time: float
    user: float
    system: float
    machine: float

    @staticmethod
    def of(pid):
        with open("/proc/%d/stat" % pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        with open("/proc/stat") as file:
            ticks = [int(field) for field in file.readline().split()[1:9]]
        busy = sum(ticks) - ticks[3] - ticks[4]  # all but idle and iowait
        return Usage(time.monotonic(), int(fields[11]) / _TICKS, int(fields[12]) / _TICKS, busy / _TICKS)

    @property
    def cpu(self):
        return self.user + self.system

    def since(self, before):
        return Usage(*(getattr(self, field.name) - getattr(before, field.name) for field in dataclasses.fields(self)))


def resident_megabytes(pid):
    with open("/proc/%d/status" % pid) as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return None
