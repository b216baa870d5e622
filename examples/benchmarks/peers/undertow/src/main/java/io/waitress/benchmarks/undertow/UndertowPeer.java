package io.waitress.benchmarks.undertow;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.waitress.benchmarks.launch.Launch;
import jakarta.servlet.ServletException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.xnio.Options;

/** Undertow with its own default number of I/O threads and as many workers as asked for. */
final class UndertowPeer {

    private static final Logger ROOT = Logger.getLogger("");

    private UndertowPeer() {
    }

    public static void main(String[] arguments) throws Exception {
        Launch launch = Launch.parse(arguments);
        ROOT.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("undertow");
        Archive.unpack(launch.war(), folder);
        Undertow.builder()
                .addHttpListener(launch.port(), launch.host())
                .setIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerThreads(launch.threads())
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, Launch.IDLE_MILLIS)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, Launch.IDLE_MILLIS)
                .setSocketOption(Options.BACKLOG, Launch.BACKLOG)
                .setHandler(deploy(folder))
                .build()
                .start();
        Thread.currentThread().join();
    }

    private static HttpHandler deploy(Path folder) throws Exception {
        ClassLoader classes = Archive.classLoader(folder);
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(classes)
                .setContextPath("/")
                .setDeploymentName("workload")
                .addWelcomePage("index.html")
                .setResourceManager(PathResourceManager.builder().setBase(folder).build());
        new DeploymentDescriptor(folder.resolve("WEB-INF/web.xml"), classes).addTo(deployment);
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        try {
            return manager.start();
        } catch (ServletException e) {
            throw new IllegalStateException("The application did not start", e);
        }
    }
}
