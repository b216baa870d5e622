package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.model.ResourceDefinition;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Data sources from properties: a pool of connections of a driver, or of the driver's own data source, that is found in
 * the application. Stateless.
 */
final class DataSources {

    /** The properties that are not the pool's. */
    static final Set<String> OWN = Set.of("url", "jdbcUrl", "driverClassName", "dataSourceClassName", "classpath",
            Passwords.FILE, "type", ResourceDefinition.VALUE);

    private static final String TO_DRIVER = "dataSource.";

    private DataSources() {
    }

    /** Tells whether properties describe a data source. */
    static boolean described(Map<String, String> properties) {
        return properties.getOrDefault(ResourceDefinition.VALUE, "").startsWith("jdbc:")
                || properties.getOrDefault("type", "").equals("javax.sql.DataSource")
                || properties.containsKey("jdbcUrl") || properties.containsKey("dataSourceClassName")
                || properties.getOrDefault("url", "").startsWith("jdbc:");
    }

    /**
     * Checks properties as far as that is possible without the application.
     *
     * @throws IllegalArgumentException if they are wrong
     */
    static void check(Map<String, String> properties) {
        String url = url(properties);
        if (url == null && !properties.containsKey("dataSourceClassName")) {
            throw new IllegalArgumentException("a data source needs url or dataSourceClassName");
        }
        if (url != null && !url.startsWith("jdbc:")) {
            throw new IllegalArgumentException("the url of a data source begins with jdbc:, but this with '"
                    + url.substring(0, Math.min(url.length(), Math.max(0, url.indexOf(':') + 1))) + "'");
        }
        Passwords.check(properties);
        try {
            HikariPool.check(ofPool(properties));
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException("data sources need HikariCP (com.zaxxer:HikariCP) on the server's class"
                    + " path; waitress-serve.jar has it", e);
        }
    }

    /**
     * Makes a pool.
     *
     * @param closing is given what is to be closed at the end
     * @throws IllegalArgumentException if a class is missing or does not fit
     */
    static Object open(String name, Map<String, String> properties, ClassLoader application,
            Consumer<AutoCloseable> closing) throws IOException {
        ClassLoader loader = loader(properties.get("classpath"), application, closing);
        Map<String, String> pool = ofPool(properties);
        String password = Passwords.of(properties);
        if (password != null) {
            pool.put("password", password);
        }
        AutoCloseable opened = HikariPool.open(name, pool, source(name, properties, loader));
        closing.accept(opened);
        return opened;
    }

    private static DataSource source(String name, Map<String, String> properties, ClassLoader loader) {
        Map<String, String> toDriver = toDriver(properties);
        String url = url(properties);
        String className = properties.get("dataSourceClassName");
        if (className == null || className.equals("javax.sql.DataSource")) {
            Properties all = new Properties();
            all.putAll(toDriver);
            return new DriverSource(name, Drivers.find(url, properties.get("driverClassName"), loader), url, all);
        }
        Object made = Beans.instance(className, loader);
        if (made instanceof Driver && url != null) {
            Properties all = new Properties();
            all.putAll(toDriver);
            return new DriverSource(name, Drivers.find(url, className, loader), url, all);
        }
        if (!(made instanceof DataSource source)) {
            throw new IllegalArgumentException("the class " + className + " is no javax.sql.DataSource");
        }
        if (url != null) {
            toDriver.putIfAbsent("url", url);
        }
        toDriver.forEach((property, text) -> Beans.set(source, property, text, loader));
        return source;
    }

    private static String url(Map<String, String> properties) {
        String url = properties.getOrDefault("url", properties.get("jdbcUrl"));
        return url == null ? properties.get(ResourceDefinition.VALUE) : url;
    }

    private static Map<String, String> ofPool(Map<String, String> properties) {
        Map<String, String> pool = new HashMap<>(properties);
        pool.keySet().removeIf(name -> OWN.contains(name) || name.startsWith(TO_DRIVER));
        return pool;
    }

    private static Map<String, String> toDriver(Map<String, String> properties) {
        Map<String, String> found = new HashMap<>();
        properties.forEach((name, text) -> {
            if (name.startsWith(TO_DRIVER)) {
                found.put(name.substring(TO_DRIVER.length()), text);
            }
        });
        return found;
    }

    /** Where the driver is not in the application but named beside it, as other servers keep it. */
    private static ClassLoader loader(String classPath, ClassLoader application, Consumer<AutoCloseable> closing)
            throws IOException {
        if (classPath == null) {
            return application;
        }
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("classpath: there is no file or folder " + entry);
            }
            urls.add(path.toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), application);
        closing.accept(loader);
        return loader;
    }
}
