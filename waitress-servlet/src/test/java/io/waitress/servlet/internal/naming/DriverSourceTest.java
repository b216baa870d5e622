package io.waitress.servlet.internal.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class DriverSourceTest {

    private static final String URL = "jdbc:some://ada:secret@db/shop?password=secret";

    @Test
    void passesOnNoUrlThatADriverQuotes() {
        SQLException failure = failure("cannot reach " + URL);

        assertEquals("jdbc/shop (jdbc:some://...@db/shop, driver " + Unreachable.class.getName()
                + "): cannot reach jdbc:some://...@db/shop", failure.getMessage());
        assertNull(failure.getCause());
        assertEquals("08001", failure.getSQLState());
    }

    @Test
    void passesOnWhatElseADriverSays() {
        SQLException failure = failure("no route");

        assertEquals("no route", failure.getCause().getMessage());
        assertNotNull(failure.getMessage());
    }

    private static SQLException failure(String message) {
        DriverSource source = new DriverSource("jdbc/shop", new Unreachable(message), URL, new Properties());
        return assertThrows(SQLException.class, source::getConnection);
    }

    private record Unreachable(String message) implements Driver {

        @Override
        public Connection connect(String url, Properties info) throws SQLException {
            throw new SQLException(message, "08001");
        }

        @Override
        public boolean acceptsURL(String url) {
            return true;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return null;
        }
    }
}
