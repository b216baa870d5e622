package io.waitress.benchmarks.load;

import java.io.IOException;

/** A way of sending requests over connections that are open already. */
interface Loop {

    /** Sends requests for so many seconds of warm-up, and then for those that are measured. */
    Report run(double warmup, double seconds) throws IOException, InterruptedException;
}
