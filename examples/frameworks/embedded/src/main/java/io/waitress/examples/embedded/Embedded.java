package io.waitress.examples.embedded;

import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.Waitress;
import jakarta.servlet.MultipartConfigElement;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.servlet.DispatcherServlet;

/** Spring MVC 7 and Jersey 4 side by side in one application that no descriptor describes. */
public final class Embedded {

    private Embedded() {
    }

    /** Makes the application; {@code waitress-serve} runs it as {@code …Embedded::application}. */
    public static ServletApplication application() {
        AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
        beans.register(WebConfiguration.class, GuestController.class);
        return ServletApplication.builder()
                .servlet("/", new DispatcherServlet(beans), options -> options.loadOnStartup(1).asyncSupported(true)
                        .multipart(new MultipartConfigElement("", 1_000_000, 2_000_000, 1000)))
                .servlet("/api/*", new ServletContainer(new ResourceConfig(ClockResource.class)),
                        options -> options.asyncSupported(true))
                .filter("/*", new CharacterEncodingFilter("UTF-8", true), options -> options.asyncSupported(true))
                .build();
    }

    /** Serves it until the process is told to end. */
    public static void main(String[] arguments) throws Exception {
        Waitress.serve(application(),
                settings -> settings.listen(arguments.length == 0 ? "127.0.0.1:8080" : arguments[0]));
    }
}
