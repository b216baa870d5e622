package io.waitress.core.internal.metrics;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the virtual machine tells of itself by java.management. Any thread. */
final class PlatformBeans {

    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName system = ManagementFactory.getOperatingSystemMXBean().getObjectName();
    /** Counting descriptors takes the longer the more there are, so whoever asks gets the last count. */
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile long descriptors = attribute("OpenFileDescriptorCount");
    private volatile long countedAt = System.nanoTime();

    void write(MetricSink sink) {
        writeMemory(sink);
        sink.family(MetricSink.Kind.COUNTER, "jvm_gc_collections", "Garbage collections.");
        collectors.forEach(each -> sink.sample(Math.max(0, each.getCollectionCount()), "gc", each.getName()));
        sink.family(MetricSink.Kind.COUNTER, "jvm_gc_seconds", "Time that garbage collections took.");
        collectors.forEach(each -> sink.sample(Math.max(0, each.getCollectionTime()) / MILLIS_PER_SECOND,
                "gc", each.getName()));
        sink.family(MetricSink.Kind.GAUGE, "jvm_threads", "Threads.");
        sink.sample(threads.getThreadCount());
        sink.family(MetricSink.Kind.GAUGE, "jvm_classes_loaded", "Classes that are loaded.");
        sink.sample(classes.getLoadedClassCount());
        sink.family(MetricSink.Kind.GAUGE, "process_start_time_seconds", "When the process started, since 1970.");
        sink.sample(runtime.getStartTime() / MILLIS_PER_SECOND);
        sink.family(MetricSink.Kind.GAUGE, "process_uptime_seconds", "Time since the process started.");
        sink.sample(runtime.getUptime() / MILLIS_PER_SECOND);
        writeKnown(sink, MetricSink.Kind.COUNTER, "process_cpu_seconds", "Processor time of the process.",
                attribute("ProcessCpuTime"), NANOS_PER_SECOND);
        writeKnown(sink, MetricSink.Kind.GAUGE, "process_open_fds",
                "Open file descriptors, when the figures were asked for before.", descriptors, 1);
        writeKnown(sink, MetricSink.Kind.GAUGE, "process_max_fds", "Greatest number of open file descriptors.",
                attribute("MaxFileDescriptorCount"), 1);
        countDescriptors();
    }

    private void writeMemory(MetricSink sink) {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        MemoryUsage other = memory.getNonHeapMemoryUsage();
        writeAreas(sink, "jvm_memory_used_bytes", "Memory in use.", heap.getUsed(), other.getUsed());
        writeAreas(sink, "jvm_memory_committed_bytes", "Memory that the system has granted.", heap.getCommitted(),
                other.getCommitted());
        writeAreas(sink, "jvm_memory_max_bytes", "Greatest use of memory; -1 if it has no bound.", heap.getMax(),
                other.getMax());
    }

    private static void writeAreas(MetricSink sink, String name, String help, long heap, long other) {
        sink.family(MetricSink.Kind.GAUGE, name, help);
        sink.sample(heap, "area", "heap");
        sink.sample(other, "area", "nonheap");
    }

    /** Not every system has every figure: what it lacks is left out. */
    private static void writeKnown(MetricSink sink, MetricSink.Kind kind, String name, String help, long value,
            double unit) {
        if (value >= 0) {
            sink.family(kind, name, help);
            sink.sample(value / unit);
        }
    }

    private void countDescriptors() {
        if (descriptors < 0 || System.nanoTime() - countedAt < PAUSE_NANOS || !counting.compareAndSet(false, true)) {
            return;
        }
        Thread counter = new Thread(null, () -> {
            descriptors = attribute("OpenFileDescriptorCount");
            countedAt = System.nanoTime();
            counting.set(false);
        }, "waitress-descriptors", 0, false);
        counter.setDaemon(true);
        try {
            counter.start();
        } catch (OutOfMemoryError ignored) {
            // No thread can be had: the last count stands.
            counting.set(false);
        }
    }

    /** Returns -1 for none. Asked by name, as the JDK's own interfaces are not in every run-time image. */
    private long attribute(String name) {
        try {
            return server.getAttribute(system, name) instanceof Number number ? number.longValue() : -1;
        } catch (JMException | RuntimeException ignored) {
            return -1;
        }
    }
}
