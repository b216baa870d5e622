package io.waitress.servlet.internal.runtime;

import java.nio.file.Path;

/**
 * What a context is given by the server that runs it. Immutable.
 *
 * @param contextPath the path under which it is reached, the server's prefix included
 * @param contexts all contexts of the server
 * @param options what holds for all of them
 * @param classLoader the application's class loader
 * @param resources the application's resources
 * @param temporaryFolder exists while the context runs
 * @param serverInfo what {@code getServerInfo} returns
 * @param virtualServerName what {@code getVirtualServerName} returns
 * @param exposeTracebacks whether error pages show stack traces
 * @param activity counts what runs in the context, or null if nobody wants to know
 */
record ContextEnvironment(
        String contextPath,
        ContextDirectory contexts,
        HostOptions options,
        ClassLoader classLoader,
        ContextResources resources,
        Path temporaryFolder,
        String serverInfo,
        String virtualServerName,
        boolean exposeTracebacks,
        Activity activity) {
}
