package io.waitress.core.internal.work;

/** A task that holds something which must be released if it never runs. */
public interface Discardable extends Runnable {

    /** Called instead of {@link #run} by whoever drops the task. Must not wait. */
    void discard();
}
