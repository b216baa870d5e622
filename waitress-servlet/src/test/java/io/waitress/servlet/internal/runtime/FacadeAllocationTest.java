package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What request and response cost an application that greets: the rest of the budget belongs to the engine. */
class FacadeAllocationTest {

    private static final int ROUNDS = 20_000;
    private static final int BUDGET_BYTES = 448;

    private final Fixture fixture = new Fixture();
    private final FakeExchange exchange = FakeExchange.get("/hello");
    private final DispatchTarget target = fixture.target("/hello");

    @Test
    void greetsWithinTheBudget() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;

        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                greet();
            }
            bytes = Math.min(bytes, (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS);
        }

        assertTrue(bytes <= BUDGET_BYTES, bytes + " bytes, expected at most " + BUDGET_BYTES);
    }

    private void greet() throws IOException {
        ServletResponseImpl response = new ServletResponseImpl(exchange, fixture.context);
        ServletRequestImpl request = new ServletRequestImpl(exchange, fixture.context, response, target);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter().println("Hello, " + request.getMethod());
        response.finish();
        request.release();
        exchange.response().reset();
    }
}
