package io.waitress.benchmarks.jetty;

import io.waitress.benchmarks.launch.Launch;
import java.nio.file.Files;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with one acceptor and one selector, which live in its pool and so come on top of the workers asked for. */
final class JettyPeer {

    private static final int ACCEPTORS = 1;
    private static final int SELECTORS = 1;

    private JettyPeer() {
    }

    public static void main(String[] arguments) throws Exception {
        Launch launch = Launch.parse(arguments);
        int threads = launch.threads() + ACCEPTORS + SELECTORS;
        Server server = new Server(new QueuedThreadPool(threads, Math.min(8, threads)));
        ServerConnector connector = new ServerConnector(server, null, null, null, ACCEPTORS, SELECTORS,
                new HttpConnectionFactory(new HttpConfiguration()));
        connector.setHost(launch.host());
        connector.setPort(launch.port());
        connector.setAcceptQueueSize(Launch.BACKLOG);
        connector.setIdleTimeout(Launch.IDLE_MILLIS);
        server.addConnector(connector);
        WebAppContext context = new WebAppContext(launch.war().toString(), "/");
        context.setTempDirectory(Files.createTempDirectory("jetty").toFile());
        context.setThrowUnavailableOnStartupException(true);
        server.setHandler(context);
        server.start();
        server.join();
    }
}
