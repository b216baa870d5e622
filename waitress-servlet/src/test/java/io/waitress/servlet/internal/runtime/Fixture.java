package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Requests and responses in a context of their own, without a chain: the test is the application. */
final class Fixture {

    final ServletContextImpl context;
    private MultipartLimits multipart;

    Fixture() {
        this(UnaryOperator.identity());
    }

    Fixture(UnaryOperator<DeploymentModel.Builder> model) {
        this("", model, Path.of(System.getProperty("java.io.tmpdir")));
    }

    Fixture(String contextPath, UnaryOperator<DeploymentModel.Builder> model, Path temporary) {
        DeploymentModel built = model.apply(DeploymentModel.builder().contextPath(contextPath)).build();
        context = new ServletContextImpl(built, new ContextEnvironment(contextPath,
                new ContextDirectory(List.of(contextPath), false), HostOptions.DEFAULT,
                Fixture.class.getClassLoader(), new ContextResources(ResourceBase.empty()), temporary, "Waitress",
                "localhost", false, null));
    }

    Fixture multipart(MultipartLimits limits) {
        multipart = limits;
        return this;
    }

    ServletRequestImpl request(FakeExchange exchange) {
        ServletResponseImpl response = new ServletResponseImpl(exchange, context);
        return new ServletRequestImpl(exchange, context, response, target(exchange.request().path()));
    }

    ServletResponseImpl response(FakeExchange exchange) {
        return request(exchange).response();
    }

    DispatchTarget target(String uri) {
        ServletDefinition definition = ServletDefinition.builder("test").multipart(multipart).roleRef("boss", "manager")
                .build();
        ServletHolder holder = new ServletHolder(definition, context, context.factory(), false);
        String path = uri.substring(context.getContextPath().length());
        Route route = new Route(holder, path, null, new HttpServletMappingImpl("", path, "test", MappingMatch.EXACT));
        return DispatchTarget.ofRequest(context, uri, route, new NoChain(holder), null);
    }

    private record NoChain(ServletHolder servlet) implements Chain {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response) {
            throw new AssertionError("the test calls nothing");
        }
    }
}
