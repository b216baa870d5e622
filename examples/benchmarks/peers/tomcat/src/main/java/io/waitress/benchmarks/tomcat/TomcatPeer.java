package io.waitress.benchmarks.tomcat;

import io.waitress.benchmarks.launch.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Tomcat with its NIO connector (one acceptor, one poller) and as many workers as asked for. */
final class TomcatPeer {

    /** Tomcat configures its loggers through the root, which must not be collected. */
    private static final Logger ROOT = Logger.getLogger("");

    private TomcatPeer() {
    }

    public static void main(String[] arguments) throws Exception {
        Launch launch = Launch.parse(arguments);
        ROOT.setLevel(Level.WARNING);
        Path base = Files.createTempDirectory("tomcat");
        Files.createDirectories(base.resolve("webapps"));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setConnector(connector(launch));
        tomcat.setAddDefaultWebXmlToWebapp(false);
        ContextConfig configuration = new ContextConfig();
        configuration.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
        Context context = tomcat.addWebapp(tomcat.getHost(), "", launch.war().toString(), configuration);
        ((StandardContext) context).setJarScanner(scannerOfTheArchiveOnly());
        context.addLifecycleListener(event -> {
            if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
                addDefaults(context);
            }
        });
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new IllegalStateException("The application did not start: " + context.getState());
        }
        Thread.currentThread().join();
    }

    private static Connector connector(Launch launch) {
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(launch.port());
        connector.setProperty("address", launch.host());
        connector.setProperty("maxThreads", Integer.toString(launch.threads()));
        connector.setProperty("minSpareThreads", Integer.toString(Math.min(10, launch.threads())));
        connector.setProperty("maxConnections", Integer.toString(Launch.CONNECTIONS));
        connector.setProperty("acceptCount", Integer.toString(Launch.BACKLOG));
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("connectionTimeout", Integer.toString(Launch.IDLE_MILLIS));
        connector.setProperty("keepAliveTimeout", Integer.toString(Launch.IDLE_MILLIS));
        connector.setProperty("maxSwallowSize", "-1");
        return connector;
    }

    /** What the default web.xml of a Tomcat installation would bring, without its JSP servlet. */
    private static void addDefaults(Context context) {
        Tomcat.addServlet(context, "default", new DefaultServlet()).setLoadOnStartup(1);
        context.addServletMapping("/", "default");
        context.addMimeMapping("html", "text/html");
        context.addMimeMapping("bin", "application/octet-stream");
        context.setSessionTimeout(30);
    }

    private static StandardJarScanner scannerOfTheArchiveOnly() {
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        scanner.setScanManifest(false);
        return scanner;
    }
}
