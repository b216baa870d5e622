package io.waitress.servlet.internal.session;

import io.waitress.servlet.spi.SessionStore;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live sessions of one web application. Safe from any thread; finding a session takes no lock.
 *
 * <p>A request that belongs to a session brackets its work with {@link #open} (or {@link #create}) and
 * {@link #release}; between the two the session does not time out.
 */
public final class SessionManager implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);

    private final ServletContext context;
    private final SessionEvents events;
    private final boolean distributable;
    private final LongSupplier clock;
    private final SessionIds ids = new SessionIds();
    private final ConcurrentMap<String, HttpSessionImpl> sessions = new ConcurrentHashMap<>();
    private final SessionSweeper sweeper;
    private volatile SessionKeeper keeper;      // null unless sessions are kept; set while the context starts
    private SessionKeeper prepared;             // what becomes the keeper when sessions are carried over, or null
    private final Set<String> carried = ConcurrentHashMap.newKeySet(0);   // ids that the successor was given
    private volatile SessionManager successor;  // that of the application's next version, or null
    private volatile int timeoutSeconds;    // set while the context starts, read by any thread

    /** A class, as linking a lambda would cost each start more. */
    private static final class WallClock implements LongSupplier {

        @Override
        public long getAsLong() {
            return System.currentTimeMillis();
        }
    }

    /**
     * Creates a manager without sessions.
     *
     * @param context what {@code HttpSession.getServletContext} returns
     * @param events receives what happens
     * @param timeoutSeconds the idle time after which a new session ends; 0 or less for never
     * @param distributable whether attributes must be serialisable
     */
    public SessionManager(ServletContext context, SessionEvents events, int timeoutSeconds, boolean distributable) {
        this(context, events, timeoutSeconds, distributable, new WallClock());
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
        String newId;
        do {
            newId = changeId(session, session.getId());
        } while (newId == null);
        return newId;
    }

    /**
     * Gives a session a new id if it still has a certain one, which is unknown from then on.
     *
     * @param known the id that it must have
     * @return the new id, or null if it has another one than that
     * @throws IllegalStateException if the session has ended
     */
    public String changeId(HttpSessionImpl session, String known) {
        session.requireValid();
        String newId;
        do {
            newId = ids.next();
        } while (sessions.putIfAbsent(newId, session) != null);
        boolean changed = session.changeId(known, newId);
        sessions.remove(changed ? known : newId, session);
        if (!changed) {
            return null;
        }
        if (!session.valid()) {
            sessions.remove(newId, session);    // it ended between the first look and the second entry
            session.requireValid();
        }
        if (keeper != null) {
            keeper.removed(known);
        }
        events.idChanged(session, known);
        return newId;
    }

    /** Returns the number of live sessions. */
    public int size() {
        return sessions.size();
    }

    /**
     * Restores the sessions that a store has, and keeps them there from then on. Called at most once, before the first
     * request, with the application's class loader as the thread's.
     *
     * @param store where they are
     * @param codec makes bytes of sessions
     * @param application the context path
     * @param former another version of the application that runs, whose sessions are those to be there rather than what
     *     the store has; null if there is none
     */
    public void keepIn(SessionStore store, SessionCodec codec, String application, SessionManager former) {
        SessionKeeper made = new SessionKeeper(store, this, codec, application);
        if (former == null) {
            made.load();
            keeper = made;
            made.start();
        } else {
            prepared = made;
        }
    }

    /**
     * Takes copies of the sessions of another version of the application; those that it gets later when called again.
     * From then on those end without their listeners when the other stops, one that is invalidated there ends here, and
     * it is this that keeps them in a store.
     *
     * @param former the sessions of the other version, which may be in use
     * @param written makes bytes of those
     * @param read makes sessions of the bytes; called with this application's class loader as the thread's
     * @return how many were taken
     */
    public int carryOver(SessionManager former, SessionCodec written, SessionCodec read) {
        former.successor = this;
        if (former.keeper != null) {
            former.keeper.stop();
        }
        int[] taken = new int[1];
        for (HttpSessionImpl session : former.sessions.values()) {
            byte[][] content = new byte[1][];
            if (session.valid() && former.carried.add(session.getId())) {
                former.events.inContext(() -> content[0] = bytes(session, written));
            }
            if (content[0] != null) {
                events.inContext(() -> taken[0] += restored(content[0], read) ? 1 : 0);
            }
        }
        if (prepared != null && keeper == null) {
            keeper = prepared;
            keeper.start();
        }
        return taken[0];
    }

    private static byte[] bytes(HttpSessionImpl session, SessionCodec codec) {
        try {
            return codec.write(session);
        } catch (IOException e) {
            LOG.warn("A session is not carried over: {}", e.toString());
            return null;
        }
    }

    private boolean restored(byte[] content, SessionCodec codec) {
        try {
            return restore(codec.read(content, this));
        } catch (IOException e) {
            LOG.warn("A session is not carried over: {}", e.toString());
            return false;
        }
    }

    /** Adds a session that was there before; false if it has timed out meanwhile. */
    boolean restore(HttpSessionImpl session) {
        if (session.remainingMillis(clock.getAsLong()) <= 0) {
            return false;
        }
        if (sessions.putIfAbsent(session.getId(), session) == null) {
            SessionMove.isBack(session);
            sweeper.expectWithin(session.getMaxInactiveInterval());
        }
        return true;
    }

    /** Returns the live sessions, as they come and go. */
    Collection<HttpSessionImpl> sessions() {
        return sessions.values();
    }

    /**
     * Stops the sweeper and ends all sessions, except for those that live on: in a store, or in the next version of the
     * application. Called once, when no request runs any more.
     */
    @Override
    public void close() {
        sweeper.stop();
        SessionManager next = successor;
        if (next != null) {
            for (HttpSessionImpl session : sessions.values()) {
                if (carried.contains(session.getId())) {
                    SessionMove.leaves(session);
                    session.leaveMemory();
                }
            }
        } else if (keeper != null) {
            keeper.close();
        }
        for (HttpSessionImpl session : sessions.values()) {
            if (session.beginEnd()) {
                events.inContext(() -> end(session));
            }
        }
    }

    /** Ends a session whose end has begun: out of reach first, then the listeners, then its attributes. */
    void end(HttpSessionImpl session) {
        sessions.remove(session.getId(), session);
        if (keeper != null) {
            keeper.removed(session.getId());
        }
        try {
            events.destroyed(session);
        } finally {
            session.finishEnd();
        }
    }

    /** As {@link #end}; who has logged out of one version of the application is not to be logged in to the next. */
    void invalidated(HttpSessionImpl session) {
        SessionManager next = successor;
        HttpSessionImpl copy = next == null ? null : next.sessions.get(session.getId());
        if (copy != null && copy.beginEnd()) {
            next.events.inContext(() -> next.end(copy));
        }
        end(session);
    }

    long now() {
        return clock.getAsLong();
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
