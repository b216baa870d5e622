package io.waitress.examples.embedded;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;

/** Answers what is below /api. */
@Path("clock")
@Produces("text/plain; charset=UTF-8")
public class ClockResource {

    @GET
    public String zone(@QueryParam("zone") String zone, @Context UriInfo uri) {
        return ZoneId.of(zone).getId() + " of " + uri.getPath();
    }

    @GET
    @Path("later")
    public void later(@Suspended AsyncResponse response) {
        CompletableFuture.runAsync(() -> response.resume("later"));
    }
}
