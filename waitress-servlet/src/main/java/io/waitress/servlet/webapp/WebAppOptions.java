package io.waitress.servlet.webapp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** How a web application is loaded. Confined to one thread. */
public final class WebAppOptions {

    private String contextPath;     // or null for the application's own choice
    private ClassLoader parent;     // or null for none but the server's API
    private List<Path> libraries = List.of();
    private Path workFolder;        // or null
    private LegacyMode legacy;      // or null for AUTO: most starts need not load the others
    private Duration asyncTimeout;  // or null for the default
    private Duration jspCheckInterval = Duration.ofSeconds(4);
    private boolean precompile;

    WebAppOptions() {
    }

    /**
     * Sets the path under which the application is served. The one that its descriptor asks for by
     * {@code default-context-path}, else the root, unless set.
     *
     * @param path empty or {@code /} for the root, else a path that begins with a slash and does not end with one
     * @return these options
     */
    public WebAppOptions contextPath(String path) {
        contextPath = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Lets the application find in another class loader what it does not have itself. Unless set, it sees nothing of
     * the server but the Servlet API.
     *
     * @param loader sees the server's Servlet API
     * @return these options
     */
    public WebAppOptions parent(ClassLoader loader) {
        parent = Objects.requireNonNull(loader, "loader");
        return this;
    }

    /**
     * Adds to the application's class path what it lacks, behind its own classes and libraries. None unless set. They are
     * neither converted nor searched for annotations, fragments and tag libraries.
     *
     * @param entries jars and folders with classes
     * @return these options
     */
    public WebAppOptions libraries(List<Path> entries) {
        libraries = List.copyOf(entries);
        return this;
    }

    /**
     * Sets where to keep what is found out about the application's classes, and its compiled JSP pages, so that the next
     * start need not do all that again. Nothing is kept unless set.
     *
     * @param folder made when needed, and used for this alone; several servers may share it
     * @return these options
     */
    public WebAppOptions workFolder(Path folder) {
        workFolder = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /**
     * Sets the time-out of asynchronous requests that set none themselves. 30 seconds unless set.
     *
     * @param timeout zero for never
     * @return these options
     */
    public WebAppOptions asyncTimeout(Duration timeout) {
        asyncTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Sets how often a JSP page of a folder that is asked for is looked at for changes; those of an archive cannot
     * change. 4 seconds unless set.
     *
     * @param interval in whole seconds; zero for never, which is for folders whose pages do not change
     * @return these options
     * @throws IllegalArgumentException if it is negative or has fractions of seconds
     */
    public WebAppOptions jspCheckInterval(Duration interval) {
        if (interval.isNegative() || interval.getNano() != 0 || interval.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("jspCheckInterval " + interval
                    + ": expected whole seconds, zero for never");
        }
        jspCheckInterval = interval;
        return this;
    }

    /**
     * Lets the start compile all JSP pages, and fail if one has a mistake. Unless set, a page is compiled when it is
     * first asked for.
     *
     * @param all whether to do so
     * @return these options
     */
    public WebAppOptions precompile(boolean all) {
        precompile = all;
        return this;
    }

    /**
     * Sets whether the application is converted from {@code javax.servlet} to {@code jakarta.servlet}. If it was made
     * for the former, unless set.
     *
     * @param mode whether to convert
     * @return these options
     */
    public WebAppOptions legacy(LegacyMode mode) {
        legacy = Objects.requireNonNull(mode, "mode") == LegacyMode.AUTO ? null : mode;
        return this;
    }

    /** Returns null for the default. */
    LegacyMode legacy() {
        return legacy;
    }

    String contextPath() {
        return contextPath;
    }

    ClassLoader parent() {
        return parent;
    }

    List<Path> libraries() {
        return libraries;
    }

    Path workFolder() {
        return workFolder;
    }

    Duration asyncTimeout() {
        return asyncTimeout;
    }

    Duration jspCheckInterval() {
        return jspCheckInterval;
    }

    boolean precompile() {
        return precompile;
    }
}
