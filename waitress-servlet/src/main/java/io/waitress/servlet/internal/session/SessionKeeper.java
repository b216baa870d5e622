package io.waitress.servlet.internal.session;

import io.waitress.servlet.spi.SessionStore;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the sessions of one application to a store: those that were used since, every ten seconds, so that a server
 * that dies loses no more than that; and all when the application stops. Safe from any thread.
 */
final class SessionKeeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_STOP_MILLIS = 5000;

    private final SessionStore store;
    private final SessionManager manager;
    private final SessionCodec codec;
    private final String application;
    /** Held while a session is saved or removed, so that none is saved after it has ended. */
    private final ReentrantLock writing = new ReentrantLock();
    private final Thread thread;
    private volatile boolean stopped;
    private boolean failed;     // guarded by writing; said once until something can be saved again

    SessionKeeper(SessionStore store, SessionManager manager, SessionCodec codec, String application) {
        this.store = store;
        this.manager = manager;
        this.codec = codec;
        this.application = application;
        thread = new Thread(null, this, "waitress-session-store", 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
    }

    /** Restores what is kept. Called with the application's class loader as the thread's. */
    void load() {
        try {
            store.load(application, this::restore);
        } catch (IOException e) {
            stopped = true;
            LOG.error("The sessions of the application at '{}' are neither restored nor kept: {}",
                    application.isEmpty() ? "/" : application, e.getMessage());
        }
    }

    /** Begins to keep what is there. */
    void start() {
        if (!stopped) {
            thread.start();
        }
    }

    private boolean restore(byte[] content) {
        HttpSessionImpl session;
        try {
            session = codec.read(content, manager);
        } catch (IOException e) {
            LOG.debug("A kept session cannot be read", e);
            return false;
        }
        if (!manager.restore(session)) {
            removed(session.getId());
        }
        return true;
    }

    /** Forgets a session that has ended, or an id that is known no more. */
    void removed(String id) {
        writing.lock();
        try {
            if (!stopped) {
                store.remove(application, id);
            }
        } catch (IOException e) {
            failed("removed from the store", e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            if (!stopped) {
                manager.events().inContext(this::saveChanged);
            }
        }
    }

    /** Saves what was used since it was saved last, or is being used. */
    void saveChanged() {
        for (HttpSessionImpl session : manager.sessions()) {
            if (stopped) {
                return;
            }
            if (session.changedSinceSaved()) {
                save(session);
            }
        }
    }

    /** Returns whether the session is kept. */
    private boolean save(HttpSessionImpl session) {
        writing.lock();
        try {
            if (!session.valid()) {
                return false;
            }
            session.saving(manager.now());
            store.save(application, session.getId(), codec.write(session));
            failed = false;
            return true;
        } catch (IOException e) {
            failed("kept", e);
            return false;
        } finally {
            writing.unlock();
        }
    }

    private void failed(String what, IOException cause) {
        if (!failed) {
            failed = true;
            LOG.error("Sessions of the application at '{}' cannot be {}: {}", application.isEmpty() ? "/" : application,
                    what, cause.toString());
        }
    }

    /** Passivates and saves all sessions, which then leave memory without an end. */
    void close() {
        if (stopped) {
            return;
        }
        for (HttpSessionImpl session : manager.sessions()) {
            manager.events().inContext(() -> {
                SessionMove.leaves(session);
                if (save(session)) {
                    session.leaveMemory();
                }
            });
        }
        stop();
    }

    /** Stops without a look at the sessions. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        if (thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LONGEST_STOP_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
