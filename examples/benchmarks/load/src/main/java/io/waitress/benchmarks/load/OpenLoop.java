package io.waitress.benchmarks.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Request i is due at start + i / rate whatever the server does, and its latency counts from then: a server that stalls
 * makes all requests late that were due meanwhile, as it would for users who know nothing of each other. One thread
 * sends on time, another receives; a request that finds no free connection waits for one.
 */
final class OpenLoop implements Loop {

    private static final long NANOS = 1_000_000_000L;
    private static final long LATE = 1_000_000L;
    private static final long LAST_ANSWERS = 3 * NANOS;

    private final RequestMix mix;
    private final double rate;
    private final Selector selector = Selector.open();
    private final ArrayDeque<Client> free = new ArrayDeque<>(); // guarded by itself
    private final ArrayDeque<Long> waiting = new ArrayDeque<>(); // requests without a connection; guarded by free
    private final Histogram latency = new Histogram();
    private volatile boolean ended;
    private volatile long measuredFrom;
    private volatile long received;
    private long answered;
    private long refused;

    OpenLoop(int port, int connections, RequestMix mix, double rate) throws IOException {
        this.mix = mix;
        this.rate = rate;
        for (int i = 0; i < connections; i++) {
            free.add(new Client(port, selector));
        }
    }

    @Override
    public Report run(double warmup, double seconds) throws InterruptedException {
        sleepPrecisely();
        long start = System.nanoTime() + NANOS / 20;
        measuredFrom = start + (long) (warmup * NANOS);
        long total = (long) ((warmup + seconds) * rate);
        Thread receiver = new Thread(this::receive, "receiver");
        receiver.setDaemon(true);
        receiver.start();
        long late = 0;
        for (long i = 0; i < total; i++) {
            long due = start + (long) (i * NANOS / rate);
            if (await(due)) {
                late++;
            }
            send(i, due);
        }
        long deadline = System.nanoTime() + LAST_ANSWERS;
        while (received < total && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        ended = true;
        selector.wakeup();
        receiver.join();
        return new Report(total, answered, refused, total - received, late, seconds, latency);
    }

    /** Lets the kernel wake this process within a microsecond of the time asked for instead of within 50. */
    private static void sleepPrecisely() {
        try {
            Files.writeString(Path.of("/proc/self/timerslack_ns"), "1000");
        } catch (IOException e) {
            System.err.println("The generator's sleeps are imprecise: " + e.getMessage());
        }
    }

    /** Waits until a request is due; returns true if it is late already. */
    private static boolean await(long due) {
        long left;
        while ((left = due - System.nanoTime()) > 2000) {
            LockSupport.parkNanos(left - 1000);
        }
        return left < -LATE;
    }

    private void send(long number, long due) {
        Client client;
        synchronized (free) {
            client = free.poll();
            if (client == null) {
                waiting.add(due);
                return;
            }
        }
        send(client, number, due);
    }

    private void send(Client client, long number, long due) {
        try {
            client.send(mix.get(number), due);
        } catch (IOException e) {
            client.close();
        }
    }

    private void receive() {
        while (!ended) {
            try {
                selector.select(this::ready, 1000);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (client.receive()) {
                count(client, System.nanoTime());
                release(client);
            }
        } catch (IOException e) {
            client.close();
        }
    }

    private void count(Client client, long now) {
        received = received + 1;
        if (client.due() < measuredFrom) {
            return;
        }
        if (!client.succeeded()) {
            refused++;
            return;
        }
        answered++;
        if (client.measured()) {
            latency.add((now - client.due()) / 1000);
        }
    }

    private void release(Client client) {
        Long due;
        synchronized (free) {
            due = waiting.poll();
            if (due == null) {
                free.addLast(client);
            }
        }
        if (due != null) {
            send(client, received, due);
        }
    }
}
