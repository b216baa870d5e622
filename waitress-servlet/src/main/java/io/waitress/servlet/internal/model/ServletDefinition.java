package io.waitress.servlet.internal.model;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletSecurityElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One declared servlet and its mappings.
 *
 * @param name unique in the application
 * @param source the servlet, or null if it is a JSP file or (incompletely declared) still to be completed by an
 *     initializer
 * @param jspFile the path of a JSP file, or null
 * @param patterns the URL patterns, in order
 * @param defaultPatterns more of them, which it has only as long as no other servlet asks for them
 * @param initParameters in order of declaration
 * @param loadOnStartup the order of loading at the start; negative to load with the first request
 * @param asyncSupported whether requests to it may become asynchronous
 * @param enabled whether it is served at all
 * @param multipart the limits for multipart requests, or null if it reads none
 * @param runAs the role in which it runs, or null
 * @param roleRefs the servlet's own role names and the application's roles that they stand for
 * @param security the constraints that its class declares for its patterns, or null
 */
public record ServletDefinition(
        String name,
        ComponentSource<Servlet> source,
        String jspFile,
        List<String> patterns,
        List<String> defaultPatterns,
        Map<String, String> initParameters,
        int loadOnStartup,
        boolean asyncSupported,
        boolean enabled,
        MultipartLimits multipart,
        String runAs,
        Map<String, String> roleRefs,
        ServletSecurityElement security) {

    public ServletDefinition {
        Objects.requireNonNull(name, "name");
        patterns = List.copyOf(patterns);
        defaultPatterns = List.copyOf(defaultPatterns);
        initParameters = Copies.ordered(initParameters);
        roleRefs = Copies.ordered(roleRefs);
    }

    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Returns a builder that holds everything this definition says, to change or add to it. */
    public Builder toBuilder() {
        Builder copy = new Builder(name);
        copy.source = source;
        copy.jspFile = jspFile;
        copy.patterns = patterns;
        copy.defaultPatterns = defaultPatterns;
        copy.initParameters.putAll(initParameters);
        copy.loadOnStartup = loadOnStartup;
        copy.asyncSupported = asyncSupported;
        copy.enabled = enabled;
        copy.multipart = multipart;
        copy.runAs = runAs;
        copy.roleRefs.putAll(roleRefs);
        copy.security = security;
        return copy;
    }

    /** Collects a definition. Confined to one thread. */
    public static final class Builder {

        private final String name;
        private ComponentSource<Servlet> source;
        private String jspFile;
        private List<String> patterns = List.of();
        private List<String> defaultPatterns = List.of();
        private final Map<String, String> initParameters = new LinkedHashMap<>();
        private int loadOnStartup = -1;
        private boolean asyncSupported;
        private boolean enabled = true;
        private MultipartLimits multipart;
        private String runAs;
        private final Map<String, String> roleRefs = new LinkedHashMap<>();
        private ServletSecurityElement security;

        private Builder(String name) {
            this.name = name;
        }

        public Builder source(ComponentSource<Servlet> value) {
            source = value;
            return this;
        }

        public Builder jspFile(String value) {
            jspFile = value;
            return this;
        }

        public Builder patterns(List<String> values) {
            patterns = values;
            return this;
        }

        public Builder defaultPatterns(List<String> values) {
            defaultPatterns = values;
            return this;
        }

        public Builder initParameter(String parameter, String value) {
            initParameters.put(parameter, value);
            return this;
        }

        public Builder loadOnStartup(int order) {
            loadOnStartup = order;
            return this;
        }

        public Builder asyncSupported(boolean value) {
            asyncSupported = value;
            return this;
        }

        public Builder enabled(boolean value) {
            enabled = value;
            return this;
        }

        public Builder multipart(MultipartLimits value) {
            multipart = value;
            return this;
        }

        public Builder runAs(String role) {
            runAs = role;
            return this;
        }

        public Builder roleRef(String ownName, String role) {
            roleRefs.put(ownName, role);
            return this;
        }

        public Builder security(ServletSecurityElement value) {
            security = value;
            return this;
        }

        public ServletDefinition build() {
            return new ServletDefinition(name, source, jspFile, patterns, defaultPatterns, initParameters, loadOnStartup,
                    asyncSupported, enabled, multipart, runAs, roleRefs, security);
        }
    }
}
