package io.waitress.servlet.internal.runtime;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls application code: the one place that sets the context class loader, and the one place where what the code
 * throws is caught. Errors of the virtual machine go on to the worker; a stack overflow is none, as it is the
 * application's fault and leaves the machine whole. Safe from any thread.
 */
final class Invocation {

    private static final Logger LOG = LoggerFactory.getLogger(Invocation.class);

    private final ClassLoader loader;

    Invocation(ClassLoader loader) {
        this.loader = loader;
    }

    /** Application code that may throw anything. */
    @FunctionalInterface
    interface Call {
        void run() throws Throwable;
    }

    /**
     * Runs a filter chain.
     *
     * @return what it threw, or null
     */
    Throwable run(FilterChain chain, ServletRequest request, ServletResponse response) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        boolean swap = before != loader;
        if (swap) {
            thread.setContextClassLoader(loader);
        }
        try {
            chain.doFilter(request, response);
            return null;
        } catch (StackOverflowError e) {
            return e;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return e;
        } finally {
            if (swap) {
                thread.setContextClassLoader(before);
            }
        }
    }

    /**
     * Runs a filter chain inside another application's call, which gets what it throws.
     *
     * @param chain of this application
     */
    void runInside(FilterChain chain, ServletRequest request, ServletResponse response)
            throws ServletException, IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            chain.doFilter(request, response);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Runs other application code.
     *
     * @return what it threw, or null
     */
    Throwable run(Call call) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            call.run();
            return null;
        } catch (StackOverflowError e) {
            return e;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Runs other application code and logs what it throws.
     *
     * @param what names the code in the log
     * @return true if it threw nothing
     */
    boolean runLogged(String what, Call call) {
        Throwable thrown = run(call);
        if (thrown != null) {
            LOG.error("{} failed", what, thrown);
        }
        return thrown == null;
    }

    /**
     * Runs a step of ending an application and logs what it throws, an error of the virtual machine too: the other steps
     * are to be taken nevertheless, as nobody comes back for them.
     *
     * @param what names the code in the log
     */
    void runLast(String what, Call call) {
        try {
            runLogged(what, call);
        } catch (VirtualMachineError e) {
            LOG.error("{} failed", what, e);
        }
    }
}
