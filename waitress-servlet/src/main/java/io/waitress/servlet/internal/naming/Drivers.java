package io.waitress.servlet.internal.naming;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** Finds JDBC drivers in the class path of an application. Stateless. */
final class Drivers {

    /** What may come before a host: a user with a password. */
    private static final Pattern CREDENTIALS = Pattern.compile("^((?:[A-Za-z][\\w+.-]*:)+(?:/+)?)[^@]*@");

    private Drivers() {
    }

    /**
     * Returns the driver for a URL.
     *
     * @param className its class, or null for the one that the application's libraries announce
     * @throws IllegalArgumentException if there is none, or it does not know the URL
     */
    static Driver find(String url, String className, ClassLoader loader) {
        if (className != null) {
            Object made = Beans.instance(className, loader);
            if (!(made instanceof Driver driver)) {
                throw new IllegalArgumentException("driverClassName " + className + " is no java.sql.Driver");
            }
            if (!accepts(driver, url)) {
                throw new IllegalArgumentException("the driver " + className + " does not know the URL " + shown(url));
            }
            return driver;
        }
        List<String> known = new ArrayList<>();
        Iterator<Driver> drivers = ServiceLoader.load(Driver.class, loader).iterator();
        while (true) {
            try {
                if (!drivers.hasNext()) {
                    break;
                }
                Driver driver = drivers.next();
                if (accepts(driver, url)) {
                    return driver;
                }
                known.add(driver.getClass().getName());
            } catch (ServiceConfigurationError e) {
                known.add(e.getMessage());
            }
        }
        throw new IllegalArgumentException("no driver in the application's class path knows the URL " + shown(url)
                + " (found " + (known.isEmpty() ? "none" : String.join(", ", known)) + "); expected the driver's jar in"
                + " WEB-INF/lib, or named by the property classpath, and for one older than JDBC 4 driverClassName");
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns a URL for messages: without parameters, user and password. */
    static String shown(String url) {
        int end = url.length();
        for (char c : new char[] {'?', ';'}) {
            int found = url.indexOf(c);
            end = found >= 0 && found < end ? found : end;
        }
        return CREDENTIALS.matcher(url.substring(0, end)).replaceFirst("$1...@");
    }
}
