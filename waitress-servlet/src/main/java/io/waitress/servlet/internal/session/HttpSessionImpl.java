package io.waitress.servlet.internal.session;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One session. Safe from any thread.
 *
 * <pre>
 *   VALID ──invalidate, time-out──► ENDING ──listeners told──► INVALID
 *            (one thread wins)      attributes readable        every use but getId throws
 * </pre>
 *
 * <p>{@code users} counts the requests inside. A time-out may begin only by moving it from 0 to {@link #CLOSED}, so a
 * session that a request has entered never times out under it, and one that times out cannot be entered.
 */
public final class HttpSessionImpl implements HttpSession {

    private enum State { VALID, ENDING, INVALID }

    private static final int CLOSED = -1;
    private static final VarHandle STATE;
    private static final VarHandle USERS;
    private static final VarHandle ID;
    private static final VarHandle LOGIN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(HttpSessionImpl.class, "state", State.class);
            USERS = lookup.findVarHandle(HttpSessionImpl.class, "users", int.class);
            ID = lookup.findVarHandle(HttpSessionImpl.class, "id", String.class);
            LOGIN = lookup.findVarHandle(HttpSessionImpl.class, "login", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SessionManager manager;
    private final long created;
    private final ConcurrentMap<String, Object> attributes = new ConcurrentHashMap<>(4);
    private volatile State state = State.VALID;     // changed by compare-and-set only
    private volatile int users = 1;                 // changed by compare-and-set only; the creating request is inside
    private volatile String id;                     // changed by compare-and-set only
    private volatile long previousAccess;           // set when a request enters; the last one wins
    private volatile long access;                   // set when a request enters; the last one wins
    private volatile long idleSince;                // set when a request leaves; the last one wins
    private volatile int timeoutSeconds;
    private volatile boolean joined;                // a client has returned the id
    private volatile Object login;                  // changed by compare-and-set only
    private volatile long saved;                    // when it was last written to a store; 0 for never

    HttpSessionImpl(SessionManager manager, String id, long now, int timeoutSeconds) {
        this.manager = manager;
        this.id = id;
        this.timeoutSeconds = timeoutSeconds;
        created = now;
        previousAccess = now;
        access = now;
        idleSince = now;
    }

    /** Makes a session that was there before, and that no request is in. */
    HttpSessionImpl(SessionManager manager, String id, long created, long accessed, int timeoutSeconds) {
        this.manager = manager;
        this.id = id;
        this.timeoutSeconds = timeoutSeconds;
        this.created = created;
        previousAccess = accessed;
        access = accessed;
        idleSince = accessed;
        users = 0;
        joined = true;
    }

    // ---- life cycle, for the manager ----

    /** Lets a request in; false if the session has ended or is about to. */
    boolean enter(long now) {
        if (!count()) {
            return false;
        }
        previousAccess = access;
        access = now;
        joined = true;
        return true;
    }

    private boolean count() {
        int seen;
        do {
            seen = users;
            if (seen == CLOSED) {
                return false;
            }
        } while (!USERS.compareAndSet(this, seen, seen + 1));
        if (state == State.VALID) {
            return true;
        }
        USERS.getAndAdd(this, -1);
        return false;
    }

    void leave(long now) {
        idleSince = now;
        USERS.getAndAdd(this, -1);
    }

    /** Begins the end if the session is due and unused; the caller then ends it. */
    boolean expire(long now) {
        return remainingMillis(now) <= 0 && USERS.compareAndSet(this, 0, CLOSED) && beginEnd();
    }

    /** Returns how long the session may stay idle from now on; its whole time-out while it is in use. */
    long remainingMillis(long now) {
        int seconds = timeoutSeconds;
        if (seconds <= 0) {
            return Long.MAX_VALUE;
        }
        return users > 0 ? seconds * 1000L : idleSince + seconds * 1000L - now;
    }

    /** True for the one caller that may end the session. */
    boolean beginEnd() {
        return STATE.compareAndSet(this, State.VALID, State.ENDING);
    }

    /** Takes all attributes out, whatever their listeners throw; the first of that is thrown in the end. */
    void finishEnd() {
        state = State.INVALID;
        Throwable failure = null;
        for (String name : attributes.keySet()) {
            try {
                takeOut(name);
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private void takeOut(String name) {
        Object value = attributes.remove(name);
        if (value != null) {
            unbound(name, value);
            manager.events().attributeRemoved(this, name, value);
        }
    }

    // ---- outside memory ----

    SessionManager manager() {
        return manager;
    }

    long created() {
        return created;
    }

    /** Returns when a request was last in the session. */
    long accessed() {
        return Math.max(access, idleSince);
    }

    ConcurrentMap<String, Object> attributes() {
        return attributes;
    }

    /** Tells whether a request has been in the session since it was saved, or is in it. */
    boolean changedSinceSaved() {
        return users > 0 || accessed() >= saved;
    }

    void saving(long now) {
        saved = now;
    }

    /** Ends the session here and for nobody else: its attributes are not unbound, and no listener hears of it. */
    void leaveMemory() {
        if (beginEnd()) {
            state = State.INVALID;
        }
    }

    /** Changes the id if it is {@code from}; else somebody else has changed it. */
    boolean changeId(String from, String to) {
        String now = id;
        return now.equals(from) && ID.compareAndSet(this, now, to);
    }

    /** Returns what the login mechanism keeps of the session, or null: no attribute, so nobody else sees it. */
    public Object login() {
        return login;
    }

    /** Replaces what the login mechanism keeps; false if that is not what was expected, or the session has ended. */
    public boolean login(Object expected, Object value) {
        return valid() && LOGIN.compareAndSet(this, expected, value);
    }

    /** Tells whether the session is there to be used: not ended, and its end has not begun. */
    public boolean valid() {
        return state == State.VALID;
    }

    void requireValid() {
        if (state == State.INVALID) {
            throw new IllegalStateException("Session " + abbreviated(id) + " has ended");
        }
    }

    /** The id must not reach a log in full: it is as good as a password. */
    static String abbreviated(String id) {
        return id.substring(0, 4) + "…";
    }

    // ---- HttpSession ----

    @Override
    public String getId() {
        return id;
    }

    @Override
    public long getCreationTime() {
        requireValid();
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        requireValid();
        return previousAccess;
    }

    @Override
    public ServletContext getServletContext() {
        return manager.context();
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        timeoutSeconds = seconds;
        manager.timeoutChanged(seconds);
    }

    @Override
    public int getMaxInactiveInterval() {
        return timeoutSeconds;
    }

    @Override
    public boolean isNew() {
        requireValid();
        return !joined;
    }

    @Override
    public Object getAttribute(String name) {
        requireValid();
        return name == null ? null : attributes.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        requireValid();
        return Collections.enumeration(Set.copyOf(attributes.keySet()));
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (name == null) {
            throw new IllegalArgumentException("The name of a session attribute must not be null");
        }
        if (value == null) {
            removeAttribute(name);
            return;
        }
        requireValid();
        if (manager.distributable() && !(value instanceof Serializable)) {
            throw new IllegalArgumentException("Session attribute '" + name + "' of " + value.getClass()
                    + " must be Serializable, as the application is distributable");
        }
        if (value instanceof HttpSessionBindingListener listener && attributes.get(name) != value) {
            listener.valueBound(new HttpSessionBindingEvent(this, name, value));
        }
        Object previous = attributes.put(name, value);
        if (state == State.INVALID && attributes.remove(name, value)) {
            unbound(name, value);   // the session ended in the meantime and may have missed the new value
        }
        if (previous == null) {
            manager.events().attributeAdded(this, name, value);
            return;
        }
        if (previous != value) {
            unbound(name, previous);
        }
        manager.events().attributeReplaced(this, name, previous);
    }

    @Override
    public void removeAttribute(String name) {
        requireValid();
        Object previous = name == null ? null : attributes.remove(name);
        if (previous != null) {
            unbound(name, previous);
            manager.events().attributeRemoved(this, name, previous);
        }
    }

    private void unbound(String name, Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            listener.valueUnbound(new HttpSessionBindingEvent(this, name, value));
        }
    }

    @Override
    public void invalidate() {
        requireValid();
        if (beginEnd()) {
            manager.invalidated(this);
        }
    }

    @Override
    public Accessor getAccessor() {
        requireValid();
        return new SessionAccessor(this, id);
    }
}
