package io.waitress.servlet.internal.session;

import jakarta.servlet.ServletContext;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The live sessions of one web application. Safe from any thread; finding a session takes no lock.
 *
 * <p>A request that belongs to a session brackets its work with {@link #open} (or {@link #create}) and
 * {@link #release}; between the two the session does not time out.
 */
public final class SessionManager implements AutoCloseable {

    private final ServletContext context;
    private final SessionEvents events;
    private final boolean distributable;
    private final LongSupplier clock;
    private final SessionIds ids = new SessionIds();
    private final ConcurrentMap<String, HttpSessionImpl> sessions = new ConcurrentHashMap<>();
    private final SessionSweeper sweeper;
    private volatile int timeoutSeconds;    // set while the context starts, read by any thread

    /**
     * Creates a manager without sessions.
     *
     * @param context what {@code HttpSession.getServletContext} returns
     * @param events receives what happens
     * @param timeoutSeconds the idle time after which a new session ends; 0 or less for never
     * @param distributable whether attributes must be serialisable
     */
    public SessionManager(ServletContext context, SessionEvents events, int timeoutSeconds, boolean distributable) {
        this(context, events, timeoutSeconds, distributable, System::currentTimeMillis);
    }

    SessionManager(ServletContext context, SessionEvents events, int timeoutSeconds, boolean distributable,
            LongSupplier clock) {
        this.context = Objects.requireNonNull(context, "context");
        this.events = Objects.requireNonNull(events, "events");
        this.timeoutSeconds = timeoutSeconds;
        this.distributable = distributable;
        this.clock = clock;
        sweeper = new SessionSweeper(this::sweep, clock);
    }

    /** Returns the idle time in seconds that new sessions start with; 0 or less for never. */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Sets the idle time in seconds that new sessions start with; 0 or less for never. */
    public void timeoutSeconds(int seconds) {
        timeoutSeconds = seconds;
    }

    /** Creates a session and opens it for the calling request, which must {@link #release} it. */
    public HttpSessionImpl create() {
        HttpSessionImpl session;
        do {
            session = new HttpSessionImpl(this, ids.next(), clock.getAsLong(), timeoutSeconds);
        } while (sessions.putIfAbsent(session.getId(), session) != null);
        sweeper.expectWithin(session.getMaxInactiveInterval());
        boolean announced = false;
        try {
            events.created(session);
            announced = true;
        } finally {
            if (!announced) {
                release(session);   // a listener failed, so nobody will ever use the session
            }
        }
        return session;
    }

    /**
     * Finds a session and counts the calling request as an access to it; the request must {@link #release} it.
     *
     * @param id what the client sent
     * @return the session, or null if there is none of that id or it has timed out
     */
    public HttpSessionImpl open(String id) {
        HttpSessionImpl session = sessions.get(id);
        if (session == null) {
            return null;
        }
        long now = clock.getAsLong();
        if (session.expire(now)) {
            events.inContext(() -> end(session));   // its listeners' failures are not this request's
            return null;
        }
        return session.enter(now) ? session : null;
    }

    /** Ends the calling request's use of a session. */
    public void release(HttpSessionImpl session) {
        session.leave(clock.getAsLong());
    }

    /**
     * Gives a session a new id; the old one is unknown from then on.
     *
     * @return the new id
     * @throws IllegalStateException if the session has ended
     */
    public String changeId(HttpSessionImpl session) {
        session.requireValid();
        String oldId;
        String newId;
        boolean changed;
        do {
            newId = ids.next();
            if (sessions.putIfAbsent(newId, session) != null) {
                changed = false;
                oldId = null;
                continue;
            }
            oldId = session.getId();
            changed = session.changeId(oldId, newId);
            sessions.remove(changed ? oldId : newId, session);
        } while (!changed);
        if (!session.valid()) {
            sessions.remove(newId, session);    // it ended between the first look and the second entry
            session.requireValid();
        }
        events.idChanged(session, oldId);
        return newId;
    }

    /** Returns the number of live sessions. */
    public int size() {
        return sessions.size();
    }

    /** Ends all sessions and stops the sweeper. Called once, when no request runs any more. */
    @Override
    public void close() {
        sweeper.stop();
        for (HttpSessionImpl session : sessions.values()) {
            if (session.beginEnd()) {
                events.inContext(() -> end(session));
            }
        }
    }

    /** Ends a session whose end has begun: out of reach first, then the listeners, then its attributes. */
    void end(HttpSessionImpl session) {
        sessions.remove(session.getId(), session);
        try {
            events.destroyed(session);
        } finally {
            session.finishEnd();
        }
    }

    /** Ends what has timed out, and returns the milliseconds until the next session may. */
    long sweep() {
        long now = clock.getAsLong();
        long next = Long.MAX_VALUE;
        for (HttpSessionImpl session : sessions.values()) {
            if (session.expire(now)) {
                events.inContext(() -> end(session));
            } else {
                next = Math.min(next, session.remainingMillis(now));
            }
        }
        return next;
    }

    SessionEvents events() {
        return events;
    }

    ServletContext context() {
        return context;
    }

    boolean distributable() {
        return distributable;
    }

    void timeoutChanged(int seconds) {
        sweeper.expectWithin(seconds);
    }
}
