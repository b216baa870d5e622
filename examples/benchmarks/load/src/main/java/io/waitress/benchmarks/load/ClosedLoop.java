package io.waitress.benchmarks.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Each connection sends its next request as soon as it has the answer to the one before. One thread. */
final class ClosedLoop implements Loop {

    private static final long NANOS = 1_000_000_000L;

    private final RequestMix mix;
    private final Selector selector = Selector.open();
    private final Histogram latency = new Histogram();
    private long measuredFrom;
    private long sent;
    private long answered;
    private long failed;

    ClosedLoop(int port, int connections, RequestMix mix) throws IOException {
        this.mix = mix;
        for (int i = 0; i < connections; i++) {
            new Client(port, selector);
        }
    }

    @Override
    public Report run(double warmup, double seconds) throws IOException {
        long start = System.nanoTime();
        measuredFrom = start + (long) (warmup * NANOS);
        long end = measuredFrom + (long) (seconds * NANOS);
        for (SelectionKey key : selector.keys()) {
            sendNext((Client) key.attachment());
        }
        while (System.nanoTime() < end) {
            selector.select(this::ready, 100);
        }
        return new Report(sent, answered, failed, 0, 0, seconds, latency);
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (client.receive()) {
                long now = System.nanoTime();
                if (now >= measuredFrom) {
                    count(client, now);
                }
                sendNext(client);
            }
        } catch (IOException e) {
            failed++;
            client.close();
        }
    }

    private void count(Client client, long now) {
        if (!client.succeeded()) {
            failed++;
            return;
        }
        answered++;
        if (client.measured()) {
            latency.add((now - client.due()) / 1000);
        }
    }

    private void sendNext(Client client) throws IOException {
        client.send(mix.get(sent++), System.nanoTime());
    }
}
