package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.model.FilterDefinition;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/** One filter of a running application: initialised at the start, before any request. */
final class FilterHolder {

    private final FilterDefinition definition;
    private final ServletContext context;
    private final ComponentFactory factory;
    private Filter filter;      // set while the application starts, before a request can see it

    FilterHolder(FilterDefinition definition, ServletContext context, ComponentFactory factory) {
        this.definition = definition;
        this.context = context;
        this.factory = factory;
    }

    String name() {
        return definition.name();
    }

    boolean asyncSupported() {
        return definition.asyncSupported();
    }

    Filter filter() {
        return filter;
    }

    void initialise() throws ServletException {
        if (definition.source() == null) {
            throw new ServletException("Filter '" + name() + "' has no class");
        }
        Filter made = factory.create(definition.source(), Filter.class);
        made.init(new ComponentConfig(name(), context, definition.initParameters()));
        filter = made;
    }

    /**
     * Destroys the filter if it was initialised. Called once no request runs any more.
     *
     * @throws ServletException if a callback of the filter's class fails
     */
    void destroy() throws ServletException {
        Filter gone = filter;
        filter = null;
        if (gone != null) {
            try {
                gone.destroy();
            } finally {
                factory.release(gone, definition.source());
            }
        }
    }
}
