package io.waitress.servlet.internal.runtime;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.files.TemporaryFolder;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.runtime.ServletHost.Deployment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context in its server: the environment that it is given, from the temporary folder on, and taken from it again.
 *
 * @param path its path below the server's prefix
 * @param lifecycle starts and stops the application itself
 * @param temporaryFolder deleted at the end
 */
record HostedContext(String path, ContextLifecycle lifecycle, Path temporaryFolder) {

    private static final Logger LOG = LoggerFactory.getLogger(HostedContext.class);

    /**
     * Starts one.
     *
     * @param former the version of the application that runs, or null
     */
    static HostedContext start(Deployment deployment, ContextDirectory contexts, HostOptions options,
            Settings settings, HostedContext former) throws ServletException, IOException {
        DeploymentModel model = deployment.model();
        Path folder = TemporaryFolder.create("waitress-");
        HostedContext hosted = null;
        try {
            ContextEnvironment environment = new ContextEnvironment(settings.urlPrefix() + model.contextPath(),
                    contexts, options, deployment.classLoader(), new ContextResources(deployment.resources()), folder,
                    serverInfo(settings), settings.serverName(), settings.exposeTracebacks(),
                    options.changing() ? new Activity() : null);
            ContextLifecycle lifecycle = new ContextLifecycle(model, environment);
            ContextAttributes attributes = lifecycle.context().attributes();
            attributes.preset(ServletContext.TEMPDIR, folder.toFile());
            if (model.orderedLibs() != null) {
                attributes.preset(ServletContext.ORDERED_LIBS, model.orderedLibs());
            }
            lifecycle.start(former == null ? null : former.context().sessions());
            contexts.add(lifecycle.context());
            hosted = new HostedContext(model.contextPath(), lifecycle, folder);
            return hosted;
        } finally {
            if (hosted == null) {
                delete(folder);
            }
        }
    }

    private static String serverInfo(Settings settings) {
        String version = HostedContext.class.getPackage().getImplementationVersion();
        return (settings.ident().isEmpty() ? "waitress" : settings.ident()) + '/' + (version == null ? "dev" : version);
    }

    ServletContextImpl context() {
        return lifecycle.context();
    }

    void stop() {
        context().environment().contexts().remove(context());
        try {
            lifecycle.stop();
        } finally {
            delete(temporaryFolder);
        }
    }

    private static void delete(Path folder) {
        try {
            TemporaryFolder.delete(folder);
        } catch (IOException e) {
            LOG.warn("The temporary folder {} could not be deleted: {}", folder, e.toString());
        }
    }
}
