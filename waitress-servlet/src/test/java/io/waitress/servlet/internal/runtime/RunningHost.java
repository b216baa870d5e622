package io.waitress.servlet.internal.runtime;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.runtime.ServletHost.Deployment;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applications run through a {@link ServletHost} without an engine. */
final class RunningHost implements AutoCloseable {

    /** A servlet as a lambda. */
    @FunctionalInterface
    interface Code {
        void run(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    /** A filter as a lambda. */
    @FunctionalInterface
    interface FilterCode extends Filter {
        @Override
        void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws ServletException, IOException;
    }

    final ServletHost host;

    RunningHost(ServletHost host) {
        this.host = host;
    }

    static RunningHost start(DeploymentModel... models) throws Exception {
        return start(Settings.builder().build(), ResourceBase.empty(), models);
    }

    static RunningHost start(Settings settings, ResourceBase resources, DeploymentModel... models) throws Exception {
        List<Deployment> deployments = new ArrayList<>();
        for (DeploymentModel model : models) {
            deployments.add(new Deployment(model, resources, RunningHost.class.getClassLoader()));
        }
        ServletHost host = new ServletHost(deployments, HostOptions.DEFAULT);
        host.start(settings);
        return new RunningHost(host);
    }

    static ServletDefinition servlet(String name, String pattern, Code code) {
        return servlet(name, code, pattern).build();
    }

    static ServletDefinition.Builder servlet(String name, Code code, String... patterns) {
        HttpServlet servlet = new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                code.run(request, response);
            }
        };
        return ServletDefinition.builder(name).source(new ComponentSource.Given<>(servlet))
                .patterns(List.of(patterns)).asyncSupported(true);
    }

    static void filter(DeploymentModel.Builder model, String name, String pattern, FilterCode code,
            DispatcherType... types) {
        model.filter(new FilterDefinition(name, new ComponentSource.Given<>(code), Map.of(), true));
        Set<DispatcherType> kinds = EnumSet.noneOf(DispatcherType.class);
        kinds.addAll(List.of(types));
        model.filterMapping(new FilterMapping(name, List.of(pattern), List.of(), kinds));
    }

    /** Sends a request and runs everything that follows from it at once. */
    FakeExchange get(String target) throws Exception {
        return send(FakeExchange.get(target));
    }

    FakeExchange send(FakeExchange exchange) throws Exception {
        host.service(exchange);
        if (!exchange.suspended) {
            exchange.complete();
        }
        exchange.runTasks();
        return exchange;
    }

    ServletContextImpl context() {
        return (ServletContextImpl) host.servletContext();
    }

    @Override
    public void close() {
        host.stop();
    }
}
