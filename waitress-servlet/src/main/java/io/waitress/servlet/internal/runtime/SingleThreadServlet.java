package io.waitress.servlet.internal.runtime;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps the promise to a servlet of the single thread model: requests that come meanwhile wait. */
final class SingleThreadServlet implements Servlet {

    private final Servlet servlet;
    private final ReentrantLock lock = new ReentrantLock(); // reentrant, as a servlet may include itself

    SingleThreadServlet(Servlet servlet) {
        this.servlet = servlet;
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        lock.lock();
        try {
            servlet.service(request, response);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        servlet.init(config);
    }

    @Override
    public ServletConfig getServletConfig() {
        return servlet.getServletConfig();
    }

    @Override
    public String getServletInfo() {
        return servlet.getServletInfo();
    }

    @Override
    public void destroy() {
        servlet.destroy();
    }
}
