package io.waitress.servlet.webapp;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what keeps the classes of an application that has stopped: takes back what can be, and names the rest.
 * Stateless.
 */
final class LoaderLeaks {

    private static final Logger LOG = LoggerFactory.getLogger(LoaderLeaks.class);
    private static final long ENDING_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final int FRAMES = 6;

    private LoaderLeaks() {
    }

    /**
     * Takes back and names.
     *
     * @param application its path, for messages
     * @param loader the application's, which has been closed
     */
    static void report(String application, ClassLoader loader) {
        for (String line : find(loader)) {
            LOG.warn("The application at {} has stopped, but {}", application, line);
        }
    }

    /** Returns what is to be said, one line each. */
    static List<String> find(ClassLoader loader) {
        List<String> lines = new ArrayList<>();
        if (loader instanceof WebAppClassLoader own) {
            for (String driver : drivers(own)) {
                lines.add("had left the JDBC driver " + driver + " registered; it has been deregistered");
            }
        }
        for (Map.Entry<Thread, StackTraceElement[]> entry : threads(loader).entrySet()) {
            lines.add("its thread '" + entry.getKey().getName() + "' still runs, which keeps its classes in memory, at "
                    + stack(entry.getValue()));
        }
        lines.addAll(threadLocals(loader));
        ResourceBundle.clearCache(loader);
        flushBeans();
        return lines;
    }

    private static List<String> drivers(WebAppClassLoader loader) {
        try {
            return loader.removeDrivers();
        } catch (Exception | LinkageError e) {
            LOG.debug("JDBC drivers cannot be looked for", e);
            return List.of();
        }
    }

    /** Returns the threads of the application, once those that are about to end have had time to. */
    private static Map<Thread, StackTraceElement[]> threads(ClassLoader loader) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ENDING_MILLIS);
        boolean interrupted = false;
        for (Thread thread : of(Thread.getAllStackTraces(), loader).keySet()) {
            try {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left > 0 && !interrupted) {
                    thread.join(left);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return of(Thread.getAllStackTraces(), loader);
    }

    private static Map<Thread, StackTraceElement[]> of(Map<Thread, StackTraceElement[]> all, ClassLoader loader) {
        all.keySet().removeIf(thread -> thread == Thread.currentThread()
                || !inside(thread.getContextClassLoader(), loader)
                        && !inside(thread.getClass().getClassLoader(), loader));
        return all;
    }

    /** Tells whether a loader is another or has it among its parents. */
    private static boolean inside(ClassLoader candidate, ClassLoader loader) {
        for (ClassLoader next = candidate; next != null; next = next.getParent()) {
            if (next == loader) {
                return true;
            }
        }
        return false;
    }

    private static String stack(StackTraceElement[] frames) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            shown.add(frames[i].toString());
        }
        return String.join(" < ", shown);
    }

    /** Names thread locals of the server's threads, if this Java lets us look (--add-opens java.base/java.lang). */
    private static List<String> threadLocals(ClassLoader loader) {
        List<String> lines = new ArrayList<>();
        try {
            Field map = accessible(Thread.class, "threadLocals");
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                Object table = map.get(thread);
                if (table != null && thread != Thread.currentThread()) {
                    threadLocals(thread, accessible(table.getClass(), "table").get(table), loader, lines);
                }
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            LOG.debug("Thread locals cannot be looked at: {}", e.toString());
        }
        return lines;
    }

    private static void threadLocals(Thread thread, Object entries, ClassLoader loader, List<String> lines)
            throws ReflectiveOperationException {
        for (int i = 0; entries != null && i < Array.getLength(entries); i++) {
            Object entry = Array.get(entries, i);
            Object value = entry == null ? null : accessible(entry.getClass(), "value").get(entry);
            if (value != null && (inside(value.getClass().getClassLoader(), loader)
                    || value instanceof Class<?> type && inside(type.getClassLoader(), loader)
                    || value instanceof ClassLoader kept && inside(kept, loader))) {
                lines.add("a thread local of '" + thread.getName() + "' keeps an object of " + value.getClass().getName());
            }
        }
    }

    private static Field accessible(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** What JavaBeans remembers of classes is in a module that a server need not have. */
    private static void flushBeans() {
        try {
            Class.forName("java.beans.Introspector").getMethod("flushCaches").invoke(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.debug("There is no JavaBeans to be flushed: {}", e.toString());
        }
    }
}
