package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.waitress.core.testing.RawClient;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an ordinary request costs in memory, on all threads of the server together. */
@Timeout(300)
class AllocationBudgetTest {

    private static final int WARM_UP = 20_000;
    private static final int REQUESTS = 5_000;
    /** The compiler, on whom the result depends, may come late. */
    private static final int ATTEMPTS = 20;
    private static final long BUDGET_BYTES = 750;
    private static final byte[] CONTENT = "Hello, world".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST = """
            GET /hello?name=x HTTP/1.1
            Host: 127.0.0.1:8080
            User-Agent: test
            Accept: */*

            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    @Test
    void keepAliveRequestStaysWithinItsBudget() throws Exception {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "needs a JDK that counts allocation");
        try (WaitressServer server = TestServers.start(exchange -> {
            exchange.response().headers().set("Content-Type", "text/plain");
            exchange.response().write(CONTENT, 0, CONTENT.length);
        }, settings -> settings.threads(1)); RawClient client = RawClient.connect(server.port())) {
            int size = client.send(REQUEST).readResponse().wire().length();
            exchange(client, size, WARM_UP);
            long perRequest = Long.MAX_VALUE;
            for (int attempt = 0; attempt < ATTEMPTS && perRequest > BUDGET_BYTES; attempt++) {
                long before = allocatedByServer();
                exchange(client, size, REQUESTS);
                perRequest = (allocatedByServer() - before) / REQUESTS;
            }

            assertTrue(perRequest <= BUDGET_BYTES, perRequest + " bytes per request");
        }
    }

    private static void exchange(RawClient client, int responseBytes, int times) {
        for (int i = 0; i < times; i++) {
            client.send(REQUEST).readBytes(responseBytes);
        }
    }

    private static long allocatedByServer() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long total = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("waitress-")) {
                total += threads.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        return total;
    }
}
