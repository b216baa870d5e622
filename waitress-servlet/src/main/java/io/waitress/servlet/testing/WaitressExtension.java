package io.waitress.servlet.testing;

import io.waitress.core.WaitressServer;
import io.waitress.core.exchange.Application;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.servlet.ServletApplication;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a server around the tests of a class (in a static field) or around each test (in a field of the instance).
 *
 * <pre>
 * &#64;RegisterExtension
 * static final WaitressExtension server = WaitressExtension.servlet("/hello", new HelloServlet());
 *
 * &#64;Test
 * void greets() throws Exception {
 *     assertEquals("Hello", server.get("/hello").body());
 * }
 *
 * &#64;Test
 * void keepsTheConnection(RawClient client) {
 *     assertEquals(200, client.get("/hello").status());
 *     client.assertOpen();
 * }
 * </pre>
 *
 * <p>Tests may have parameters of the types {@link URI}, {@link HttpClient}, {@link RawClient} (a new connection,
 * closed after the test), {@link ServletContext}, {@link WaitressServer} and {@link TestServer}, unless a second
 * extension of this class is registered, when it would not be clear whose they are.
 */
@SuppressWarnings("exports") // of JUnit's types: who registers an extension requires JUnit anyway
public final class WaitressExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Map<Class<?>, Function<TestServer, Object>> PARAMETERS = Map.of(
            URI.class, TestServer::uri,
            HttpClient.class, TestServer::http,
            RawClient.class, TestServer::connect,
            ServletContext.class, TestServer::servletContext,
            WaitressServer.class, TestServer::server,
            TestServer.class, server -> server);

    private final Application application;
    private Consumer<Settings.Builder> settings = builder -> { };
    private int classes;                    // that have begun, nested ones in outer ones; guarded by this
    private volatile TestServer running;    // null between the tests; written under the monitor of this

    private WaitressExtension(Application application) {
        this.application = application;
    }

    /**
     * Makes an extension for one servlet.
     *
     * @param pattern the URL pattern to which it is mapped
     * @param servlet the servlet
     * @return the extension, to be registered
     */
    public static WaitressExtension servlet(String pattern, Servlet servlet) {
        return application(ServletApplication.builder().servlet(pattern, servlet).build());
    }

    /**
     * Makes an extension for an application.
     *
     * @param application a {@link ServletApplication}, or any other; started and stopped with the server
     * @return the extension, to be registered
     */
    public static WaitressExtension application(Application application) {
        return new WaitressExtension(application);
    }

    /**
     * Sets what changes the server's settings.
     *
     * @param change called before each start with settings that listen on a free port of the loopback address
     * @return this extension
     */
    public WaitressExtension settings(Consumer<Settings.Builder> change) {
        settings = change;
        return this;
    }

    /**
     * Returns the running server.
     *
     * @return the server
     * @throws IllegalStateException if none is running
     */
    public TestServer server() {
        TestServer server = running;
        if (server == null) {
            throw new IllegalStateException("the server is not running; is the extension's field registered?");
        }
        return server;
    }

    /**
     * Returns the port that the system chose.
     *
     * @return the port
     */
    public int port() {
        return server().port();
    }

    /**
     * Returns where the server is, without a path.
     *
     * @return for example {@code http://127.0.0.1:40123}
     */
    public URI uri() {
        return server().uri();
    }

    /**
     * Returns where a page is.
     *
     * @param pathAndQuery what follows the port, beginning with a slash
     * @return the URI
     */
    public URI uri(String pathAndQuery) {
        return server().uri(pathAndQuery);
    }

    /**
     * Returns a client for ordinary requests.
     *
     * @return as {@link TestServer#http()}
     */
    public HttpClient http() {
        return server().http();
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
        return server().get(pathAndQuery, headers);
    }

    /**
     * Opens a connection on which the test decides over every byte.
     *
     * @return a client to be closed by the caller
     */
    public RawClient connect() {
        return server().connect();
    }

    /**
     * Returns the context of the application.
     *
     * @return the context
     * @throws IllegalStateException if the application is no {@link ServletApplication}
     */
    public ServletContext servletContext() {
        return server().servletContext();
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        classes++;
        start();
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (classes == 0) {
            stop();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        classes--;
        if (classes == 0) {
            stop();
        }
    }

    private void start() {
        if (running == null) {
            running = TestServer.start(application, settings);
        }
    }

    private void stop() {
        TestServer ended = running;
        running = null;
        if (ended != null) {
            ended.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Object value = PARAMETERS.get(parameter.getParameter().getType()).apply(server());
        if (value instanceof RawClient client) {
            context.getStore(Namespace.create(WaitressExtension.class, parameter.getParameter()))
                    .put(client, (AutoCloseable) client::close);
        }
        return value;
    }
}
