package io.waitress.core.internal.metrics;

import java.util.function.Consumer;

/** Figures of the virtual machine. Any thread. */
final class JvmMetrics {

    /** Null without the module java.management, as in a small run-time image. */
    private final Consumer<MetricSink> beans;

    private JvmMetrics(Consumer<MetricSink> beans) {
        this.beans = beans;
    }

    /** Loads what is needed, so that who asks later does not wait for it. */
    static JvmMetrics create() {
        return new JvmMetrics(managed() ? new PlatformBeans()::write : null);
    }

    /** Tells whether there is java.management. */
    static boolean managed() {
        try {
            Class.forName("java.lang.management.ManagementFactory");
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    void write(MetricSink sink) {
        if (beans != null) {
            beans.accept(sink);
            return;
        }
        Runtime runtime = Runtime.getRuntime();
        sink.family(MetricSink.Kind.GAUGE, "jvm_memory_used_bytes", "Memory in use.");
        sink.sample(runtime.totalMemory() - runtime.freeMemory(), "area", "heap");
    }
}
