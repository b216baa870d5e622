package io.waitress.core.internal.work;

/** A task that can tell whether it is likely to be over soon. */
public interface ForeseeableTask extends Runnable {

    /**
     * Tells whether tasks like this one have been so short of late that handing it to a worker would cost more than
     * running it. A guess, which may be wrong. Called before the task runs, by who is to run it or hand it over.
     */
    boolean isShort();
}
