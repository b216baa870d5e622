package io.waitress.servlet.internal.runtime;

import jakarta.servlet.DispatcherType;

/** A servlet by its name: the request keeps its paths, and no attributes tell of the dispatch. */
record NamedDestination(Router router, ServletHolder servlet) implements Destination {

    @Override
    public DispatchTarget forward(DispatchTarget before, String lineQuery) {
        return target(before, DispatcherType.FORWARD);
    }

    @Override
    public DispatchTarget include(DispatchTarget before) {
        return target(before, DispatcherType.INCLUDE);
    }

    private DispatchTarget target(DispatchTarget before, DispatcherType type) {
        return new DispatchTarget(router.context(), type, before.requestURI(), before.route(),
                router.named(type, servlet), before.queryString(), null, before, before.attributes().withoutInclude(),
                null);
    }
}
