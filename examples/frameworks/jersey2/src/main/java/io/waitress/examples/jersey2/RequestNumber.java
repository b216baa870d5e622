package io.waitress.examples.jersey2;

import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerResponseContext;
import javax.ws.rs.container.ContainerResponseFilter;
import javax.ws.rs.ext.Provider;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers all responses. */
@Provider
public class RequestNumber implements ContainerResponseFilter {

    private final AtomicInteger number = new AtomicInteger();

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().add("X-Number", number.incrementAndGet());
    }
}
