package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.mapping.PathMatch;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;

/** How a path was mapped to a servlet. Immutable. */
record HttpServletMappingImpl(String matchValue, String pattern, String servletName, MappingMatch mappingMatch)
        implements HttpServletMapping {

    /** The mapping of a request that no servlet is mapped to. */
    static final HttpServletMappingImpl NONE = new HttpServletMappingImpl("", "", "", null);

    static HttpServletMapping of(PathMatch<ServletHolder> match) {
        return new HttpServletMappingImpl(match.matchValue(), match.pattern().text(), match.target().name(),
                match.kind());
    }

    @Override
    public String getMatchValue() {
        return matchValue;
    }

    @Override
    public String getPattern() {
        return pattern;
    }

    @Override
    public String getServletName() {
        return servletName;
    }

    @Override
    public MappingMatch getMappingMatch() {
        return mappingMatch;
    }
}
