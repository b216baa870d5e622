package io.waitress.servlet.testing;

import io.waitress.core.WaitressServer;
import io.waitress.core.exchange.Application;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.servlet.ServletApplication;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A server for a test, on a free port of the loopback address. It runs when it is returned, and until it is closed.
 *
 * <pre>{@code
 * try (TestServer server = TestServer.servlet("/hello", new HelloServlet())) {
 *     assertEquals("Hello", server.get("/hello").body());
 * }
 * }</pre>
 *
 * <p>Safe from any thread.
 */
public final class TestServer implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final WaitressServer server;
    private final Application application;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST)
            .build();

    private TestServer(Application application, Consumer<Settings.Builder> settings) {
        Settings.Builder builder = Settings.builder().listen("127.0.0.1:0").shutdownGrace(Duration.ofSeconds(1));
        settings.accept(builder);
        this.application = application;
        server = WaitressServer.create(application, builder.build());
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server for one servlet.
     *
     * @param pattern the URL pattern to which it is mapped
     * @param servlet the servlet
     * @return the running server
     * @throws UncheckedIOException if the port cannot be bound
     * @throws IllegalStateException if the application cannot start; the cause is what a servlet, filter or listener
     *     threw, if that was a checked exception, else it is thrown as it is
     */
    public static TestServer servlet(String pattern, Servlet servlet) {
        return start(ServletApplication.builder().servlet(pattern, servlet).build());
    }

    /**
     * Starts a server for an application.
     *
     * @param application a {@link ServletApplication}, or any other
     * @return the running server
     * @throws UncheckedIOException if the port cannot be bound
     * @throws IllegalStateException if the application cannot start; the cause is what a servlet, filter or listener
     *     threw, if that was a checked exception, else it is thrown as it is
     */
    public static TestServer start(Application application) {
        return start(application, settings -> { });
    }

    /**
     * Starts a server for an application, with settings.
     *
     * @param application a {@link ServletApplication}, or any other
     * @param settings receives the settings, to change some
     * @return the running server
     * @throws UncheckedIOException if the port cannot be bound
     * @throws IllegalStateException if the application cannot start; the cause is what a servlet, filter or listener
     *     threw, if that was a checked exception, else it is thrown as it is
     */
    public static TestServer start(Application application, Consumer<Settings.Builder> settings) {
        return new TestServer(application, settings);
    }

    /**
     * Returns the server itself.
     *
     * @return the server
     */
    public WaitressServer server() {
        return server;
    }

    /**
     * Returns the port that the system chose.
     *
     * @return the port
     */
    public int port() {
        return server.port();
    }

    /**
     * Returns where the server is, without a path.
     *
     * @return for example {@code http://127.0.0.1:40123}
     */
    public URI uri() {
        return server.uri();
    }

    /**
     * Returns where a page is.
     *
     * @param pathAndQuery what follows the port, beginning with a slash
     * @return the URI
     * @throws IllegalArgumentException if it begins otherwise, or contains what no URI may
     */
    public URI uri(String pathAndQuery) {
        if (!pathAndQuery.startsWith("/")) {
            throw new IllegalArgumentException("Path '" + pathAndQuery + "' must begin with '/'");
        }
        return URI.create(server.uri() + pathAndQuery);
    }

    /**
     * Returns a client for ordinary requests. It follows no redirects and keeps no cookies.
     *
     * @return always the same
     */
    public HttpClient http() {
        return http;
    }

    /**
     * Asks for a page.
     *
     * @param pathAndQuery what follows the port, beginning with a slash
     * @param headers names and values in turn
     * @return the response with its text
     * @throws IOException if there is no proper response
     * @throws InterruptedException if the thread is interrupted
     */
    public HttpResponse<String> get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(pathAndQuery)).timeout(LONGEST);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Opens a connection on which the test decides over every byte.
     *
     * @return a client to be closed by the caller
     */
    public RawClient connect() {
        return RawClient.connect(port());
    }

    /**
     * Returns the context of the application.
     *
     * @return the context
     * @throws IllegalStateException if the application is no {@link ServletApplication}
     */
    public ServletContext servletContext() {
        if (application instanceof ServletApplication servlets) {
            return servlets.servletContext();
        }
        throw new IllegalStateException("the application is no ServletApplication, so it has no servlet context");
    }

    /** Stops the server; requests that are still running have a second to end. */
    @Override
    public void close() {
        server.stop();
    }
}
