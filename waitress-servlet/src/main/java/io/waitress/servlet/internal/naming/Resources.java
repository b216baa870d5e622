package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.model.ResourceDefinition;
import java.util.Hashtable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.naming.CompositeName;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;

/** Checks what an application is given, and makes objects of it. Stateless. */
public final class Resources {

    private static final String TYPE = "type";
    private static final String FACTORY = "factory";

    private Resources() {
    }

    /** What a definition describes. */
    enum Kind {
        INSTANCE, DATA_SOURCE, MAIL_SESSION, BY_FACTORY, BEAN, TEXT;

        static Kind of(ResourceDefinition definition) {
            Map<String, String> properties = definition.properties();
            if (definition.instance() != null) {
                return INSTANCE;
            }
            if (properties.containsKey(FACTORY)) {
                return BY_FACTORY;
            }
            if (DataSources.described(properties)) {
                return DATA_SOURCE;
            }
            if (MailSessions.described(properties)) {
                return MAIL_SESSION;
            }
            return properties.containsKey(ResourceDefinition.VALUE) ? TEXT : BEAN;
        }
    }

    /**
     * Checks a definition as far as that is possible without the application.
     *
     * @throws IllegalArgumentException if it is wrong; the message names the resource, and no value that may be secret
     */
    public static void check(ResourceDefinition definition) {
        Map<String, String> properties = definition.properties();
        try {
            switch (Kind.of(definition)) {
                case DATA_SOURCE -> DataSources.check(properties);
                case MAIL_SESSION -> MailSessions.check(properties);
                case BY_FACTORY -> refuseValue(properties, FACTORY);
                case BEAN -> checkBean(properties);
                case TEXT -> checkText(properties);
                case INSTANCE -> { }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("resource " + definition.name() + ": " + e.getMessage(), e);
        }
    }

    private static void refuseValue(Map<String, String> properties, String beside) {
        if (properties.containsKey(ResourceDefinition.VALUE)) {
            throw new IllegalArgumentException("both a value and " + beside + "; expected one of them");
        }
    }

    private static void checkBean(Map<String, String> properties) {
        if (!properties.containsKey(TYPE)) {
            throw new IllegalArgumentException("nothing tells what it is; expected a value (jdbc:... for a data source,"
                    + " smtp://... for a mail session), or the property url, factory or type");
        }
    }

    private static void checkText(Map<String, String> properties) {
        for (String name : properties.keySet()) {
            if (!name.equals(TYPE) && !name.equals(ResourceDefinition.VALUE)) {
                throw new IllegalArgumentException("'" + name + "' has no meaning beside a text; expected jdbc:... for a"
                        + " data source or smtp://... for a mail session, or no properties");
            }
        }
    }

    /**
     * Makes the object.
     *
     * @param declared the type that the application declares, or null
     * @param loader the application's class loader
     * @param closing is given what is to be closed at the end
     */
    static Object make(ResourceDefinition definition, String declared, ClassLoader loader, Namespace names,
            Consumer<AutoCloseable> closing) throws Exception {
        Map<String, String> properties = definition.properties();
        Object made = switch (Kind.of(definition)) {
            case INSTANCE -> definition.instance();
            case DATA_SOURCE -> DataSources.open(definition.name(), properties, loader, closing);
            case MAIL_SESSION -> MailSessions.open(properties, declared, loader);
            case BY_FACTORY -> closedLater(byFactory(definition, declared, loader, names), closing);
            case BEAN -> closedLater(
                    Beans.make(properties.get(TYPE), without(properties, TYPE), loader), closing);
            case TEXT -> text(properties, declared, loader);
        };
        checkType(made, declared, loader);
        return made;
    }

    private static Object closedLater(Object made, Consumer<AutoCloseable> closing) {
        if (made instanceof AutoCloseable closeable) {
            closing.accept(closeable);
        }
        return made;
    }

    private static Map<String, String> without(Map<String, String> properties, String... names) {
        Map<String, String> rest = new HashMap<>(properties);
        for (String name : names) {
            rest.remove(name);
        }
        return rest;
    }

    private static Object byFactory(ResourceDefinition definition, String declared, ClassLoader loader,
            Namespace names) throws Exception {
        Map<String, String> properties = definition.properties();
        String className = properties.get(FACTORY);
        if (!(Beans.instance(className, loader) instanceof ObjectFactory factory)) {
            throw new IllegalArgumentException("the class " + className + " is no javax.naming.spi.ObjectFactory");
        }
        String type = properties.getOrDefault(TYPE, declared == null ? Object.class.getName() : declared);
        Reference reference = new Reference(type, className, null);
        without(properties, TYPE, FACTORY).forEach((name, text) -> reference.add(new StringRefAddr(name, text)));
        return factory.getObjectInstance(reference, new CompositeName(definition.name()), names.root(),
                new Hashtable<>());
    }

    private static Object text(Map<String, String> properties, String declared, ClassLoader loader)
            throws ClassNotFoundException {
        String type = properties.getOrDefault(TYPE, declared);
        return entry(properties.get(ResourceDefinition.VALUE), type, loader);
    }

    /** Reads the value of an entry whose type is given by name; text if it is null. */
    static Object entry(String text, String type, ClassLoader loader) throws ClassNotFoundException {
        if (type == null || type.equals(Object.class.getName())) {
            return text;
        }
        Class<?> known = type.indexOf('.') < 0 ? null : Class.forName(type, true, loader);
        if (known == null || !Values.readable(known)) {
            throw new IllegalArgumentException("a text cannot be a " + type);
        }
        return Values.read(known, text, loader);
    }

    private static void checkType(Object made, String declared, ClassLoader loader) {
        if (made == null || declared == null) {
            return;
        }
        try {
            Class<?> type = Class.forName(declared, false, loader);
            if (!type.isInstance(made) && !type.isPrimitive()) {
                throw new IllegalArgumentException("it is a " + made.getClass().getName()
                        + ", but the application declares it as " + declared);
            }
        } catch (ClassNotFoundException | LinkageError ignored) {
            // nobody can ask for a type that is not there
        }
    }
}
