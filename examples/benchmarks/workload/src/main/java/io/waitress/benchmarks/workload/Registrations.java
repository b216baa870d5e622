package io.waitress.benchmarks.workload;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;

/**
 * Adds as many servlets and filters as the system properties {@code benchmark.servlets} and {@code benchmark.filters}
 * say: servlet i has the paths {@code /many/i/*}, every filter is before {@code /filtered}.
 */
public class Registrations implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        for (int i = 0; i < Integer.getInteger("benchmark.servlets", 0); i++) {
            context.addServlet("many-" + i, new HelloServlet()).addMapping("/many/" + i + "/*");
        }
        for (int i = 0; i < Integer.getInteger("benchmark.filters", 0); i++) {
            context.addFilter("passing-" + i, new PassingFilter())
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/filtered");
        }
    }
}
