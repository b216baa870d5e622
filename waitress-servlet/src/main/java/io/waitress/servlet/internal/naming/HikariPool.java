package io.waitress.servlet.internal.naming;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.waitress.servlet.internal.text.Nearest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Pools of connections by HikariCP. The only class that links against it. Stateless. */
final class HikariPool {

    /** Set from what is found in the application, not by name. */
    private static final Set<String> OWN = Set.of("driverClassName", "dataSourceClassName", "dataSourceJNDI", "jdbcUrl",
            "poolName");

    /** What pools of other servers call the same. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("user", "username"), Map.entry("maxTotal", "maximumPoolSize"),
            Map.entry("maxActive", "maximumPoolSize"), Map.entry("maxPoolSize", "maximumPoolSize"),
            Map.entry("maxIdle", "minimumIdle"), Map.entry("minIdle", "minimumIdle"),
            Map.entry("maxWait", "connectionTimeout"), Map.entry("maxWaitMillis", "connectionTimeout"),
            Map.entry("validationQuery", "connectionTestQuery"), Map.entry("defaultAutoCommit", "autoCommit"),
            Map.entry("defaultReadOnly", "readOnly"), Map.entry("defaultCatalog", "catalog"),
            Map.entry("defaultTransactionIsolation", "transactionIsolation"));

    private HikariPool() {
    }

    /**
     * Checks properties.
     *
     * @throws IllegalArgumentException if one is unknown, or has an impossible value
     */
    static void check(Map<String, String> properties) {
        config(properties);
    }

    /**
     * Makes a pool, which connects in the background: a database that is not there yet keeps nobody from starting.
     *
     * @param name for its log and threads
     * @param source makes the connections
     * @return the pool, which is to be closed
     */
    static AutoCloseable open(String name, Map<String, String> properties, DataSource source) {
        HikariConfig config = config(properties);
        config.setPoolName(name);
        config.setDataSource(source);
        return new HikariDataSource(config);
    }

    private static HikariConfig config(Map<String, String> properties) {
        HikariConfig config = new HikariConfig();
        config.setInitializationFailTimeout(-1);
        ClassLoader loader = HikariPool.class.getClassLoader();
        for (Map.Entry<String, String> property : properties.entrySet()) {
            String name = property.getKey();
            Set<String> known = new TreeSet<>(Beans.setters(HikariConfig.class).keySet());
            known.removeAll(OWN);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is no property of a data source"
                        + suggestion(name, known));
            }
            Beans.set(config, name, property.getValue(), loader);
        }
        return config;
    }

    private static String suggestion(String name, Set<String> known) {
        String meant = ELSEWHERE.get(name);
        if (meant == null) {
            known.addAll(DataSources.OWN);
            meant = Nearest.of(name, known);
        }
        return meant != null
                ? "; did you mean " + meant + "?"
                : "; expected url, username, password, driverClassName, maximumPoolSize or another of HikariCP's, or"
                        + " dataSource.NAME for a property of the driver";
    }
}
