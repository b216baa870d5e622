package io.waitress.servlet.internal.runtime;

import java.time.Duration;

/** A context that no request comes to any more, and in which some may still run. Used by one thread. */
public final class RetiredContext {

    private final HostedContext hosted;
    private final HostedContext successor;  // or null

    private RetiredContext(HostedContext hosted, HostedContext successor) {
        this.hosted = hosted;
        this.successor = successor;
    }

    static RetiredContext of(HostedContext hosted, HostedContext successor) {
        hosted.context().environment().activity().retire();
        return new RetiredContext(hosted, successor);
    }

    /**
     * Waits until nothing runs in it, then stops it; its sessions go to its successor if there is one.
     *
     * @param grace how long to wait at most
     * @return how many requests were still running
     */
    public int stop(Duration grace) {
        int left = 0;
        boolean interrupted = false;
        try {
            left = hosted.context().environment().activity().await(grace);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (successor != null) {
            KeptSessions.carryOver(hosted.context(), successor.context());
        }
        hosted.stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }
}
