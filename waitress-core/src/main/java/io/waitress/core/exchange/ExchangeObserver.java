package io.waitress.core.exchange;

/**
 * Told of every request, also of those that never reach the application, when its response has ended. See
 * {@link io.waitress.core.WaitressServer#observer}.
 */
@FunctionalInterface
public interface ExchangeObserver {

    /**
     * Takes note of an exchange. Called by the thread that ends it, a worker or a dispatcher: must neither block nor
     * throw.
     *
     * @param observation complete
     */
    void ended(Observation observation);
}
