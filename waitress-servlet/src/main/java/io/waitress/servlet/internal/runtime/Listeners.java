package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.session.SessionEvents;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;

/**
 * The listeners of one application by kind, in order of declaration, except for those of its life cycle. Filled while
 * the application starts, by the thread that starts it; then read by any thread.
 *
 * <p>An exception of a listener reaches the code that caused the event, and no more listeners hear of that event
 * (Servlet 6.1, section 11.6).
 */
final class Listeners implements SessionEvents {

    private final ServletContext context;
    private final Invocation invocation;
    private final List<ServletContextAttributeListener> contextAttributes = new ArrayList<>(0);
    private final List<ServletRequestListener> requests = new ArrayList<>(0);
    private final List<ServletRequestAttributeListener> requestAttributes = new ArrayList<>(0);
    private final List<HttpSessionListener> sessions = new ArrayList<>(0);
    private final List<HttpSessionAttributeListener> sessionAttributes = new ArrayList<>(0);
    private final List<HttpSessionIdListener> sessionIds = new ArrayList<>(0);

    Listeners(ServletContext context, Invocation invocation) {
        this.context = context;
        this.invocation = invocation;
    }

    /** Adds a listener to every kind that it implements. */
    void add(EventListener listener) {
        addTo(contextAttributes, ServletContextAttributeListener.class, listener);
        addTo(requests, ServletRequestListener.class, listener);
        addTo(requestAttributes, ServletRequestAttributeListener.class, listener);
        addTo(sessions, HttpSessionListener.class, listener);
        addTo(sessionAttributes, HttpSessionAttributeListener.class, listener);
        addTo(sessionIds, HttpSessionIdListener.class, listener);
    }

    private static <T> void addTo(List<T> list, Class<T> kind, EventListener listener) {
        if (kind.isInstance(listener)) {
            list.add(kind.cast(listener));
        }
    }

    // ---- requests ----

    void requestInitialized(ServletRequest request) {
        if (requests.isEmpty()) {
            return;
        }
        ServletRequestEvent event = new ServletRequestEvent(context, request);
        for (ServletRequestListener listener : requests) {
            listener.requestInitialized(event);
        }
    }

    /** Calls the listeners in reverse order. */
    void requestDestroyed(ServletRequest request) {
        if (requests.isEmpty()) {
            return;
        }
        ServletRequestEvent event = new ServletRequestEvent(context, request);
        for (int i = requests.size() - 1; i >= 0; i--) {
            requests.get(i).requestDestroyed(event);
        }
    }

    boolean hearRequests() {
        return !requests.isEmpty();
    }

    void requestAttributeAdded(ServletRequest request, String name, Object value) {
        for (int i = 0; i < requestAttributes.size(); i++) {
            requestAttributes.get(i).attributeAdded(new ServletRequestAttributeEvent(context, request, name, value));
        }
    }

    void requestAttributeRemoved(ServletRequest request, String name, Object value) {
        for (int i = 0; i < requestAttributes.size(); i++) {
            requestAttributes.get(i).attributeRemoved(new ServletRequestAttributeEvent(context, request, name, value));
        }
    }

    void requestAttributeReplaced(ServletRequest request, String name, Object previous) {
        for (int i = 0; i < requestAttributes.size(); i++) {
            requestAttributes.get(i)
                    .attributeReplaced(new ServletRequestAttributeEvent(context, request, name, previous));
        }
    }

    // ---- the context's attributes ----

    void contextAttributeAdded(String name, Object value) {
        for (ServletContextAttributeListener listener : contextAttributes) {
            listener.attributeAdded(new ServletContextAttributeEvent(context, name, value));
        }
    }

    void contextAttributeRemoved(String name, Object value) {
        for (ServletContextAttributeListener listener : contextAttributes) {
            listener.attributeRemoved(new ServletContextAttributeEvent(context, name, value));
        }
    }

    void contextAttributeReplaced(String name, Object previous) {
        for (ServletContextAttributeListener listener : contextAttributes) {
            listener.attributeReplaced(new ServletContextAttributeEvent(context, name, previous));
        }
    }

    // ---- sessions ----

    @Override
    public void created(HttpSession session) {
        for (HttpSessionListener listener : sessions) {
            listener.sessionCreated(new HttpSessionEvent(session));
        }
    }

    /** Calls the listeners in reverse order. */
    @Override
    public void destroyed(HttpSession session) {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            sessions.get(i).sessionDestroyed(new HttpSessionEvent(session));
        }
    }

    @Override
    public void idChanged(HttpSession session, String oldId) {
        for (HttpSessionIdListener listener : sessionIds) {
            listener.sessionIdChanged(new HttpSessionEvent(session), oldId);
        }
    }

    @Override
    public void attributeAdded(HttpSession session, String name, Object value) {
        for (HttpSessionAttributeListener listener : sessionAttributes) {
            listener.attributeAdded(new HttpSessionBindingEvent(session, name, value));
        }
    }

    @Override
    public void attributeRemoved(HttpSession session, String name, Object value) {
        for (HttpSessionAttributeListener listener : sessionAttributes) {
            listener.attributeRemoved(new HttpSessionBindingEvent(session, name, value));
        }
    }

    @Override
    public void attributeReplaced(HttpSession session, String name, Object previous) {
        if (sessionAttributes.isEmpty()) {
            return;
        }
        for (HttpSessionAttributeListener listener : sessionAttributes) {
            listener.attributeReplaced(new HttpSessionBindingEvent(session, name, previous));
        }
    }

    @Override
    public void inContext(Runnable task) {
        invocation.runLogged("a session listener", task::run);
    }
}
