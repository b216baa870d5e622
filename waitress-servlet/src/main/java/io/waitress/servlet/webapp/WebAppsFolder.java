package io.waitress.servlet.webapp;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.settings.Settings;
import io.waitress.servlet.Redeployment;
import io.waitress.servlet.ServletApplication;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the archives and folders of a folder, each at the path of its name, and follows what is added, changed and
 * removed there while the server runs. A change counts when nothing has moved between two looks, a second apart.
 */
public final class WebAppsFolder implements Application {

    private static final Logger LOG = LoggerFactory.getLogger(WebAppsFolder.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PAUSE_PER_WORK = 50;

    private final Path folder;
    private final ServletApplication running;
    private final Loader loader;
    private final boolean watching;
    private final Redeployment redeployment;
    private final Set<String> fixed = new HashSet<>();
    private final Map<String, Deployed> deployed = new ConcurrentHashMap<>();   // by context path
    private final Set<Thread> retiring = ConcurrentHashMap.newKeySet();
    private final ReentrantLock changing = new ReentrantLock();
    private final Set<String> said = new HashSet<>();           // guarded by changing
    private final Map<String, Candidate> failed = new HashMap<>();  // guarded by changing; the state that did not work
    private Map<String, Candidate> seen = Map.of();             // guarded by changing; by the look before
    private volatile boolean stopped = true;
    private volatile Thread watcher;
    private Duration grace = Duration.ZERO;

    /** Loads applications. */
    public interface Loader {

        /**
         * Loads one.
         *
         * @param file an archive or folder
         * @param contextPath where it is to be served, empty for the root
         * @return the application, closed by the caller
         * @throws IOException if it cannot be read
         */
        WebApp load(Path file, String contextPath) throws IOException;

        /**
         * Gives an application what all have, such as users.
         *
         * @param application what was loaded
         * @return the application to be run
         */
        default ServletApplication complete(ServletApplication application) {
            return application;
        }
    }

    /** What runs. */
    private record Deployed(Candidate source, WebApp app) {
    }

    /**
     * Takes a folder.
     *
     * @param folder exists
     * @param running made by {@link Redeployment#changing}; started and stopped by this
     * @param fixed the paths of the applications that it has already, which none of the folder takes
     * @param loader loads applications; called by one thread at a time
     * @throws IOException if there is no such folder
     */
    public WebAppsFolder(Path folder, ServletApplication running, List<String> fixed, Loader loader)
            throws IOException {
        this(folder, running, fixed, loader, true);
    }

    /** For tests, which look by {@link #poll}. */
    WebAppsFolder(Path folder, ServletApplication running, List<String> fixed, Loader loader, boolean watching)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        this.folder = folder.toAbsolutePath();
        this.running = running;
        this.loader = loader;
        this.watching = watching;
        this.fixed.addAll(fixed);
        redeployment = new Redeployment(running);
    }

    /**
     * Returns the paths that are served from the folder.
     *
     * @return a snapshot
     */
    public List<String> contextPaths() {
        return deployed.keySet().stream().sorted().toList();
    }

    /** Starts what is there; what cannot start is logged, and keeps nobody else from it. */
    @Override
    public void start(Settings settings) throws Exception {
        grace = settings.shutdownGrace();
        running.start(settings);
        stopped = false;
        seen = scan();
        poll();
        if (watching) {
            watcher = ofItsOwn(this::watch, "waitress-webapps");
            watcher.start();
        }
    }

    /** A thread of its own leaves nothing of an application behind, such as thread locals, in one that goes on. */
    private static Thread ofItsOwn(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setContextClassLoader(WebAppsFolder.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    private void watch() {
        long pause = PAUSE_NANOS;
        while (!stopped) {
            LockSupport.parkNanos(this, pause);
            long began = System.nanoTime();
            try {
                poll();
            } catch (RuntimeException | Error e) {
                LOG.error("Looking at {} has failed; the next attempt follows", folder, e);
            }
            pause = Math.max(PAUSE_NANOS, (System.nanoTime() - began) * PAUSE_PER_WORK);
        }
    }

    /** Looks once, and brings about what has not moved since the look before. */
    void poll() {
        changing.lock();
        try {
            Map<String, Candidate> now = stopped ? seen : scan();
            for (Candidate candidate : now.values()) {
                if (!stopped && candidate.equals(seen.get(candidate.contextPath())) && isNew(candidate)) {
                    onThreadOfItsOwn(() -> deploy(candidate));
                }
            }
            for (String path : deployed.keySet()) {
                if (!stopped && !now.containsKey(path) && !seen.containsKey(path)) {
                    undeploy(path);
                }
            }
            failed.keySet().retainAll(now.keySet());
            seen = now;
        } finally {
            changing.unlock();
        }
    }

    private boolean isNew(Candidate candidate) {
        Deployed present = deployed.get(candidate.contextPath());
        return (present == null || !present.source.equals(candidate))
                && !candidate.equals(failed.get(candidate.contextPath()));
    }

    private static void onThreadOfItsOwn(Runnable task) {
        Thread thread = ofItsOwn(task, "waitress-deployment");
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what is there by context path; of several for one path an archive, and the highest version. */
    private Map<String, Candidate> scan() {
        Map<String, Candidate> found = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(files::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
            return seen;
        }
        files.sort(null);
        for (Path file : files) {
            try {
                Candidate candidate = Candidate.of(file);
                if (candidate != null && accepted(candidate)) {
                    found.merge(candidate.contextPath(), candidate, this::preferred);
                }
            } catch (IOException e) {
                LOG.debug("{} is changing", file, e);
            }
        }
        return found;
    }

    private boolean accepted(Candidate candidate) {
        if (fixed.contains(candidate.contextPath())) {
            sayOnce(candidate.file() + " is not deployed: another application has the context path "
                    + shown(candidate.contextPath()));
            return false;
        }
        if (candidate.versioned()) {
            sayOnce(candidate.file() + ": what follows ## is taken for a version, and only the highest is served, at "
                    + shown(candidate.contextPath()));
        }
        return true;
    }

    private Candidate preferred(Candidate one, Candidate other) {
        boolean first = one.archive() && !other.archive();
        Candidate taken = first ? one : other;
        sayOnce((first ? other : one).file() + " is not deployed, as " + taken.file() + " is for the same path, "
                + shown(taken.contextPath()));
        return taken;
    }

    private void sayOnce(String line) {
        if (said.add(line)) {
            LOG.warn(line);
        }
    }

    private static String shown(String contextPath) {
        return contextPath.isEmpty() ? "/" : contextPath;
    }

    private void deploy(Candidate candidate) {
        String path = candidate.contextPath();
        Deployed before = deployed.get(path);
        WebApp app = null;
        try {
            candidate.requireReadable();
            app = loader.load(candidate.file(), path);
            Redeployment.Former former = redeployment.deploy(loader.complete(app.application()));
            deployed.put(path, new Deployed(candidate, app));
            failed.remove(path);
            LOG.info("{} is served at {}{}", candidate.file(), shown(path), former == null ? "" : ", anew");
            if (former != null) {
                retire(path, before.app, former);
            }
        } catch (Exception | Error e) {     // any, or the next look would try again, and the one after
            failed.put(path, candidate);
            LOG.error("{} cannot be deployed at {}{}", candidate.file(), shown(path),
                    before == null ? "" : "; the version before it goes on", e);
            if (app != null) {
                close(app);
            }
        }
    }

    private void undeploy(String path) {
        Redeployment.Former former = redeployment.undeploy(path);
        Deployed gone = deployed.remove(path);
        LOG.info("{} is gone and no longer served at {}", gone.source.file(), shown(path));
        retire(path, gone.app, former);
    }

    /** Ends what no request comes to any more, while others may be deployed. */
    private void retire(String path, WebApp app, Redeployment.Former former) {
        Duration limit = grace;
        Thread thread = ofItsOwn(() -> {
            try {
                try {
                    int left = former.stop(limit);
                    if (left > 0) {
                        LOG.warn("{} request(s) of the former application at {} had not ended after {} s", left,
                                shown(path), limit.toSeconds());
                    }
                } finally {
                    close(app);
                }
                LoaderLeaks.report(shown(path), app.classLoader());
            } finally {
                retiring.remove(Thread.currentThread());
            }
        }, "waitress-retirement");
        retiring.add(thread);
        thread.start();
    }

    private static void close(WebApp app) {
        try {
            app.close();
        } catch (IOException e) {
            LOG.warn("Something of an application is left behind: {}", e.toString());
        }
    }

    /** Waits until former applications have ended. */
    void awaitRetired() throws InterruptedException {
        for (Thread thread : retiring) {
            thread.join();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        Thread watching = watcher;
        if (watching != null) {
            LockSupport.unpark(watching);
        }
        changing.lock();
        try {
            retiring.forEach(Thread::interrupt);
            for (Thread thread : retiring) {
                onThreadOfItsOwn(() -> join(thread));
            }
            running.stop();
            deployed.values().forEach(one -> close(one.app));
            deployed.clear();
        } finally {
            changing.unlock();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean startsEarly(RequestHead request) {
        return running.startsEarly(request);
    }

    @Override
    public void service(Exchange exchange) throws IOException {
        running.service(exchange);
    }
}
