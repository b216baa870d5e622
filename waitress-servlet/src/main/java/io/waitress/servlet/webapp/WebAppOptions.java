package io.waitress.servlet.webapp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** How a web application is loaded. Confined to one thread. */
public final class WebAppOptions {

    private String contextPath;     // or null for the application's own choice
    private ClassLoader parent;     // or null for none but the server's API
    private Path workFolder;        // or null
    private Duration asyncTimeout;  // or null for the default

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
     * Sets where to keep what is found out about the application's classes, so that the next start need not read them
     * again. Nothing is kept unless set.
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

    String contextPath() {
        return contextPath;
    }

    ClassLoader parent() {
        return parent;
    }

    Path workFolder() {
        return workFolder;
    }

    Duration asyncTimeout() {
        return asyncTimeout;
    }
}
