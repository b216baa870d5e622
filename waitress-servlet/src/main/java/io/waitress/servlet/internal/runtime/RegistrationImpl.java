package io.waitress.servlet.internal.runtime;

import jakarta.servlet.Registration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What registrations of servlets and filters have in common. Used by the thread that starts the context. */
abstract class RegistrationImpl<S> implements Registration.Dynamic {

    final ContextPhase phase;
    private final String name;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private S source;
    private boolean asyncSupported;

    RegistrationImpl(String name, S source, ContextPhase phase) {
        this.name = name;
        this.source = source;
        this.phase = phase;
    }

    /** Returns where the component comes from, or null while the registration is preliminary. */
    S source() {
        return source;
    }

    void source(S value) {
        source = value;
    }

    boolean asyncSupported() {
        return asyncSupported;
    }

    void asyncSupported(boolean supported) {
        asyncSupported = supported;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public void setAsyncSupported(boolean supported) {
        phase.requireConfigurable("setAsyncSupported");
        asyncSupported = supported;
    }

    @Override
    public boolean setInitParameter(String parameter, String value) {
        phase.requireConfigurable("setInitParameter");
        if (parameter == null || value == null) {
            throw new IllegalArgumentException("init parameter of '" + name + "' must have a name and a value, not '"
                    + parameter + "' and '" + value + "'");
        }
        return parameters.putIfAbsent(parameter, value) == null;
    }

    @Override
    public Set<String> setInitParameters(Map<String, String> added) {
        phase.requireConfigurable("setInitParameters");
        Set<String> conflicts = new HashSet<>();
        added.forEach((parameter, value) -> {
            if (parameter == null || value == null) {
                throw new IllegalArgumentException("init parameters of '" + name
                        + "' must have names and values, not '" + parameter + "' and '" + value + "'");
            }
            if (parameters.containsKey(parameter)) {
                conflicts.add(parameter);
            }
        });
        if (conflicts.isEmpty()) {
            parameters.putAll(added);
        }
        return conflicts;
    }

    @Override
    public String getInitParameter(String parameter) {
        return parameters.get(parameter);
    }

    @Override
    public Map<String, String> getInitParameters() {
        return Collections.unmodifiableMap(parameters);
    }
}
