package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.legacy.SingleThreadModel;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One servlet of a running application: made and initialised once, at the start or with the first request, and
 * withdrawn while it says that it is unavailable (Servlet 6.1, section 2.3).
 *
 * <p>A servlet that is unavailable for good is not destroyed before the application stops: other requests may still be
 * inside, and counting them would cost every request of every servlet.
 */
final class ServletHolder {

    private static final Logger LOG = LoggerFactory.getLogger(ServletHolder.class);
    private static final long FOR_GOOD = Long.MAX_VALUE;

    private final ServletDefinition definition;
    private final ServletContext context;
    private final ComponentFactory factory;
    private final BodyStreaming bodies;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Servlet serving;       // written under the lock; null unless requests may pass
    private Servlet initialised;            // guarded by lock
    private UnavailableException withdrawn; // guarded by lock; null while available
    private long withdrawnUntilNanos;       // guarded by lock; FOR_GOOD or a System.nanoTime

    /**
     * @param streamBodies whether it may be called before a request's body is there, unless it says otherwise
     * @throws IllegalArgumentException if what it says is not understood
     */
    ServletHolder(ServletDefinition definition, ServletContext context, ComponentFactory factory,
            boolean streamBodies) {
        this.definition = definition;
        this.bodies = BodyStreaming.of(definition, streamBodies, System.nanoTime());
        this.context = context;
        this.factory = factory;
    }

    String name() {
        return definition.name();
    }

    ServletDefinition definition() {
        return definition;
    }

    boolean asyncSupported() {
        return definition.asyncSupported();
    }

    /** Returns when it is called for requests whose body is late. */
    BodyStreaming bodies() {
        return bodies;
    }

    /** Returns the limits for multipart requests, or null if the servlet reads none. */
    MultipartLimits multipart() {
        return definition.multipart();
    }

    /**
     * Calls the servlet, after making it if this is its first request.
     *
     * @throws UnavailableException if the servlet is withdrawn, or withdraws itself now
     */
    void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        Servlet servlet = serving;
        if (servlet == null) {
            servlet = acquire();
        }
        try {
            servlet.service(request, response);
        } catch (UnavailableException e) {
            if (!ServletRequestImpl.of(request).dispatched(e)) {
                withdraw(e);
            }
            throw e;
        }
    }

    /** Makes and initialises the servlet unless that is done. */
    void load() throws ServletException {
        acquire();
    }

    private Servlet acquire() throws ServletException {
        lock.lock();
        try {
            refuseWhileWithdrawn();
            if (initialised == null) {
                initialised = initialise();
            }
            serving = initialised;
            return initialised;
        } finally {
            lock.unlock();
        }
    }

    private void refuseWhileWithdrawn() throws UnavailableException {
        if (withdrawn == null) {
            return;
        }
        if (withdrawnUntilNanos == FOR_GOOD) {
            throw new UnavailableException(withdrawn.getMessage());
        }
        long left = withdrawnUntilNanos - System.nanoTime();
        if (left > 0) {
            throw new UnavailableException(withdrawn.getMessage(),
                    (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left + 999_999_999)));
        }
        withdrawn = null;
    }

    private Servlet initialise() throws ServletException {
        Servlet servlet;
        try {
            servlet = make();
        } catch (UnavailableException e) {
            withdraw(e);
            throw e;
        }
        return servlet instanceof SingleThreadModel ? new SingleThreadServlet(this, servlet) : servlet;
    }

    /** Makes and initialises an instance of the servlet. */
    Servlet make() throws ServletException {
        ComponentSource<Servlet> source = definition.source();
        if (source == null) {
            throw new ServletException(definition.jspFile() == null
                    ? "Servlet '" + name() + "' has no class"
                    : "Servlet '" + name() + "' is the JSP file " + definition.jspFile()
                            + ", and there is no JSP engine");
        }
        Servlet servlet = factory.create(source, Servlet.class);
        try {
            servlet.init(new ComponentConfig(name(), context, definition.initParameters()));
        } catch (RuntimeException e) {
            throw new ServletException("Servlet '" + name() + "' failed in init: " + e, e);
        }
        return servlet;
    }

    /**
     * Destroys an instance of the servlet.
     *
     * @throws ServletException if a callback of the servlet's class fails
     */
    void end(Servlet instance) throws ServletException {
        try {
            instance.destroy();
        } finally {
            factory.release(instance, definition.source());
        }
    }

    private void withdraw(UnavailableException reason) {
        lock.lock();
        try {
            if (withdrawn != null && withdrawnUntilNanos == FOR_GOOD) {
                return;
            }
            serving = null;
            withdrawn = reason;
            withdrawnUntilNanos = reason.isPermanent() || reason.getUnavailableSeconds() <= 0
                    ? FOR_GOOD
                    : System.nanoTime() + TimeUnit.SECONDS.toNanos(reason.getUnavailableSeconds());
        } finally {
            lock.unlock();
        }
        LOG.warn("Servlet '{}' is unavailable {}: {}", name(),
                reason.isPermanent() ? "for good" : "for " + reason.getUnavailableSeconds() + " s",
                reason.getMessage());
    }

    /**
     * Destroys the servlet if it was initialised; it is never made again. Called once no request runs any more, save
     * those that would not end.
     *
     * @throws ServletException if a callback of the servlet's class fails
     */
    void destroy() throws ServletException {
        lock.lock();
        try {
            Servlet servlet = initialised;
            initialised = null;
            serving = null;
            withdrawn = new UnavailableException("Servlet '" + name() + "' was destroyed");
            withdrawnUntilNanos = FOR_GOOD;
            if (servlet instanceof SingleThreadServlet instances) {
                instances.end();
            } else if (servlet != null) {
                end(servlet);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
