package io.waitress.servlet.webapp;

import java.sql.Driver;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Deregisters the JDBC drivers of an application. The registry shows drivers, and lets them be removed, only to classes
 * of the same loader; so this class is defined once more in the application's.
 */
public final class DriverRemoval implements Callable<List<String>> {

    /** Called reflectively. */
    public DriverRemoval() {
        // nothing to be known
    }

    /** Returns the classes of the drivers that were still registered. */
    @Override
    public List<String> call() throws Exception {
        List<String> removed = new ArrayList<>();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == DriverRemoval.class.getClassLoader()) {
                DriverManager.deregisterDriver(driver);
                removed.add(driver.getClass().getName());
            }
        }
        return removed;
    }
}
