package io.waitress.servlet.internal.naming;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections straight from a driver of the application. {@link java.sql.DriverManager} would not give them: it hands
 * out only what the class loader of its caller sees, which for a pool is the server's.
 */
final class DriverSource implements DataSource {

    private final String name;
    private final Driver driver;
    private final String url;
    private final Properties properties;

    DriverSource(String name, Driver driver, String url, Properties properties) {
        this.name = name;
        this.driver = driver;
        this.url = url;
        this.properties = properties;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(null, null);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        if (user != null) {
            all.setProperty("user", user);
        }
        if (password != null) {
            all.setProperty("password", password);
        }
        Connection connection;
        try {
            connection = driver.connect(url, all);
        } catch (SQLException e) {
            throw told(e);
        }
        if (connection == null) {
            throw new SQLException(text() + ": the driver does not know such URLs");
        }
        return connection;
    }

    /** A driver may quote its URL, in which there may be a password: then nothing of its own is passed on but the stack. */
    private SQLException told(SQLException cause) {
        String message = String.valueOf(cause.getMessage());
        String masked = message.replace(url, Drivers.shown(url));
        boolean secret = !masked.equals(message);
        SQLException told = new SQLException(text() + ": " + masked, cause.getSQLState(), cause.getErrorCode(),
                secret ? null : cause);
        if (secret) {
            told.setStackTrace(cause.getStackTrace());
        }
        return told;
    }

    private String text() {
        return name + " (" + Drivers.shown(url) + ", driver " + driver.getClass().getName() + ")";
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // drivers log by themselves
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the pool's connectionTimeout counts
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException(text() + " is no wrapper of " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
