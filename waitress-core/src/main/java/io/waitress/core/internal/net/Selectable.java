package io.waitress.core.internal.net;

import java.io.IOException;
import java.nio.channels.Selector;

/** What is attached to a key of the dispatcher's selector. Dispatcher role. */
interface Selectable {

    /** Deals with what the selector has found. */
    void ready(int readyOps);

    /** Registers with a selector that replaces a failed one. */
    void moveTo(Selector selector) throws IOException;

    /** Lets go of everything, without waiting; {@code ready} or {@code moveTo} has thrown, or the dispatcher ends. */
    void closeNow();
}
