package io.waitress.core.internal.http1;

import io.waitress.core.exchange.RequestBody;

/** Where an exchange has its body from. Released by whoever completes the exchange. */
interface BodySource {

    /** Returns the body for the application. Called once at most, by whoever runs the exchange. */
    RequestBody open(Http1Exchange exchange);

    /** Tells whether the body has ended before it was complete, so that nothing after it can be understood. */
    boolean broken();

    /** Gives back what the body takes. Idempotent. */
    void close();
}
