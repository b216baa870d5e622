package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import jakarta.servlet.DispatcherType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterChainsTest {

    private final StringBuilder calls = new StringBuilder();
    private final Map<String, FilterHolder> filters = new LinkedHashMap<>();
    private RunningHost host;
    private FilterChains chains;

    @BeforeEach
    void prepare() throws Exception {
        host = RunningHost.start(DeploymentModel.builder().servlet(RunningHost.servlet("s", "/s", (request, response) ->
                calls.append("servlet"))).build());
        for (String name : List.of("name", "all", "path", "any", "twice", "async")) {
            RunningHost.FilterCode code = (request, response, chain) -> {
                calls.append(name).append(' ');
                chain.doFilter(request, response);
            };
            FilterDefinition definition = new FilterDefinition(name, new ComponentSource.Given<>(code), Map.of(), true);
            FilterHolder holder = new FilterHolder(definition, host.context(), host.context().factory());
            holder.initialise();
            filters.put(name, holder);
        }
        chains = new FilterChains(List.of(
                new FilterMapping("name", List.of(), List.of("s"), Set.of()),
                new FilterMapping("all", List.of(), List.of("*"),
                        Set.of(DispatcherType.REQUEST, DispatcherType.INCLUDE)),
                new FilterMapping("path", List.of("/p/*", "*.x"), List.of(), Set.of()),
                new FilterMapping("any", List.of("/*"), List.of(),
                        Set.of(DispatcherType.FORWARD, DispatcherType.REQUEST)),
                new FilterMapping("twice", List.of("/p/*"), List.of("s"), Set.of()),
                new FilterMapping("async", List.of("/*"), List.of(), Set.of(DispatcherType.ASYNC))), filters);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
        "REQUEST, /s,    any name all twice servlet",
        "REQUEST, /p/a,  path any twice name all servlet",
        "REQUEST, /p,    path any twice name all servlet",
        "REQUEST, /a.x,  path any name all twice servlet",
        "FORWARD, /p/a,  any servlet",
        "INCLUDE, /p/a,  all servlet",
        "ASYNC,   /p/a,  async servlet",
        "ERROR,   /p/a,  servlet",
        "REQUEST, null,  name all twice servlet",
    })
    void ordersPathsBeforeNamesAndTakesEachFilterOnce(DispatcherType type, String path, String expected)
            throws Exception {
        Router router = host.context().router();
        ServletHolder servlet = router.request("/s", "/s").servlet();
        FakeExchange exchange = FakeExchange.get("/s");
        DispatchTarget target = router.request("/s", "/s");
        ServletResponseImpl response = new ServletResponseImpl(exchange, host.context());
        ServletRequestImpl request = new ServletRequestImpl(exchange, host.context(), response, target);

        Chain chain = chains.resolve(type, path, servlet);
        chain.doFilter(request, response);

        assertEquals(expected, calls.toString());
        assertSame(servlet, chain.servlet());
    }
}
