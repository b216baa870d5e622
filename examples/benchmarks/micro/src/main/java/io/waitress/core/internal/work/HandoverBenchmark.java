package io.waitress.core.internal.work;

import io.waitress.core.settings.Settings;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From one thread's submit to the end of the task on a worker; beside it the JDK's pool of the same size. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandoverBenchmark {

    private static final int WORKERS = 8;
    private static final int BURST = 64;

    /** Whose workers. */
    @Param({"waitress", "jdk"})
    public String pool;

    private final AtomicInteger done = new AtomicInteger();
    private final Runnable task = done::incrementAndGet;
    private Executor workers;
    private Runnable end;

    /** Creates the workers. */
    @Setup
    public void start() {
        if (pool.equals("waitress")) {
            WorkerPool own = WorkerPool.create(Settings.builder().threads(WORKERS).build(), "benchmark");
            workers = own::submit;
            end = () -> {
                own.stop();
                try {
                    own.awaitTermination(Duration.ofSeconds(5));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
        } else {
            ExecutorService jdk = Executors.newFixedThreadPool(WORKERS);
            workers = jdk;
            end = jdk::shutdownNow;
        }
    }

    /** Ends the workers. */
    @TearDown
    public void stop() {
        end.run();
    }

    /** One task when all workers are parked: a wake-up each time. */
    @Benchmark
    public void one() {
        submitAndAwait(1);
    }

    /** Many tasks at once, as after a select that found many connections. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void burst() {
        submitAndAwait(BURST);
    }

    private void submitAndAwait(int count) {
        done.set(0);
        for (int i = 0; i < count; i++) {
            workers.execute(task);
        }
        while (done.get() < count) {
            Thread.onSpinWait();
        }
    }
}
