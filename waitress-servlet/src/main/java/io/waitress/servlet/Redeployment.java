package io.waitress.servlet;

import io.waitress.servlet.internal.runtime.RetiredContext;
import io.waitress.servlet.internal.runtime.ServletHost.Deployment;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Applications that come and go while a server runs. To be used by one thread at a time, which sees to it that the
 * server is not stopped meanwhile.
 */
public final class Redeployment {

    private final ServletApplication running;

    /**
     * Changes applications.
     *
     * @param running made by {@link #changing}, possibly given users and the like since, and running
     */
    public Redeployment(ServletApplication running) {
        this.running = running;
    }

    /** An application, or a version of it, to which no new requests come. */
    @FunctionalInterface
    public interface Former {

        /**
         * Stops it when its requests have ended. Sessions go to its successor, as far as they can be serialised.
         *
         * @param grace how long requests may take, asynchronous ones and upgraded connections too
         * @return how many had not ended
         */
        int stop(Duration grace);
    }

    /**
     * Takes applications together, as {@link ServletApplication#compose} does, to which others may be added.
     *
     * @param initial those that are there from the beginning; may be none
     * @return the application to be run
     */
    public static ServletApplication changing(ServletApplication... initial) {
        List<Deployment> all = new ArrayList<>();
        for (ServletApplication application : initial) {
            all.addAll(application.host().deployments());
        }
        return ServletApplication.changing(all);
    }

    /**
     * Starts an application, in place of the one that has its context path or beside the others. Until it has started,
     * and if it cannot, requests go to the former.
     *
     * @param next one application
     * @return the former, to be stopped by the caller, or null if there is none
     * @throws ServletException if it cannot start; the cause says why
     * @throws IOException if there is no temporary folder for it
     */
    public Former deploy(ServletApplication next) throws ServletException, IOException {
        return former(running.host().deploy(next.host().deployments().get(0)));
    }

    /**
     * Takes an application away.
     *
     * @param contextPath empty for the root
     * @return the application, to be stopped by the caller, or null if there is none at that path
     */
    public Former undeploy(String contextPath) {
        return former(running.host().undeploy(contextPath));
    }

    private static Former former(RetiredContext retired) {
        return retired == null ? null : retired::stop;
    }
}
