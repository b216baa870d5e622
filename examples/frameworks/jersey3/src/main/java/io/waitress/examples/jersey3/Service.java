package io.waitress.examples.jersey3;

import jakarta.ws.rs.ApplicationPath;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.glassfish.jersey.server.ResourceConfig;

/** The resources, under /api; there is no web.xml. */
@ApplicationPath("api")
public class Service extends ResourceConfig {

    public Service() {
        packages(Service.class.getPackageName());
        register(MultiPartFeature.class);
    }
}
