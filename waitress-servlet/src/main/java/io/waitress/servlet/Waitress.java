package io.waitress.servlet;

import io.waitress.core.WaitressServer;
import io.waitress.core.exchange.Application;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Serves an application.
 *
 * <pre>{@code
 * Waitress.serve(ServletApplication.builder().servlet("/hello", new HelloServlet()).build(),
 *         settings -> settings.listen("*:8080"));
 * }</pre>
 */
public final class Waitress {

    private Waitress() {
    }

    /**
     * Serves an application with the default settings until the process is told to end.
     *
     * @param application the application
     * @throws IOException if an address cannot be bound; the message names it
     * @throws IllegalStateException if the application cannot start, as with a servlet whose {@code init} fails; the
     *     cause says why. What an application throws unchecked is thrown as it is
     * @throws InterruptedException if the calling thread is interrupted; the server has been stopped then
     */
    public static void serve(Application application) throws IOException, InterruptedException {
        serve(application, settings -> { });
    }

    /**
     * Serves an application until the process is told to end (by SIGTERM or SIGINT) or the calling thread is
     * interrupted. Running requests may end within the setting {@code shutdownGrace}.
     *
     * @param application the application
     * @param settings receives the settings to be changed
     * @throws IOException if an address cannot be bound; the message names it
     * @throws io.waitress.core.settings.SettingsException if a setting is out of range or contradicts another
     * @throws IllegalStateException if the application cannot start, as with a servlet whose {@code init} fails; the
     *     cause says why. What an application throws unchecked is thrown as it is
     * @throws InterruptedException if the calling thread is interrupted; the server has been stopped then
     */
    public static void serve(Application application, Consumer<Settings.Builder> settings)
            throws IOException, InterruptedException {
        serve(application, built(settings));
    }

    /**
     * Serves an application until the process is told to end (by SIGTERM or SIGINT) or the calling thread is
     * interrupted. Running requests may end within the setting {@code shutdownGrace}.
     *
     * @param application the application
     * @param settings the settings
     * @throws IOException if an address cannot be bound; the message names it
     * @throws IllegalStateException if the application cannot start, as with a servlet whose {@code init} fails; the
     *     cause says why. What an application throws unchecked is thrown as it is
     * @throws InterruptedException if the calling thread is interrupted; the server has been stopped then
     */
    public static void serve(Application application, Settings settings) throws IOException, InterruptedException {
        WaitressServer server = start(application, settings);
        Thread atExit = new Thread(server::stop, "waitress-stop");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            server.join();
        } finally {
            server.stop();
            forget(atExit);
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            // the process is ending, and the hook is what stopped the server
        }
    }

    /**
     * Starts to serve an application.
     *
     * @param application the application
     * @param settings receives the settings to be changed
     * @return the running server, to be stopped by the caller
     * @throws IOException if an address cannot be bound; the message names it
     * @throws io.waitress.core.settings.SettingsException if a setting is out of range or contradicts another
     * @throws IllegalStateException if the application cannot start, as with a servlet whose {@code init} fails; the
     *     cause says why. What an application throws unchecked is thrown as it is
     */
    public static WaitressServer start(Application application, Consumer<Settings.Builder> settings)
            throws IOException {
        return start(application, built(settings));
    }

    /**
     * Starts to serve an application.
     *
     * @param application the application
     * @param settings the settings
     * @return the running server, to be stopped by the caller
     * @throws IOException if an address cannot be bound; the message names it
     * @throws IllegalStateException if the application cannot start, as with a servlet whose {@code init} fails; the
     *     cause says why. What an application throws unchecked is thrown as it is
     */
    public static WaitressServer start(Application application, Settings settings) throws IOException {
        return WaitressServer.create(Objects.requireNonNull(application, "application"), settings).start();
    }

    private static Settings built(Consumer<Settings.Builder> settings) {
        Settings.Builder builder = Settings.builder();
        settings.accept(builder);
        return builder.build();
    }
}
