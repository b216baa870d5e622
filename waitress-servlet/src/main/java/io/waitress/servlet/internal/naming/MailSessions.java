package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.model.ResourceDefinition;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Mail sessions by the library that the application has, of {@code jakarta.mail} or {@code javax.mail}; the server brings
 * none. Stateless.
 */
final class MailSessions {

    /** The types of sessions, the newer one first. */
    static final List<String> TYPES = List.of("jakarta.mail.Session", "javax.mail.Session");

    private static final String PREFIX = "mail.";
    private static final Set<String> OWN =
            Set.of(ResourceDefinition.VALUE, "type", "username", "password", Passwords.FILE);

    private MailSessions() {
    }

    /** Tells whether properties describe a mail session. */
    static boolean described(Map<String, String> properties) {
        String value = properties.getOrDefault(ResourceDefinition.VALUE, "");
        return value.startsWith("smtp://") || value.startsWith("smtps://")
                || TYPES.contains(properties.getOrDefault("type", ""))
                || properties.keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
    }

    /**
     * Checks properties.
     *
     * @throws IllegalArgumentException if they are wrong
     */
    static void check(Map<String, String> properties) {
        for (String name : properties.keySet()) {
            if (!OWN.contains(name) && !name.startsWith(PREFIX)) {
                throw new IllegalArgumentException("'" + name + "' is no property of a mail session; expected username,"
                        + " password, passwordFile, type or one that begins with mail.");
            }
        }
        Passwords.check(properties);
        uri(properties);
    }

    /** Returns the server, or null if it is not given by URL. */
    private static URI uri(Map<String, String> properties) {
        String value = properties.get(ResourceDefinition.VALUE);
        try {
            URI uri = value == null ? null : new URI(value);
            if (uri == null || uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException ignored) {
            // the error below says it, without a password that may be in it
        }
        throw new IllegalArgumentException("expected smtp://HOST, smtp://HOST:PORT or the same with smtps");
    }

    /**
     * Makes a session.
     *
     * @param declared the type that the application declares, or null
     * @throws IllegalArgumentException if the application has no mail library
     */
    static Object open(Map<String, String> properties, String declared, ClassLoader loader)
            throws IOException, ReflectiveOperationException {
        Class<?> type = type(properties.getOrDefault("type", declared), loader);
        Properties all = new Properties();
        properties.forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                all.setProperty(name, text);
            }
        });
        URI uri = uri(properties);
        if (uri != null) {
            put(all, "mail.transport.protocol", uri.getScheme());
            put(all, PREFIX + uri.getScheme() + ".host", uri.getHost());
            if (uri.getPort() >= 0) {
                put(all, PREFIX + uri.getScheme() + ".port", Integer.toString(uri.getPort()));
            }
        }
        String protocol = all.getProperty("mail.transport.protocol", "smtp");
        String info = uri == null ? null : uri.getUserInfo();
        int colon = info == null ? -1 : info.indexOf(':');
        String user = properties.getOrDefault("username", colon < 0 ? info : info.substring(0, colon));
        String password = Passwords.of(properties);
        if (password == null && colon >= 0) {
            password = info.substring(colon + 1);
        }
        if (user != null) {
            put(all, PREFIX + protocol + ".user", user);
            put(all, PREFIX + protocol + ".auth", Boolean.toString(password != null));
        }
        try {
            Object session = type.getMethod("getInstance", Properties.class).invoke(null, all);
            if (user != null && password != null) {
                rememberPassword(session, protocol, all, user, password);
            }
            return session;
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("the mail library refuses: " + e.getCause(), e.getCause());
        }
    }

    private static void put(Properties all, String name, String text) {
        if (all.getProperty(name) == null) {
            all.setProperty(name, text);
        }
    }

    private static Class<?> type(String wanted, ClassLoader loader) {
        List<String> types = wanted != null && TYPES.contains(wanted) ? List.of(wanted) : TYPES;
        for (String name : types) {
            try {
                return Class.forName(name, true, loader);
            } catch (ClassNotFoundException ignored) {
                // the next one
            } catch (LinkageError e) {
                throw new IllegalArgumentException("the mail library is incomplete: " + e, e);
            }
        }
        throw new IllegalArgumentException("a mail session needs a mail library, and the application has no "
                + String.join(" or ", types) + " in WEB-INF/lib");
    }

    /** The library asks for it by protocol, host and user, with the port or without. */
    private static void rememberPassword(Object session, String protocol, Properties all, String user, String password)
            throws ReflectiveOperationException {
        Class<?> type = session.getClass();
        ClassLoader loader = type.getClassLoader();
        String library = type.getPackageName();
        Class<?> urlName = loader.loadClass(library + ".URLName");
        Class<?> authentication = loader.loadClass(library + ".PasswordAuthentication");
        Object secret = authentication.getConstructor(String.class, String.class).newInstance(user, password);
        String host = all.getProperty(PREFIX + protocol + ".host", all.getProperty("mail.host"));
        for (String port : new String[] {"-1", all.getProperty(PREFIX + protocol + ".port", "-1")}) {
            Object key = urlName.getConstructor(String.class, String.class, int.class, String.class, String.class,
                    String.class).newInstance(protocol, host, Integer.parseInt(port), null, user, null);
            type.getMethod("setPasswordAuthentication", urlName, authentication).invoke(session, key, secret);
        }
    }
}
