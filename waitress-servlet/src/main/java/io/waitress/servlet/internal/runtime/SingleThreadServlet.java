package io.waitress.servlet.internal.runtime;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Keeps the promise to a servlet of the single thread model that no two threads are inside it: a request has an instance
 * to itself, of which there are as many as were ever needed at a time (Servlet 2.4, section SRV.2.2.1). With one
 * instance and a lock, two servlets that include each other could wait for each other for good. Safe from any thread.
 */
final class SingleThreadServlet extends GenericServlet {

    private static final long serialVersionUID = 1L;

    private final transient ServletHolder holder;
    private final transient Deque<Servlet> idle = new ConcurrentLinkedDeque<>();
    private final transient List<Servlet> all = new ArrayList<>();      // guarded by itself
    private boolean ended;                                              // guarded by all

    /**
     * @param holder makes and ends the instances
     * @param first initialised
     */
    SingleThreadServlet(ServletHolder holder, Servlet first) {
        this.holder = holder;
        idle.add(first);
        all.add(first);
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        Servlet servlet = idle.pollFirst();
        if (servlet == null) {
            servlet = another();
        }
        try {
            servlet.service(request, response);
        } finally {
            idle.addFirst(servlet);
        }
    }

    private Servlet another() throws ServletException {
        Servlet made = holder.make();
        synchronized (all) {
            if (!ended) {
                all.add(made);
                return made;
            }
        }
        holder.end(made);
        throw new UnavailableException("Servlet '" + holder.name() + "' was destroyed");
    }

    /**
     * Destroys all instances.
     *
     * @throws ServletException if that fails for one or more of them
     */
    void end() throws ServletException {
        List<Servlet> instances;
        synchronized (all) {
            ended = true;
            instances = List.copyOf(all);
        }
        ServletException failures = null;
        for (Servlet instance : instances) {
            try {
                holder.end(instance);
            } catch (ServletException | RuntimeException e) {
                if (failures == null) {
                    failures = new ServletException(e);
                } else {
                    failures.addSuppressed(e);
                }
            }
        }
        if (failures != null) {
            throw failures;
        }
    }
}
